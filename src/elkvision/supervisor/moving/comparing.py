"""Are a tenant's logs of one store all in the other, hour by hour?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Final

from elkvision.core.query import EVERYTHING
from elkvision.core.tenancy import TenantId
from elkvision.store.contract import LogStore, Span
from elkvision.supervisor.moving.hours import Hour, hours_of, pieces_of
from elkvision.supervisor.moving.merging import beside, place

#: Logs that are looked at side by side.
_AT_ONCE: Final = 100_000


@dataclass(frozen=True)
class Difference:
    """An hour whose counts are not equal. `missing` of the source's logs are not in the target, `doubled` are there
    more than once, `own` are the target's alone; the last is no fault."""

    tenant: TenantId
    hour: Hour
    logs_there: int
    missing: int = 0
    doubled: int = 0
    own: int = 0

    @property
    def is_fault(self) -> bool:
        return bool(self.missing or self.doubled)


def differences(
    source: LogStore, target: LogStore, tenant: TenantId, since: datetime | None = None
) -> Iterator[Difference]:
    """The hours whose counts differ, each of them then looked at log by log."""
    there = {hour.start: hour.logs for hour in hours_of(target, tenant, since)}
    for hour in hours_of(source, tenant, since):
        # The first hour may begin later in one of them, with `since` or the first log.
        found = there.get(hour.start)
        if found is None:
            found = target.count(tenant, Span(EVERYTHING, hour.start, hour.end))
        if found != hour.logs:
            yield _looked_at(source, target, tenant, hour, found)


def _looked_at(source: LogStore, target: LogStore, tenant: TenantId, hour: Hour, found: int) -> Difference:
    missing = doubled = distinct = 0
    for piece in pieces_of(source, tenant, hour, _AT_ONCE):
        span = Span(EVERYTHING, piece.start, piece.end)
        others, last = beside(target.export(tenant, span)), None
        for event in chain.from_iterable(source.export(tenant, span)):
            if place(event) != last:
                last = place(event)
                distinct += 1
                missing += not others.has(event)
        others.finish()
        doubled += others.doubled
    own = found - doubled - (distinct - missing)
    return Difference(tenant, hour, found, missing, doubled, max(0, own))
