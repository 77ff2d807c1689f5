"""What a panel shows, as a value. The API's shape of it is in `shapes`."""

from collections.abc import Mapping
from typing import Any, Final, Literal

import msgspec

Kind = Literal["line", "area", "bar", "pie", "table", "number", "top", "heatmap", "logs", "text"]
MeasureKind = Literal["count", "sum", "average", "minimum", "maximum", "percentile", "distinct"]

KINDS: Final[tuple[Kind, ...]] = (
    "line", "area", "bar", "pie", "table", "number", "top", "heatmap", "logs", "text",
)  # fmt: skip
MEASURES: Final[tuple[MeasureKind, ...]] = (
    "count", "sum", "average", "minimum", "maximum", "percentile", "distinct",
)  # fmt: skip
#: Drawn along time; with `over` "groups", a bar stands for a group.
TIMED: Final = frozenset({"line", "area", "bar"})


class Measured(msgspec.Struct, frozen=True):
    """What is worked out over the logs that a query finds."""

    kind: MeasureKind = "count"
    field: str = ""
    percent: float = 95.0


class Line(msgspec.Struct, frozen=True):
    """One number of a panel. With `of`, it is a part of the same measure over another query: a ratio from 0 to 1."""

    label: str = ""
    q: str = ""
    measure: Measured = Measured()
    of: str | None = None


class Panel(msgspec.Struct, frozen=True):
    """`limit` bounds groups, or the lines of a log list. `step` is in seconds; None: one that is read easily. A heat
    map without a group is of hours and weekdays."""

    kind: Kind
    title: str = ""
    series: tuple[Line, ...] = (Line(),)
    groups: tuple[str, ...] = ()
    over: Literal["time", "groups"] = "time"
    step: int | None = None
    limit: int = 10
    columns: tuple[str, ...] = ()
    markdown: str = ""
    unit: str = ""
    order: Literal["newest", "oldest"] = "newest"
    id: str = ""


def panel_of(shape: Mapping[str, Any]) -> Panel:
    """A panel of its checked JSON. How it is drawn on a screen is left out."""
    return msgspec.convert(shape, Panel, strict=False)
