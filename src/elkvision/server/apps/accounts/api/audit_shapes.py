"""How the audit log looks from outside."""

from datetime import datetime

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from elkvision.core.clock import now_ms
from elkvision.server.api.times import read_moment
from elkvision.server.apps.accounts import trail
from elkvision.server.apps.accounts.api.serializers import PersonOut, Wish
from elkvision.server.apps.accounts.models import AuditEntry


class EntryOut(serializers.ModelSerializer):
    by = PersonOut(allow_null=True)
    who = serializers.SerializerMethodField(help_text="the person, the key, or empty for the command line")
    details = serializers.DictField()

    class Meta:
        model = AuditEntry
        fields = ("id", "at", "by", "who", "action", "subject", "details")

    def get_who(self, entry: AuditEntry) -> str:
        return trail.who(entry)


class ChoicesOut(serializers.Serializer):
    people = PersonOut(many=True)
    actions = serializers.ListField(child=serializers.CharField())


@extend_schema_field({"type": "string"})
class Moment(serializers.Field):
    """A moment as everywhere: ISO 8601, epoch, or relative to now."""

    def to_internal_value(self, data: object) -> datetime:
        return read_moment(str(data), now_ms=now_ms())


class TrailIn(Wish):
    person = serializers.RegexField(rf"^(\d{{1,18}}|{trail.NOBODY})$", required=False, default="")
    action = serializers.CharField(max_length=64, required=False, default="")
    limit = serializers.IntegerField(min_value=1, max_value=1000, required=False)
    cursor = serializers.CharField(max_length=1000, required=False)
    organisation = serializers.CharField(max_length=40, required=False)

    def get_fields(self) -> dict[str, serializers.Field]:
        return super().get_fields() | {"from": Moment(required=False), "to": Moment(required=False)}


class TrailFileIn(TrailIn):
    format = serializers.ChoiceField(choices=["csv", "ndjson"], default="csv")
