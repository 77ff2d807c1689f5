"""Reports on the wire."""

from typing import Any
from zoneinfo import available_timezones

from rest_framework import serializers

from elkvision.server.apps.accounts.api.serializers import Wish
from elkvision.server.apps.dashboards.models import Every, Report
from elkvision.server.panels.shapes import ChosenField, RangeShape

ORIENTATIONS = ("portrait", "landscape")
_MOST_RECIPIENTS = 50


def _ids() -> serializers.ListField:
    return serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**53), required=False, default=list,
        max_length=_MOST_RECIPIENTS,
    )  # fmt: skip


class ReportShape(Wish):
    name = serializers.CharField(max_length=200)
    every = serializers.ChoiceField(choices=Every.choices)
    weekday = serializers.IntegerField(min_value=0, max_value=6, required=False, default=0, help_text="0 is Monday")
    day = serializers.IntegerField(min_value=1, max_value=31, required=False, default=1, help_text="of the month")
    at = serializers.RegexField(r"^([01]\d|2[0-3]):[0-5]\d$", required=False, default="08:00", help_text="HH:MM")
    timezone = serializers.CharField(max_length=64, required=False, default="UTC")
    range = RangeShape(required=False, default=dict, help_text="the dashboard's own when it is left out")
    variables = ChosenField(required=False, default=dict)
    orientation = serializers.ChoiceField(choices=ORIENTATIONS, required=False, default="portrait")
    channels = _ids()
    members = _ids()
    enabled = serializers.BooleanField(required=False, default=True)

    def validate_timezone(self, name: str) -> str:
        if name not in available_timezones():
            raise serializers.ValidationError("There is no such time zone; write Europe/Berlin or UTC.")
        return name


class ReportOut(serializers.ModelSerializer):
    range = RangeShape(allow_null=True)
    variables = ChosenField()
    channels = serializers.ListField(child=serializers.IntegerField())
    members = serializers.ListField(child=serializers.IntegerField())
    created_by = serializers.CharField(source="created_by.username", default=None, read_only=True)
    waiting = serializers.SerializerMethodField(help_text="it was asked for and will be sent in a moment")

    class Meta:
        model = Report
        fields = (
            "id", "name", "every", "weekday", "day", "at", "timezone", "range", "variables", "orientation", "channels",
            "members", "enabled", "created_at", "created_by", "next_at", "last_sent_at", "last_error", "waiting",
        )  # fmt: skip

    def get_waiting(self, report: Report) -> bool:
        return report.wanted_at is not None

    def to_representation(self, instance: Report) -> dict[str, Any]:
        return dict(super().to_representation(instance)) | {"range": instance.range or None}
