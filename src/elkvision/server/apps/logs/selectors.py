"""Questions about logs. The tenant is always an argument."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from elkvision.core.clock import now_ms
from elkvision.core.errors import BadRequest
from elkvision.core.event import LEVELS
from elkvision.core.query import parse
from elkvision.core.settings import load
from elkvision.core.tenancy import TenantId
from elkvision.server.api.times import read_moment
from elkvision.store.contract import Histogram, LogStore, Span, TopValues, Usage

MOST_BUCKETS = 2000
#: Steps that people read easily, in seconds.
_STEPS = (
    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400,
    172_800, 604_800, 1_209_600, 2_592_000, 7_776_000, 31_536_000,
)  # fmt: skip


@cache
def store() -> LogStore:
    """This process's way to the store, opened when it is first needed."""
    from elkvision.store.registry import open_store  # engines are heavy: the worker and beat may never need one

    return open_store(load().store)


def span(q: str, start: str, end: str) -> Span:
    """The query and range that somebody typed. Raises QueryError and BadRequest."""
    now = now_ms()
    low, high = read_moment(start, now_ms=now), read_moment(end, now_ms=now)
    if low >= high:
        raise BadRequest("The range is empty: `from` is not before `to`.", hint="swap them")
    return Span(parse(q), low, high)


def step_for(asked: Span, buckets: int, step: float | None) -> timedelta:
    """The given step, or the readable one that makes at most so many buckets."""
    assert asked.start is not None, "a histogram has a range"
    assert asked.end is not None, "a histogram has a range"
    seconds = (asked.end - asked.start).total_seconds()
    if step is not None:
        if seconds / step > MOST_BUCKETS:
            raise BadRequest(f"That is more than {MOST_BUCKETS} buckets.", hint="take a longer step or a shorter range")
        return timedelta(seconds=step)
    wanted = seconds / buckets
    return timedelta(seconds=next((each for each in _STEPS if each >= wanted), _STEPS[-1]))


def histogram(tenant: TenantId, asked: Span, *, buckets: int, step: float | None) -> Histogram:
    return store().histogram(tenant, asked, step=step_for(asked, buckets, step))


@dataclass(frozen=True)
class Statistics:
    """A period and the one before it, side by side."""

    total: int
    previous_total: int
    by_level: dict[str, int]
    previous_by_level: dict[str, int]
    services: TopValues
    sources: TopValues
    hosts: TopValues
    usage: Usage


def statistics(tenant: TenantId, start: datetime, end: datetime, *, top: int = 5) -> Statistics:
    """All counted by the store, none guessed."""
    logs, everything = store(), parse("")
    now, before = Span(everything, start, end), Span(everything, start - (end - start), start)
    total, by_level = _by_level(logs, tenant, now)
    previous_total, previous_by_level = _by_level(logs, tenant, before)
    return Statistics(
        total,
        previous_total,
        by_level,
        previous_by_level,
        logs.top_values(tenant, now, "service", limit=top),
        logs.top_values(tenant, now, "source", limit=top),
        logs.top_values(tenant, now, "host", limit=top),
        logs.usage(tenant),
    )


def _by_level(logs: LogStore, tenant: TenantId, asked: Span) -> tuple[int, dict[str, int]]:
    """Events without a level count under ""."""
    found = logs.top_values(tenant, asked, "level", limit=len(LEVELS))
    counts = {str(each.value): each.count for each in found.values}
    rest = found.total - found.present
    return found.total, counts | ({"": rest} if rest else {})
