"""What each kind of panel answers with, but for heat maps (`heatmaps`) and texts (`markdown`). The shapes are those of
`shapes.PanelOut`."""

from collections.abc import Callable, Generator, Sequence
from typing import Any, Final

from elkvision.core.wire import to_wire
from elkvision.server.apps.logs.selectors import store
from elkvision.server.panels.asked import Asked
from elkvision.server.panels.definition import Panel
from elkvision.server.panels.measuring import Measures, One, key_nodes, measures, name_of
from elkvision.server.panels.steps import bounds, iso, shift_of, step_of
from elkvision.store.contract import Ask, Number, Row, Span, Table

#: What a panel asks of the store; it is sent the tables, and returns its answer.
Asking = Generator[list[Ask], Sequence[Table], dict[str, Any]]

_BUCKETS: Final = 60
_SPARKS: Final = 30
#: Groups that are looked at when the largest ratio, not the largest number, comes first.
_MOST_GROUPS: Final = 500
_COLUMNS: Final = ("@timestamp", "level", "service", "message")


def timed(panel: Panel, within: Asked) -> Asking:
    """Lines through time: one for each number, or for each group and number."""
    wanted = measures(panel.series, within)
    span = wanted.span(within.start, within.end)
    step = step_of(span, panel.step, buckets=_BUCKETS)
    shift = shift_of(step, within.zone, within.start)
    (table,) = yield [Ask(span, wanted.measures, panel.groups, step, shift=shift, limit=panel.limit)]
    rows = _ordered(panel, wanted, table) if panel.groups else [table.total]
    starts, ends = bounds(table.starts, step, within.start, within.end)
    series = [_line(panel, within, wanted, one, row) for row in rows for one in wanted.lines]
    return {
        "step": step.total_seconds(), "starts": starts, "ends": ends, "series": series, "groups": table.groups,
    }  # fmt: skip


def grouped(panel: Panel, within: Asked) -> Asking:
    """A row for each group, the largest first; without groups, one row of everything."""
    wanted = measures(panel.series, within)
    by_ratio = wanted.lines[0].whole is not None
    limit = max(panel.limit, _MOST_GROUPS) if by_ratio else panel.limit
    (table,) = yield [Ask(wanted.span(within.start, within.end), wanted.measures, panel.groups, limit=limit)]
    rows = _ordered(panel, wanted, table) if panel.groups else [table.total]
    return {
        "columns": _columns(panel, wanted),
        "units": [panel.unit or ("percent" if one.whole is not None else "") for one in wanted.lines],
        "rows": [_row(panel, within, wanted, row) for row in rows],
        "total": [one.of(table.total.numbers) for one in wanted.lines],
        "groups": table.groups,
    }


def figures(panel: Panel, within: Asked) -> Asking:
    """Each number with its way through the range, and what it was in the period before."""
    wanted = measures(panel.series, within)
    span = wanted.span(within.start, within.end)
    step = step_of(span, panel.step, buckets=_SPARKS)
    shift = shift_of(step, within.zone, within.start)
    earlier = within.start - (within.end - within.start)
    now, before = yield [
        Ask(span, wanted.measures, step=step, shift=shift),
        Ask(wanted.span(earlier, within.start), wanted.measures),
    ]
    starts, ends = bounds(now.starts, step, within.start, within.end)
    return {
        "figures": [_figure(one, now.total, before.total) for one in wanted.lines],
        "step": step.total_seconds(), "starts": starts, "ends": ends, "previous_from": iso(earlier),
    }  # fmt: skip


def lines(panel: Panel, within: Asked) -> dict[str, Any]:
    """The logs themselves, as many as the limit says."""
    query = within.query(panel.series[0].q)
    span = Span(query, within.start, within.end)
    page = store().search(within.tenant, span, limit=panel.limit, order=panel.order)
    return {
        "columns": list(panel.columns or _COLUMNS),
        "events": [to_wire(event) for event in page.events],
        "matches": store().count(within.tenant, span),
        "q": query.text,
    }


def _columns(panel: Panel, wanted: Measures) -> list[str]:
    """A count that stands alone is one of logs: which ones, the panel's title says."""
    first = panel.series[0]
    alone = len(panel.series) == 1 and not first.label and first.of is None
    return ["Logs"] if alone and first.measure.kind == "count" else [one.label for one in wanted.lines]


def _ordered(panel: Panel, wanted: Measures, table: Table) -> Sequence[Row]:
    """By the first number, the largest first. The store has them so unless that is a ratio."""
    first = wanted.lines[0]
    if first.whole is None:
        return table.rows
    value: Callable[[Row], Number] = lambda row: first.of(row.numbers)  # noqa: E731  # named for what it is
    return sorted(table.rows, key=lambda row: (value(row) is None, -(value(row) or 0)))[: panel.limit]


def _line(panel: Panel, within: Asked, wanted: Measures, one: One, row: Row) -> dict[str, Any]:
    keys = list(row.keys)
    several = len(wanted.lines) > 1
    label = (f"{name_of(keys)} · {one.label}" if several else name_of(keys)) if keys else one.label
    q = within.narrowed(one.query, *key_nodes(panel.groups, keys)) if keys else one.query.text
    return {"label": label, "keys": keys, "q": q, "numbers": one.along(row), "total": one.of(row.numbers)}


def _row(panel: Panel, within: Asked, wanted: Measures, row: Row) -> dict[str, Any]:
    nodes = key_nodes(panel.groups, row.keys) if row.keys else []
    return {
        "keys": list(row.keys),
        "numbers": [one.of(row.numbers) for one in wanted.lines],
        "qs": [within.narrowed(one.query, *nodes) for one in wanted.lines],
    }


def _figure(one: One, now: Row, before: Row) -> dict[str, Any]:
    value, previous = one.of(now.numbers), one.of(before.numbers)
    change = (value - previous) / abs(previous) if value is not None and previous else None
    return {
        "label": one.label, "value": value, "previous": previous, "change": change, "q": one.query.text,
        "numbers": one.along(now),
    }  # fmt: skip
