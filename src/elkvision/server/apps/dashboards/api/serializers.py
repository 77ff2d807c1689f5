"""Dashboards on the wire."""

from typing import Any

from rest_framework import serializers

from elkvision.server.apps.accounts.api.serializers import Wish
from elkvision.server.apps.dashboards.models import Dashboard, DashboardVersion
from elkvision.server.panels.shapes import MOST_PANELS, ChosenField, PanelShape, RangeShape, VariableShape, many, query

#: Seconds between looks; 0 is none.
REFRESHES = (0, 5, 10, 30, 60, 300, 900, 1800, 3600)
_MOST_VARIABLES = 30


def _tags() -> serializers.ListField:
    return serializers.ListField(
        child=serializers.CharField(max_length=50), required=False, default=list, max_length=20
    )


class DashboardShape(Wish):
    """All that a dashboard is."""

    name = serializers.CharField(max_length=200)
    description = serializers.CharField(max_length=2000, allow_blank=True, required=False, default="")
    tags = _tags()
    variables = many(VariableShape, _MOST_VARIABLES, required=False, default=list)
    range = RangeShape(required=False, default=lambda: {"from": "now-24h", "to": "now"})
    refresh = serializers.ChoiceField(
        choices=REFRESHES, required=False, default=0, help_text="seconds between looks; 0: none"
    )
    panels = many(PanelShape, MOST_PANELS, required=False, default=list)

    def validate_tags(self, tags: list[str]) -> list[str]:
        return list(dict.fromkeys(tags))

    def validate_variables(self, variables: list[dict[str, Any]]) -> list[dict[str, Any]]:
        names = [each["name"] for each in variables]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise serializers.ValidationError(f"There are two variables named {twice}.")
        return variables

    def validate_panels(self, panels: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Each gets an id of its own, and a place under the others when it has none."""
        taken: set[str] = set()
        bottom = max((panel["layout"]["y"] + panel["layout"]["h"] for panel in panels if "layout" in panel), default=0)
        for number, panel in enumerate(panels, 1):
            if not panel["id"] or panel["id"] in taken:
                panel["id"] = next(f"p{n}" for n in range(number, number + 2 * MOST_PANELS) if f"p{n}" not in taken)
            taken.add(panel["id"])
            if "layout" not in panel:
                panel["layout"] = {"x": 0, "y": bottom, "w": 6, "h": 8}
                bottom += 8
        return panels


class DashboardChange(DashboardShape):
    version = serializers.IntegerField(min_value=1, max_value=2**31, help_text="the one that was looked at")
    note = serializers.CharField(max_length=300, allow_blank=True, required=False, default="")


class _Listed(serializers.ModelSerializer):
    tags = serializers.ListField(child=serializers.CharField(), source="body.tags")
    panel_count = serializers.SerializerMethodField()
    created_by = serializers.CharField(source="created_by.username", default=None, read_only=True)
    updated_by = serializers.CharField(source="updated_by.username", default=None, read_only=True)
    favourite = serializers.SerializerMethodField()
    position = serializers.SerializerMethodField()

    def get_panel_count(self, dashboard: Dashboard) -> int:
        return len(dashboard.body["panels"])

    def get_favourite(self, dashboard: Dashboard) -> bool:
        return bool(getattr(dashboard, "favourite", False))

    def get_position(self, dashboard: Dashboard) -> int | None:
        return getattr(dashboard, "position", None)


_LISTED = (
    "id", "name", "description", "tags", "panel_count", "version", "favourite", "position", "created_at", "created_by",
    "updated_at", "updated_by",
)  # fmt: skip


class DashboardListed(_Listed):
    class Meta:
        model = Dashboard
        fields = _LISTED


class DashboardOut(_Listed):
    variables = VariableShape(many=True, source="body.variables")
    range = RangeShape(source="body.range")
    refresh = serializers.IntegerField(source="body.refresh")
    panels = PanelShape(many=True, source="body.panels")

    class Meta:
        model = Dashboard
        fields = (*_LISTED, "variables", "range", "refresh", "panels")


class DashboardVersionOut(serializers.ModelSerializer):
    created_by = serializers.CharField(source="created_by.username", default=None, read_only=True)

    class Meta:
        model = DashboardVersion
        fields = ("number", "name", "note", "created_at", "created_by")


class DashboardAsItWas(DashboardVersionOut):
    tags = serializers.ListField(child=serializers.CharField(), source="body.tags")
    variables = VariableShape(many=True, source="body.variables")
    range = RangeShape(source="body.range")
    refresh = serializers.IntegerField(source="body.refresh")
    panels = PanelShape(many=True, source="body.panels")

    class Meta:
        model = DashboardVersion
        fields = (
            *DashboardVersionOut.Meta.fields, "description", "tags", "variables", "range", "refresh", "panels",
        )  # fmt: skip


class ListIn(serializers.Serializer):
    tag = serializers.CharField(max_length=50, required=False, default="", allow_blank=True)
    search = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)


class NameIn(Wish):
    name = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)


class RestoreIn(Wish):
    version = serializers.IntegerField(min_value=1, max_value=2**31)


class FavouriteIn(Wish):
    favourite = serializers.BooleanField()


class DashboardOrderIn(Wish):
    ids = serializers.ListField(child=serializers.IntegerField(min_value=1, max_value=2**53), max_length=1000)


class FileShape(serializers.Serializer):
    """A dashboard as a file."""

    format = serializers.ChoiceField(choices=("elkvision.dashboard",))
    format_version = serializers.IntegerField()
    dashboard = DashboardShape()


class TemplateOut(serializers.Serializer):
    key = serializers.CharField()
    name = serializers.CharField()
    description = serializers.CharField()
    dashboard = DashboardShape()


class FileIn(Wish):
    """What the file shows: the dashboard's own range and values where nothing is said."""

    to = serializers.CharField(max_length=64, required=False, default="now")
    variables = ChosenField(required=False, default=dict)
    filter = query(default="")
    orientation = serializers.ChoiceField(choices=("portrait", "landscape"), required=False, default="portrait")

    def get_fields(self) -> dict[str, serializers.Field]:
        start = serializers.CharField(max_length=64, required=False, default="", allow_blank=True)
        return super().get_fields() | {"from": start}
