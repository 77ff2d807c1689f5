"""What was not as usual: lines by service and level, or by pattern, each against its own past."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Final

from elkvision.analysis.anomalies import Sensitivity, Series, Verdict, judge, without_gaps
from elkvision.core.query import EVERYTHING, Query
from elkvision.core.tenancy import TenantId
from elkvision.server.apps.analytics.clauses import with_value
from elkvision.server.apps.analytics.periods import both
from elkvision.server.apps.logs.selectors import store
from elkvision.store.contract import Ask, Measure, Number, Span

#: How far back what is usual is learnt from.
PAST: Final = timedelta(days=35)
#: Series that are judged, the largest first.
MOST_SERIES: Final = 60
#: More hours than this are judged hour by hour, fewer by the quarter.
_LONG: Final = timedelta(hours=6)


@dataclass(frozen=True)
class Named:
    """A series and how to find its lines."""

    name: str
    keys: Sequence[str | None]
    query: Query
    series: Series


@dataclass(frozen=True)
class Episode:
    """Buckets next to one another that are unusual on the same side; the most unusual of them speaks for all."""

    of: Named
    start: datetime
    end: datetime
    worst: Verdict


@dataclass(frozen=True)
class Unusual:
    step: timedelta
    episodes: list[Episode]
    judged: dict[str, list[Verdict]]
    series: int
    groups: int
    learning: int


def step_of(length: timedelta) -> timedelta:
    return timedelta(hours=1) if length > _LONG else timedelta(minutes=15)


def grouped(
    tenant: TenantId, query: Query, start: datetime, end: datetime, fields: Sequence[str]
) -> tuple[list[Named], int]:
    """The series of each combination of these fields' values, and how many combinations there are."""
    step = step_of(end - start)
    span = Span(query, _whole(start, step) - PAST, _whole(end, step))
    table = store().aggregate(tenant, Ask(span, groups=tuple(fields), step=step, limit=MOST_SERIES))
    everything = table.total.series[0] if query == EVERYTHING else _everything(tenant, span, step)
    found = [Named("all logs", (), query, _series(table.starts, step, table.total.series[0], None))]
    for row in table.rows:
        clauses = [with_value(field, key) for field, key in zip(fields, row.keys, strict=True)]
        name = ", ".join(key or f"no {field}" for field, key in zip(fields, row.keys, strict=True))
        series = _series(table.starts, step, row.series[0], everything)
        found.append(Named(name, row.keys, both(query.tree, *clauses), series))
    return found, table.groups


def queried(
    tenant: TenantId, queries: Sequence[tuple[str, Query]], start: datetime, end: datetime
) -> tuple[list[Named], int]:
    """The series of each of these queries, in one question."""
    step = step_of(end - start)
    span = Span(EVERYTHING, _whole(start, step) - PAST, _whole(end, step))
    measures = (Measure(), *(Measure(query=query) for _, query in queries))
    table = store().aggregate(tenant, Ask(span, measures, step=step))
    everything, *counts = table.total.series
    return [
        Named(name, (), query, _series(table.starts, step, numbers, everything))
        for (name, query), numbers in zip(queries, counts, strict=True)
    ], len(queries)


def unusual(
    named: Sequence[Named], groups: int, since: datetime, zone: tzinfo, *, sensitivity: Sensitivity = "normal"
) -> Unusual:
    """A verdict on each bucket from that of `since` on, and what is unusual among them, the most unusual first."""
    episodes: list[Episode] = []
    judged: dict[str, list[Verdict]] = {}
    learning = 0
    for one in named:
        verdicts = judge(one.series, zone, since=_whole(since, one.series.step), sensitivity=sensitivity)
        learning += bool(verdicts) and verdicts[-1].expected is None
        found = _episodes(one, verdicts)
        if found:
            episodes += found
            judged[one.name] = verdicts
    episodes.sort(key=lambda each: (-abs(each.worst.score), each.of.name, each.start))
    step = named[0].series.step if named else timedelta(0)
    return Unusual(step, episodes, judged, len(named), groups, learning)


def _episodes(one: Named, verdicts: Sequence[Verdict]) -> list[Episode]:
    found: list[Episode] = []
    before: Verdict | None = None
    for verdict in verdicts:
        if verdict.is_anomaly:
            end = verdict.start + one.series.step
            if found and before is not None and before.kind == verdict.kind:
                last = found.pop()
                worst = max(last.worst, verdict, key=lambda each: abs(each.score))
                found.append(Episode(one, last.start, end, worst))
            else:
                found.append(Episode(one, verdict.start, end, verdict))
        before = verdict
    return found


def _everything(tenant: TenantId, span: Span, step: timedelta) -> Sequence[Number]:
    table = store().aggregate(tenant, Ask(Span(EVERYTHING, span.start, span.end), step=step))
    return table.total.series[0]


def _series(
    starts: Sequence[datetime], step: timedelta, numbers: Sequence[Number], everything: Sequence[Number] | None
) -> Series:
    return Series(starts, step, numbers if everything is None else without_gaps(numbers, everything))


def _whole(at: datetime, step: timedelta) -> datetime:
    """The last whole step before: a bucket that is not over is not judged."""
    epoch = datetime(1970, 1, 1, tzinfo=at.tzinfo)
    return epoch + (at - epoch) // step * step
