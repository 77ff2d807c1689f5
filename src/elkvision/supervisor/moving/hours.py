"""The hours in which a tenant has logs, and pieces of them, found without reading them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from elkvision.core.event import Event
from elkvision.core.query import EVERYTHING
from elkvision.core.tenancy import TenantId
from elkvision.store.contract import LogStore, Order, Span

HOUR: Final = timedelta(hours=1)
_HOUR_NS: Final = 3600 * 10**9
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
#: A histogram has 2,000 steps at most, and the range may begin in the middle of one.
_STEPS: Final = 1999


@dataclass(frozen=True)
class Hour:
    """So many logs of a tenant have their `@timestamp` in [start, end)."""

    start: datetime
    end: datetime
    logs: int


def hours_of(store: LogStore, tenant: TenantId, since: datetime | None = None) -> Iterator[Hour]:
    """Every hour that has logs, oldest first. The first one begins with `since`."""
    oldest, newest = _outermost(store, tenant, since, "oldest"), _outermost(store, tenant, since, "newest")
    if oldest is None or newest is None:
        return
    first, last = _hour_of(oldest), _hour_of(newest)
    yield from _filled(store, tenant, max(first, since) if since else first, last + HOUR)


def pieces_of(store: LogStore, tenant: TenantId, hour: Hour, most: int) -> Iterator[Hour]:
    """The hour in pieces of at most so many logs, where they do not share a second. A store closes what it reads from
    after some minutes without a question, so no two of them are read side by side for long."""
    yield from _split(store, tenant, hour, most, (timedelta(minutes=1), timedelta(seconds=1)))


def _split(store: LogStore, tenant: TenantId, piece: Hour, most: int, steps: tuple[timedelta, ...]) -> Iterator[Hour]:
    if piece.logs <= most or not steps:
        yield piece
        return
    for bucket in store.histogram(tenant, Span(EVERYTHING, piece.start, piece.end), step=steps[0]).buckets:
        if logs := sum(bucket.counts.values()):
            first, after = max(bucket.start, piece.start), min(bucket.start + steps[0], piece.end)
            yield from _split(store, tenant, Hour(first, after, logs), most, steps[1:])


def _filled(store: LogStore, tenant: TenantId, start: datetime, end: datetime) -> Iterator[Hour]:
    """Long ranges are looked at in long steps, and only those that have something in hours: there may be logs of 1970
    and of 2261."""
    step = HOUR * max(1, -(-(end - start) // (HOUR * _STEPS)))
    for bucket in store.histogram(tenant, Span(EVERYTHING, start, end), step=step).buckets:
        logs = sum(bucket.counts.values())
        if not logs:
            continue
        first, after = max(bucket.start, start), min(bucket.start + step, end)
        if step == HOUR:
            yield Hour(first, after, logs)
        else:
            yield from _filled(store, tenant, first, after)


def _outermost(store: LogStore, tenant: TenantId, since: datetime | None, order: Order) -> Event | None:
    found = store.search(tenant, Span(EVERYTHING, since), limit=1, order=order).events
    return found[0] if found else None


def _hour_of(event: Event) -> datetime:
    nanoseconds: int = event["@timestamp"]
    return _EPOCH + HOUR * (nanoseconds // _HOUR_NS)
