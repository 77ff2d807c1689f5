"""How a period was: how much, how bad, from whom, when, and what is otherwise than in the period before."""

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Final

from elkvision.analysis.compare import Difference, Sides, ranked
from elkvision.core.event import LEVELS
from elkvision.core.query import Query, parse
from elkvision.core.tenancy import TenantId
from elkvision.server.apps.analytics.periods import Period, counted, together
from elkvision.server.apps.logs.selectors import step_for, store
from elkvision.store.contract import Ask, Measure, Span, Table

ERRORS: Final = parse("level:>=error")
#: Fields whose values are set against those of the period before.
CHANGING: Final = ("service", "host", "level", "source", "environment")
_MOST_VALUES: Final = 200
_HOUR: Final = timedelta(hours=1)


@dataclass(frozen=True)
class Two:
    """A value's lines and errors in the period and in the one before it."""

    value: str | None
    count: int
    errors: int
    previous_count: int
    previous_errors: int


@dataclass(frozen=True)
class Overview:
    all: Two
    levels: list[Two]
    services: list[Two]
    hosts: list[Two]
    starts: list[datetime]
    step: timedelta
    #: Of each bucket: lines, errors, and lines a period earlier.
    series: list[tuple[int, int, int]]
    #: Lines by hour of the day, as clocks show it in the organisation's zone.
    hours: list[int]
    changes: list[Difference]


def overview(tenant: TenantId, query: Query, now: Period, zone: tzinfo, *, top: int = 8) -> Overview:
    before = now.before()
    tables = {field: _by(tenant, query, field, now, before) for field in CHANGING}
    whole = _two(None, tables["level"].total.numbers)
    step = step_for(Span(query, now.start, now.end), 60, None)
    series = _series(tenant, query, now, step)
    earlier = _series(tenant, query, before, step)
    return Overview(
        whole,
        sorted(_rows(tables["level"]), key=lambda two: LEVELS.index(two.value) if two.value in LEVELS else -1),
        _rows(tables["service"])[:top],
        _rows(tables["host"])[:top],
        list(series.starts),
        step,
        _beside(series, earlier),
        _hours(tenant, query, now, zone),
        _changes(tables, whole),
    )


def _by(tenant: TenantId, query: Query, field: str, now: Period, before: Period) -> Table:
    current, previous = now.holds(), before.holds()
    measures = (
        counted(current),
        counted(current, ERRORS.tree),
        counted(previous),
        counted(previous, ERRORS.tree),
        Measure(),
    )
    return store().aggregate(
        tenant, Ask(together(query, now, before), measures, (field,), limit=_MOST_VALUES, order_by=4)
    )


def _rows(table: Table) -> list[Two]:
    found = (_two(row.keys[0], row.numbers) for row in table.rows)
    return sorted(found, key=lambda two: (-two.count, -two.previous_count, two.value or ""))


def _two(value: str | None, numbers: object) -> Two:
    count, errors, previous, previous_errors, *_ = map(int, numbers)  # type: ignore[call-overload]  # counts are never None
    return Two(value, count, errors, previous, previous_errors)


def _series(tenant: TenantId, query: Query, period: Period, step: timedelta, shift: timedelta = timedelta(0)) -> Table:
    del shift
    measures = (Measure(), Measure(query=ERRORS))
    return store().aggregate(tenant, Ask(Span(query, period.start, period.end), measures, step=step))


def _beside(now: Table, before: Table) -> list[tuple[int, int, int]]:
    counts, errors = now.total.series
    earlier = list(before.total.series[0])[-len(counts) :]
    earlier = [0] * (len(counts) - len(earlier)) + earlier
    return [(int(a or 0), int(b or 0), int(c or 0)) for a, b, c in zip(counts, errors, earlier, strict=True)]


def _hours(tenant: TenantId, query: Query, now: Period, zone: tzinfo) -> list[int]:
    table = store().aggregate(tenant, Ask(Span(query, now.start, now.end), step=_HOUR))
    hours = [0] * 24
    for start, count in zip(table.starts, table.total.series[0], strict=True):
        hours[start.astimezone(zone).hour] += int(count or 0)
    return hours


def _changes(tables: dict[str, Table], whole: Two) -> list[Difference]:
    """Values whose share of all lines is another than it was."""
    sides = [
        Sides(field, row.keys[0], int(row.numbers[0] or 0), int(row.numbers[2] or 0))
        for field, table in tables.items()
        for row in table.rows
    ]
    return ranked(sides, whole.count, whole.previous_count)[:10]
