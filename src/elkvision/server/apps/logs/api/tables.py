"""Numbers by group and time: how they are asked for over HTTP, and how they look."""

from datetime import UTC, datetime
from typing import Any, Final, get_args

from rest_framework import serializers

from elkvision.server.apps.logs.api.serializers import Asked
from elkvision.store.asks import MOST_GROUPS
from elkvision.store.contract import Ask, MeasureKind, Row, Table

_MOST_MEASURES: Final = 200
_LONGEST_NAME: Final = 500
_LONGEST_QUERY: Final = 16 << 10
_LONGEST_STEP: Final = 366 * 86_400


class MeasureIn(serializers.Serializer):
    """A number to work out. All but `count` look at a field's values."""

    kind = serializers.ChoiceField(choices=get_args(MeasureKind), default="count")
    percent = serializers.FloatField(default=50.0, min_value=0, max_value=100, help_text="Which percentile.")
    q = serializers.CharField(
        default="",
        allow_blank=True,
        max_length=_LONGEST_QUERY,
        trim_whitespace=False,
        help_text="Only logs that match this too are looked at.",
    )

    def get_fields(self) -> dict[str, serializers.Field]:
        # `field` is not a name that the class may give to a field.
        named = serializers.CharField(default="", allow_blank=True, max_length=_LONGEST_NAME)
        return super().get_fields() | {"field": named}


def _seconds(least: float | None, **more: Any) -> serializers.FloatField:
    return serializers.FloatField(allow_null=True, min_value=least, max_value=_LONGEST_STEP, **more)


class AggregateIn(Asked):
    """Without `step` and `buckets` there are no series."""

    measures = serializers.ListField(
        child=MeasureIn(), default=list, max_length=_MOST_MEASURES, help_text="One count unless said."
    )
    groups = serializers.ListField(
        child=serializers.CharField(max_length=_LONGEST_NAME), default=list, max_length=MOST_GROUPS
    )
    step = _seconds(0.001, default=None, help_text="In seconds.")
    buckets = serializers.IntegerField(
        default=None,
        allow_null=True,
        min_value=1,
        max_value=2000,
        help_text="Instead of a step: the readable one that makes at most so many.",
    )
    window = _seconds(0.001, default=None, help_text="In seconds: how much time each number covers; the step itself.")
    shift = serializers.FloatField(
        default=0, min_value=-_LONGEST_STEP, max_value=_LONGEST_STEP, help_text="Moves the buckets, in seconds."
    )
    limit = serializers.IntegerField(default=50, min_value=1, max_value=10_000, help_text="Of groups.")
    order_by = serializers.IntegerField(default=0, min_value=0, help_text="Which measure orders the groups, from 0.")
    ascending = serializers.BooleanField(default=False)


class RowOut(serializers.Serializer):
    keys = serializers.ListField(child=serializers.CharField(allow_null=True), help_text="One for each group field.")
    numbers = serializers.ListField(child=serializers.FloatField(allow_null=True), help_text="One for each measure.")
    series = serializers.ListField(
        child=serializers.ListField(child=serializers.FloatField(allow_null=True)),
        help_text="With a step: for each measure a number for each bucket.",
    )


class TableOut(serializers.Serializer):
    total = RowOut(help_text="Of all logs, whatever their group.")
    rows = RowOut(many=True)
    groups = serializers.IntegerField(help_text="How many there are in all.")
    starts = serializers.ListField(child=serializers.DateTimeField(), help_text="Of the buckets.")
    step = serializers.FloatField(allow_null=True)
    to = serializers.DateTimeField()
    elapsed_ms = serializers.FloatField()

    def get_fields(self) -> dict[str, serializers.Field]:
        return super().get_fields() | {"from": serializers.DateTimeField()}


def table_out(table: Table, ask: Ask, elapsed_ms: float) -> dict[str, Any]:
    return {
        "total": _row(table.total),
        "rows": [_row(row) for row in table.rows],
        "groups": table.groups,
        "starts": [_iso(start) for start in table.starts],
        "step": ask.step.total_seconds() if ask.step else None,
        "from": _iso(ask.span.start),
        "to": _iso(ask.span.end),
        "elapsed_ms": elapsed_ms,
    }


def _row(row: Row) -> dict[str, Any]:
    return {"keys": row.keys, "numbers": row.numbers, "series": row.series}


def _iso(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z") if at else None
