"""Shared links on the wire."""

from rest_framework import serializers

from elkvision.server.apps.accounts.api.serializers import Wish
from elkvision.server.apps.dashboards.models import Share
from elkvision.server.panels.definition import KINDS
from elkvision.server.panels.shapes import ChosenField, LayoutShape, RangeShape, ThresholdShape


class ShareIn(Wish):
    expires_at = serializers.DateTimeField()
    range = RangeShape(required=False, default=dict, help_text="the dashboard's own when it is left out")
    variables = ChosenField(required=False, default=dict)

    def get_fields(self) -> dict[str, serializers.Field]:
        named = serializers.CharField(max_length=200, allow_blank=True, required=False, default="")
        return {"label": named} | super().get_fields()


class ShareOut(serializers.ModelSerializer):
    created_by = serializers.CharField(source="created_by.username", default=None, read_only=True)
    range = RangeShape(allow_null=True)
    variables = ChosenField()

    class Meta:
        model = Share
        fields = (
            "id", "label", "range", "variables", "expires_at", "created_at", "created_by", "last_used_at", "uses",
        )  # fmt: skip

    def to_representation(self, instance: Share) -> dict[str, object]:
        made = super().to_representation(instance)
        return dict(made) | {"range": instance.range or None}


class ShareMade(ShareOut):
    link = serializers.CharField(help_text="shown once")

    class Meta:
        model = Share
        fields = (*ShareOut.Meta.fields, "link")


class SharedPanel(serializers.Serializer):
    """How a panel is drawn; its numbers come by its id."""

    id = serializers.CharField()
    title = serializers.CharField()
    description = serializers.CharField()
    kind = serializers.ChoiceField(choices=KINDS)
    layout = LayoutShape()
    groups = serializers.ListField(child=serializers.CharField(), help_text="what its numbers are told apart by")
    over = serializers.CharField()
    stacked = serializers.BooleanField()
    unit = serializers.CharField()
    thresholds = ThresholdShape(many=True)
    legend = serializers.BooleanField()
    columns = serializers.ListField(child=serializers.CharField())


class SharedDashboard(serializers.Serializer):
    name = serializers.CharField()
    description = serializers.CharField()
    range = RangeShape()
    refresh = serializers.IntegerField()
    expires_at = serializers.DateTimeField()
    panels = SharedPanel(many=True)
