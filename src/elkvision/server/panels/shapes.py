"""Panels on the wire: how they come, and how their numbers go."""

import re
from typing import Any

from rest_framework import serializers

from elkvision.server.apps.accounts.api.serializers import Wish
from elkvision.server.apps.logs.api.serializers import EventOut
from elkvision.server.panels.definition import KINDS, MEASURES, TIMED

MOST_PANELS = 60
MOST_SERIES = 10
MOST_GROUPS = 4
MOST_VALUES = 100
LONGEST_QUERY = 10_000
UNITS = ("", "percent", "bytes", "milliseconds", "seconds", "per_second")
PALETTE = ("good", "warning", "critical", "info", "neutral")

_NAME = re.compile(r"[A-Za-z_]\w{0,49}\Z", re.ASCII)


def query(**options: Any) -> serializers.CharField:
    return serializers.CharField(
        allow_blank=True, max_length=LONGEST_QUERY, trim_whitespace=False, required=False, **options
    )


def field_name(**options: Any) -> serializers.CharField:
    return serializers.CharField(max_length=500, **options)


def many(shape: type[serializers.Serializer], most: int, **options: Any) -> serializers.ListSerializer:
    return serializers.ListSerializer(child=shape(), max_length=most, **options)


class MeasureShape(Wish):
    """What is worked out; all but `count` look at a field."""

    kind = serializers.ChoiceField(choices=MEASURES, required=False, default="count")
    field = field_name(allow_blank=True, required=False, default="")
    percent = serializers.FloatField(min_value=0, max_value=100, required=False, default=95.0)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["kind"] != "count" and not attrs["field"]:
            raise serializers.ValidationError({"field": [f"Name the field whose {attrs['kind']} is meant."]})
        return attrs


class SeriesShape(Wish):
    """One number of a panel; with `of`, the part that it is of the same measure over another query."""

    # `label` is a word of DRF's own, so it is put in by name below.
    q = query(default="")
    measure = MeasureShape(required=False, default=lambda: {"kind": "count", "field": "", "percent": 95.0})
    of = query(allow_null=True, default=None, help_text="a second query: the number is a ratio from 0 to 1")

    def get_fields(self) -> dict[str, serializers.Field]:
        named = serializers.CharField(max_length=200, allow_blank=True, required=False, default="")
        return {"label": named} | super().get_fields()


class LayoutShape(Wish):
    """Twelve columns; a row is 40 pixels."""

    x = serializers.IntegerField(min_value=0, max_value=11)
    y = serializers.IntegerField(min_value=0, max_value=10_000)
    w = serializers.IntegerField(min_value=1, max_value=12)
    h = serializers.IntegerField(min_value=1, max_value=100)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["x"] + attrs["w"] > 12:
            raise serializers.ValidationError("A panel ends within the twelve columns.")
        return attrs


class ThresholdShape(Wish):
    """From this value on, a number is shown in this colour."""

    value = serializers.FloatField()
    colour = serializers.ChoiceField(choices=PALETTE)


