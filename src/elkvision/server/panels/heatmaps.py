"""Heat maps: a field through time, or the hours of the week as the organisation's clocks show them."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from elkvision.core.errors import BadRequest
from elkvision.core.query import Node, Range, field_named, field_text
from elkvision.core.query.values import any_of
from elkvision.server.panels.asked import Asked
from elkvision.server.panels.definition import Line, Measured, Panel
from elkvision.server.panels.kinds import Asking
from elkvision.server.panels.measuring import One, key_nodes, measures, name_of
from elkvision.server.panels.steps import bounds, iso, shift_of, step_of
from elkvision.store.contract import Ask, Number

WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_BUCKETS: Final = 48
_HOUR: Final = timedelta(hours=1)
_EPOCH: Final = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
#: Hours that one cell's query names; a cell of more is told by its largest one.
_MOST_HOURS: Final = 60
_LONGEST: Final = timedelta(days=400)

#: Of an hour's number and how many values it is of: how hours become one.
_JOINED: Final[dict[str, Callable[[Sequence[tuple[float, float]]], Number]]] = {
    "count": lambda hours: sum(number for number, _ in hours),
    "sum": lambda hours: sum(number for number, _ in hours),
    "minimum": lambda hours: min(number for number, _ in hours),
    "maximum": lambda hours: max(number for number, _ in hours),
    "average": lambda hours: sum(number * of for number, of in hours) / sum(of for _, of in hours),
}


def heatmap(panel: Panel, within: Asked) -> Asking:
    return _through_time(panel, within) if panel.groups else _of_the_week(panel, within)


def _through_time(panel: Panel, within: Asked) -> Asking:
    wanted = measures(panel.series, within)
    one = wanted.lines[0]
    span = wanted.span(within.start, within.end)
    step = step_of(span, panel.step, buckets=_BUCKETS)
    shift = shift_of(step, within.zone, within.start)
    (table,) = yield [Ask(span, wanted.measures, panel.groups, step, shift=shift, limit=panel.limit)]
    starts, ends = bounds(table.starts, step, within.start, within.end)
    cells = []
    for y, row in enumerate(table.rows):
        q = within.narrowed(one.query, *key_nodes(panel.groups, row.keys))
        cells += [
            {"x": x, "y": y, "number": number, "q": q, "from": starts[x], "to": ends[x]}
            for x, number in enumerate(one.along(row))
            if number
        ]
    down = [name_of(row.keys) for row in table.rows]
    return {"across": starts, "down": down, "cells": cells, "step": step.total_seconds(), "groups": table.groups}


def _of_the_week(panel: Panel, within: Asked) -> Asking:
    line = panel.series[0]
    joined = _JOINED.get(line.measure.kind) if line.of is None else None
    if joined is None:
        raise BadRequest(
            f"Hours of a week cannot be joined to one {'ratio' if line.of is not None else line.measure.kind}.",
            hint="use a count, sum, average, minimum or maximum, or a heat map by a field",
        )
    if within.end - within.start > _LONGEST:
        raise BadRequest("A heat map of hours is of 400 days at most.", hint="choose a shorter range")
    wanted = measures([line, _how_many(line)], within)
    one, count = wanted.lines
    span = wanted.span(within.start, within.end)
    shift = shift_of(_HOUR, within.zone, within.start)
    (table,) = yield [Ask(span, wanted.measures, step=_HOUR, shift=shift)]
    hours: dict[tuple[int, int], list[tuple[datetime, float, float]]] = defaultdict(list)
    for start, number, of in zip(table.starts, one.along(table.total), count.along(table.total), strict=True):
        if number is not None and of:
            local = start.astimezone(within.zone)
            hours[local.hour, local.weekday()].append((start, number, of))
    cells = [
        _cell(within, one, x, y, found, joined) for (x, y), found in sorted(hours.items(), key=lambda each: each[0])
    ]
    return {"across": [str(hour) for hour in range(24)], "down": list(WEEKDAYS), "cells": cells, "step": 3600.0}


def _how_many(line: Line) -> Line:
    """How many logs an hour's number is of."""
    return Line("", line.q, Measured()) if line.measure.kind == "count" else Line("", _having(line), Measured())


def _having(line: Line) -> str:
    name = field_text(field_named(line.measure.field))
    return f"({line.q}) {name}:*" if line.q.strip() else f"{name}:*"


def _cell(
    within: Asked,
    one: One,
    x: int,
    y: int,
    hours: Sequence[tuple[datetime, float, float]],
    joined: Callable[[Sequence[tuple[float, float]]], Number],
) -> dict[str, Any]:
    number = joined([(value, of) for _, value, of in hours])
    chosen = [start for start, _, _ in hours]
    if len(chosen) > _MOST_HOURS:
        chosen = [max(hours, key=lambda hour: hour[1])[0]]
    q = one.query.text if len(chosen) == 1 else within.narrowed(one.query, any_of([_during(at) for at in chosen]))
    first, last = max(min(chosen), within.start), min(max(chosen) + _HOUR, within.end)
    return {"x": x, "y": y, "number": number, "q": q, "from": iso(first), "to": iso(last)}


def _during(start: datetime) -> Node:
    nanoseconds = (start - _EPOCH) // timedelta(microseconds=1) * 1000
    return Range("@timestamp", nanoseconds, nanoseconds + 3600 * 10**9, True, False)
