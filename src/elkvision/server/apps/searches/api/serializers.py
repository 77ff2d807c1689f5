"""Kept searches on the wire."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from elkvision.server.apps.accounts.api.serializers import Wish
from elkvision.server.apps.searches.models import Remembered, Search, Shared
from elkvision.server.panels.shapes import ChosenField, RangeShape, VariableShape, field_name, many, query

_MOST_VARIABLES = 30


class SearchShape(Wish):
    name = serializers.CharField(max_length=200)
    description = serializers.CharField(max_length=2000, allow_blank=True, required=False, default="")
    q = query(default="")
    columns = serializers.ListField(child=field_name(), required=False, default=list, max_length=50)
    range = RangeShape(required=False, allow_null=True, default=None, help_text="null: whatever is chosen then")
    tags = serializers.ListField(
        child=serializers.CharField(max_length=50), required=False, default=list, max_length=20
    )
    variables = many(VariableShape, _MOST_VARIABLES, required=False, default=list)
    shared = serializers.ChoiceField(choices=Shared.choices, required=False, default=Shared.PRIVATE)
    favourite = serializers.BooleanField(required=False, allow_null=True, default=None, help_text="one's own")


class KeptSearch(serializers.ModelSerializer):
    range = serializers.SerializerMethodField()
    variables = VariableShape(many=True)
    columns = serializers.ListField(child=serializers.CharField())
    tags = serializers.ListField(child=serializers.CharField())
    favourite = serializers.SerializerMethodField()
    mine = serializers.SerializerMethodField()
    created_by = serializers.CharField(source="owner.username", default=None, read_only=True)

    class Meta:
        model = Search
        fields = (
            "id", "name", "description", "q", "columns", "range", "tags", "variables", "shared", "favourite", "mine",
            "created_at", "created_by", "updated_at",
        )  # fmt: skip

    @extend_schema_field(RangeShape(allow_null=True))
    def get_range(self, search: Search) -> dict[str, str] | None:
        return search.range or None

    def get_favourite(self, search: Search) -> bool:
        return bool(getattr(search, "favourite", False))

    def get_mine(self, search: Search) -> bool:
        caller = self.context.get("caller")
        return caller is not None and caller.user is not None and search.owner_id == caller.user.pk


class SearchesIn(serializers.Serializer):
    tag = serializers.CharField(max_length=50, required=False, default="", allow_blank=True)
    search = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)
    favourite = serializers.BooleanField(required=False, default=False)


class LikeIn(Wish):
    favourite = serializers.BooleanField()


class RunIn(Wish):
    variables = ChosenField(required=False, default=dict)


class RunOut(serializers.Serializer):
    q = serializers.CharField(help_text="with the values put in")
    columns = serializers.ListField(child=serializers.CharField())
    range = RangeShape(allow_null=True)


class RememberIn(Wish):
    q = query(default="")
    to = serializers.CharField(max_length=64, allow_blank=True, required=False, default="")

    def get_fields(self) -> dict[str, serializers.Field]:
        start = serializers.CharField(max_length=64, allow_blank=True, required=False, default="")
        return super().get_fields() | {"from": start}


class RememberedOut(serializers.ModelSerializer):
    to = serializers.CharField(source="end")

    class Meta:
        model = Remembered
        fields = ("id", "q", "to", "times", "at")

    def get_fields(self) -> dict[str, serializers.Field]:
        return super().get_fields() | {"from": serializers.CharField(source="start")}