class PanelShape(Wish):
    id = serializers.RegexField(r"^[\w-]{1,64}$", required=False, default="", allow_blank=True)
    title = serializers.CharField(max_length=200, allow_blank=True, required=False, default="")
    description = serializers.CharField(max_length=1000, allow_blank=True, required=False, default="")
    kind = serializers.ChoiceField(choices=KINDS)
    layout = LayoutShape(required=False)
    series = many(SeriesShape, MOST_SERIES, required=False)
    groups = serializers.ListField(child=field_name(), required=False, default=list, max_length=MOST_GROUPS)
    over = serializers.ChoiceField(
        choices=("time", "groups"), required=False, default="time", help_text="what the bars of a bar chart stand for"
    )
    step = serializers.IntegerField(
        min_value=1, max_value=366 * 86_400, allow_null=True, required=False, default=None,
        help_text="seconds; null: one that is read easily",
    )  # fmt: skip
    limit = serializers.IntegerField(min_value=1, max_value=500, required=False, default=10)
    columns = serializers.ListField(child=field_name(), required=False, default=list, max_length=20)
    order = serializers.ChoiceField(choices=("newest", "oldest"), required=False, default="newest")
    markdown = serializers.CharField(
        max_length=20_000, allow_blank=True, trim_whitespace=False, required=False, default=""
    )
    stacked = serializers.BooleanField(required=False, default=False)
    unit = serializers.ChoiceField(choices=UNITS, required=False, default="", allow_blank=True)
    thresholds = many(ThresholdShape, 10, required=False, default=list)
    legend = serializers.BooleanField(required=False, default=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not attrs.get("series"):
            attrs["series"] = [SeriesShape().run_validation({})]
        kind, groups = attrs["kind"], attrs["groups"]
        if kind in ("pie", "top") and not groups:
            raise serializers.ValidationError({"groups": ["Name the field whose values are shown."]})
        if kind == "bar" and attrs["over"] == "groups" and not groups:
            raise serializers.ValidationError({"groups": ["Name the field that the bars stand for."]})
        if kind == "heatmap" and (len(groups) > 1 or len(attrs["series"]) > 1):
            raise serializers.ValidationError("A heat map shows one number, by one field or by hours and weekdays.")
        if kind not in TIMED:
            attrs["over"] = "groups" if kind in ("pie", "top", "table") else "time"
        return attrs


class VariableShape(Wish):
    """`$name` in queries, titles and texts. Its choices are `values`, or what the logs have in `field`."""

    name = serializers.CharField(max_length=50)
    field = field_name(allow_blank=True, required=False, default="")
    values = serializers.ListField(
        child=serializers.CharField(max_length=300, trim_whitespace=False), required=False, default=list,
        max_length=MOST_VALUES,
    )  # fmt: skip
    default = serializers.ListField(
        child=serializers.CharField(max_length=300, trim_whitespace=False), required=False, default=list,
        max_length=MOST_VALUES, help_text="empty: all",
    )  # fmt: skip
    multiple = serializers.BooleanField(required=False, default=True)

    def get_fields(self) -> dict[str, serializers.Field]:
        fields = super().get_fields()
        fields["label"] = serializers.CharField(max_length=200, allow_blank=True, required=False, default="")
        return fields

    def validate_name(self, name: str) -> str:
        if not _NAME.match(name):
            raise serializers.ValidationError("Use letters, digits and _, and begin with a letter.")
        return name

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not attrs["field"] and not attrs["values"]:
            raise serializers.ValidationError("A variable has a field whose values it takes, or values of its own.")
        if not attrs["multiple"] and len(attrs["default"]) > 1:
            raise serializers.ValidationError({"default": ["Only one value can be chosen here."]})
        return attrs


class RangeShape(Wish):
    to = serializers.CharField(default="now", max_length=64, help_text="ISO 8601, epoch, or relative such as `now`.")

    def get_fields(self) -> dict[str, serializers.Field]:
        fields = super().get_fields()
        fields["from"] = serializers.CharField(default="now-24h", max_length=64)
        return fields


class ChosenField(serializers.DictField):
    """By variable, the chosen values; none means all."""

    child = serializers.ListField(
        child=serializers.CharField(max_length=300, trim_whitespace=False), max_length=MOST_VALUES
    )

    def to_internal_value(self, data: Any) -> Any:
        found = super().to_internal_value(data)
        if len(found) > 30 or not all(_NAME.match(name) for name in found):
            raise serializers.ValidationError("A variable's name has letters, digits and _; there are 30 at most.")
        return found


class PanelsIn(RangeShape):
    """Panels to work out. `filter` is a query that every log has to match besides."""

    panels = many(PanelShape, MOST_PANELS, allow_empty=False)
    variables = ChosenField(required=False, default=dict)
    filter = query(default="")


class PanelProblem(serializers.Serializer):
    """Why a panel shows nothing, in a sentence."""

    code = serializers.CharField()
    message = serializers.CharField()
    hint = serializers.CharField(required=False)
    column = serializers.IntegerField(required=False, help_text="where in the query")


def numbers() -> serializers.ListField:
    return serializers.ListField(child=serializers.FloatField(allow_null=True))


class PanelLine(serializers.Serializer):
    """A line through time: `numbers[i]` is of the bucket from `starts[i]` to `ends[i]`."""

    keys = serializers.ListField(child=serializers.CharField(allow_null=True))
    q = serializers.CharField(help_text="finds the logs behind it")
    numbers = numbers()
    total = serializers.FloatField(allow_null=True, help_text="the number over all of the range")

    def get_fields(self) -> dict[str, serializers.Field]:
        return {"label": serializers.CharField()} | super().get_fields()


class PanelRow(serializers.Serializer):
    """A group: `numbers[i]` is that of `columns[i]`, `qs[i]` finds the logs behind it."""

    keys = serializers.ListField(child=serializers.CharField(allow_null=True))
    numbers = numbers()
    qs = serializers.ListField(child=serializers.CharField())


class PanelFigure(serializers.Serializer):
    """A number and what it was in the period before; `change` is a part: 0.5 is half as much again."""

    value = serializers.FloatField(allow_null=True)
    previous = serializers.FloatField(allow_null=True)
    change = serializers.FloatField(allow_null=True)
    q = serializers.CharField()
    numbers = numbers()

    def get_fields(self) -> dict[str, serializers.Field]:
        return {"label": serializers.CharField()} | super().get_fields()


class PanelCell(serializers.Serializer):
    """`x` and `y` are places in `across` and `down`. Its logs are those of `q` between `from` and `to`."""

    x = serializers.IntegerField()
    y = serializers.IntegerField()
    number = serializers.FloatField(allow_null=True)
    q = serializers.CharField()
    to = serializers.DateTimeField()

    def get_fields(self) -> dict[str, serializers.Field]:
        return super().get_fields() | {"from": serializers.DateTimeField()}


class PanelOut(serializers.Serializer):
    """What a panel shows; which of the fields are there depends on its kind, see docs/reference/dashboards.md."""

    id = serializers.CharField()
    kind = serializers.ChoiceField(choices=KINDS)
    title = serializers.CharField()
    error = PanelProblem(allow_null=True)
    to = serializers.DateTimeField()
    step = serializers.FloatField(allow_null=True, required=False)
    starts = serializers.ListField(child=serializers.DateTimeField(), required=False)
    ends = serializers.ListField(child=serializers.DateTimeField(), required=False)
    series = PanelLine(many=True, required=False)
    columns = serializers.ListField(child=serializers.CharField(), required=False)
    units = serializers.ListField(
        child=serializers.CharField(), required=False, help_text="of the columns: the panel's, or that of a ratio"
    )
    rows = PanelRow(many=True, required=False)
    total = numbers()
    groups = serializers.IntegerField(required=False, help_text="how many there are in all")
    figures = PanelFigure(many=True, required=False)
    previous_from = serializers.DateTimeField(required=False)
    across = serializers.ListField(child=serializers.CharField(), required=False)
    down = serializers.ListField(child=serializers.CharField(allow_null=True), required=False)
    cells = PanelCell(many=True, required=False)
    events = EventOut(many=True, required=False)
    matches = serializers.IntegerField(required=False, help_text="how many logs there are in all")
    q = serializers.CharField(required=False)
    blocks = serializers.ListField(child=serializers.DictField(), required=False)
    elapsed_ms = serializers.FloatField()

    def get_fields(self) -> dict[str, serializers.Field]:
        fields = super().get_fields()
        fields["total"].required = False
        return fields | {"from": serializers.DateTimeField()}


class PanelsOut(serializers.Serializer):
    results = PanelOut(many=True)
    elapsed_ms = serializers.FloatField()
