"""A log store in a dictionary."""

import copy
import operator
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

import orjson

from elkvision.core.clock import Clock, moment, now_ms
from elkvision.core.errors import BadRequest, Unsupported
from elkvision.core.event import Event
from elkvision.core.query import field_named, matcher
from elkvision.core.tenancy import TenantId
from elkvision.store.asks import buckets, reach
from elkvision.store.contract import (
    Ask,
    Bucket,
    Checked,
    Context,
    EventBatch,
    FieldInfo,
    FieldStats,
    Health,
    Histogram,
    LineBatch,
    Order,
    Page,
    Plan,
    Rejected,
    Span,
    Table,
    TopValues,
    Usage,
)
from elkvision.store.engines.memory import answers
from elkvision.store.engines.memory.cursor import read_cursor, write_cursor
from elkvision.store.engines.memory.tables import table

_CHUNK: Final = 1000
_MAX_BUCKETS: Final = 2000
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class MemoryStore:
    """Keeps a copy of each event and gives out copies."""

    def __init__(self, clock: Clock = now_ms) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._events: dict[TenantId, dict[str, Event]] = defaultdict(dict)
        self._tokens: set[str] = set()

    # -- writing

    def append(self, batch: EventBatch) -> Sequence[Rejected]:
        with self._lock:
            if batch.token not in self._tokens:
                self._tokens.add(batch.token)
                for event in batch.events:
                    self._events[event["tenant_id"]][event["id"]] = copy.deepcopy(event)
        return []

    def plan_lines(self, batch: LineBatch) -> Plan:
        raise Unsupported(f"The memory engine cannot read the lines of {batch.token}.", hint="give it events")

    def append_lines(self, batch: LineBatch, plan: Plan) -> Sequence[int]:  # noqa: ARG002 (the contract names it)
        raise Unsupported(f"The memory engine cannot read the lines of {batch.token}.", hint="give it events")

    def delete(self, tenant: TenantId, span: Span) -> int:
        return self._remove(tenant, self._found(tenant, span))

    def remove(self, tenant: TenantId, events: Sequence[Event]) -> int:
        return self._remove(tenant, events)

    def forget_before(self, tenant: TenantId, moment: datetime) -> int:
        limit = _nanoseconds(moment)
        old = [event for event in self._all(tenant) if event["received_at"] * 1_000_000 < limit]
        return self._remove(tenant, old)

    def _remove(self, tenant: TenantId, events: Sequence[Event]) -> int:
        with self._lock:
            return sum(self._events[tenant].pop(event["id"], None) is not None for event in events)

    # -- finding

    def get(self, tenant: TenantId, id: str) -> Event | None:
        with self._lock:
            return copy.deepcopy(self._events[tenant].get(id))

    def search(
        self, tenant: TenantId, span: Span, *, limit: int = 50, order: Order = "newest", cursor: str | None = None
    ) -> Page:
        began = time.perf_counter()
        found = self._found(tenant, span, order)
        if cursor is not None:
            last = read_cursor(cursor)
            beyond = operator.lt if order == "newest" else operator.gt
            found = [event for event in found if beyond(_place(event), last)]
        page = found[:limit]
        following = write_cursor(_place(page[-1])) if page and len(found) > limit else None
        rows, elapsed = len(self._all(tenant)), (time.perf_counter() - began) * 1000
        return Page(copy.deepcopy(page), following, rows, elapsed)

    def count(self, tenant: TenantId, span: Span) -> int:
        return len(self._found(tenant, span))

    def export(
        self, tenant: TenantId, span: Span, *, order: Order = "oldest", only: Sequence[str] = ()
    ) -> Iterator[Sequence[Event]]:
        found = self._found(tenant, span, order)
        for first in range(0, len(found), _CHUNK):
            chunk = found[first : first + _CHUNK]
            yield (
                [{name: event[name] for name in only if name in event} for event in chunk]
                if only
                else copy.deepcopy(chunk)
            )

    def context(
        self,
        tenant: TenantId,
        id: str,
        *,
        before: int = 25,
        after: int = 25,
        same: Sequence[str] = ("source", "host", "service"),
    ) -> Context | None:
        event = self.get(tenant, id)
        if event is None:
            return None
        names = [field_named(name) for name in same]
        alike = [answers.values_of(event, name) for name in names]
        near = [other for other in self._all(tenant) if [answers.values_of(other, name) for name in names] == alike]
        near.sort(key=_place)
        place = [other["id"] for other in near].index(id)
        earlier, later = near[max(0, place - before) : place], near[place + 1 : place + 1 + after]
        return Context(copy.deepcopy(earlier), event, copy.deepcopy(later))

    # -- counting

    def histogram(self, tenant: TenantId, span: Span, *, step: timedelta) -> Histogram:
        if span.start is None or span.end is None:
            raise BadRequest("A histogram needs a range with both ends.", hint="give from and to")
        if step <= timedelta(0):
            raise BadRequest("A histogram's step has to be longer than nothing.", hint="use a second or more")
        first = (span.start - _EPOCH) // step
        last = (span.end - _EPOCH - timedelta.resolution) // step
        if last - first >= _MAX_BUCKETS:
            raise BadRequest(f"This range has more than {_MAX_BUCKETS:,} steps.", hint="use a longer step")
        found = self._found(tenant, span)
        counts: dict[int, Counter[str]] = defaultdict(Counter)
        for event in found:
            counts[event["@timestamp"] // (_nanoseconds(_EPOCH + step))][event.get("level", "")] += 1
        buckets = [Bucket(_EPOCH + number * step, dict(counts[number])) for number in range(first, last + 1)]
        return Histogram(step, buckets, len(found))

    def top_values(self, tenant: TenantId, span: Span, field: str, *, limit: int = 10, prefix: str = "") -> TopValues:
        return answers.top_values(self._found(tenant, span), field_named(field), limit, prefix)

    def aggregate(self, tenant: TenantId, ask: Ask) -> Table:
        numbers = buckets(ask)
        return table(self._found(tenant, reach(ask)), ask, numbers)

    def fields(self, tenant: TenantId, span: Span) -> Sequence[FieldInfo]:
        return answers.fields(self._found(tenant, span))

    def field_stats(self, tenant: TenantId, span: Span, field: str) -> FieldStats:
        return answers.field_stats(self._found(tenant, span), field_named(field))

    # -- itself

    def watermark(self) -> datetime:
        return moment(self._clock())

    def tenants(self) -> Sequence[TenantId]:
        with self._lock:
            return sorted(tenant for tenant, events in self._events.items() if events)

    def usage(self, tenant: TenantId) -> Usage:
        events = self._all(tenant)
        times = [moment(event["@timestamp"] // 1_000_000) for event in events]
        size = sum(len(orjson.dumps(event)) for event in events)
        return Usage(len(events), size, min(times, default=None), max(times, default=None))

    def health(self) -> Health:
        return Health("green", "The memory of this process has the logs.")

    def check(self) -> Sequence[Checked]:
        return [Checked("memory", "good", "The logs are kept in this process, and gone with it.")]

    def close(self) -> None:
        with self._lock:
            self._events.clear()

    def _all(self, tenant: TenantId) -> list[Event]:
        with self._lock:
            return list(self._events[tenant].values())

    def _found(self, tenant: TenantId, span: Span, order: Order = "oldest") -> list[Event]:
        matches = matcher(span.query)
        start = _nanoseconds(span.start) if span.start else None
        end = _nanoseconds(span.end) if span.end else None
        found = [
            event
            for event in self._all(tenant)
            if (start is None or event["@timestamp"] >= start)
            and (end is None or event["@timestamp"] < end)
            and matches(event)
        ]
        return sorted(found, key=_place, reverse=order == "newest")


def _place(event: Event) -> tuple[int, str]:
    return event["@timestamp"], event["id"]


def _nanoseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta.resolution * 1000
