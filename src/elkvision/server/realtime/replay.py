"""The lines between the last one a client saw and what live gives it: from the store, then from the stream.

A stream entry may come before its lines are in the store and the other way round, so both overlap by
`OVERLAP_MS`, and a client drops ids that it has seen.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from elkvision.core.event import Event, parts_of_id
from elkvision.core.query import Query, matcher
from elkvision.core.query.tree import And, Range
from elkvision.core.tenancy import TenantId
from elkvision.core.wire import from_wire, to_wire
from elkvision.server.realtime.bus import Batch
from elkvision.store.contract import LogStore, Span

OVERLAP_MS = 5_000
#: A client that was away for longer than this many lines sees the newest of them and a gap row.
MOST = 2_000


@dataclass(frozen=True)
class Replay:
    """Events in wire form, in the order of their ids, and how many older ones were left out."""

    events: list[Event]
    left_out: int


def from_store(store: LogStore, tenant: TenantId, query: Query, after_ms: int, after_id: str = "") -> Replay:
    """What the store holds that was received from `after_ms` on and has an id after `after_id`. Blocks."""
    since = Range("received_at", low=after_ms * 1_000_000)
    span = Span(Query(query.text, And((query.tree, since))))
    found: list[Event] = []
    cursor: str | None = None
    while len(found) < MOST:
        page = store.search(tenant, span, limit=min(1000, MOST - len(found)), order="newest", cursor=cursor)
        found += page.events
        cursor = page.cursor
        if cursor is None:
            break
    events = sorted((to_wire(event) for event in found if event["id"] > after_id), key=lambda event: str(event["id"]))
    left_out = store.count(tenant, span) - len(found) if cursor is not None else 0
    return Replay(events, max(0, left_out))


def from_stream(batches: Iterable[Batch], query: Query, after_id: str) -> Replay:
    """What the stream still holds after an id, and how many lines it had not decoded."""
    matches = matcher(query)
    events = [
        event for batch in batches for event in batch.events if event["id"] > after_id and matches(from_wire(event))
    ]
    return Replay(sorted(events, key=lambda event: str(event["id"])), 0)


def received_ms(id: str) -> int:
    """Raises ValueError when the text is no event id."""
    return parts_of_id(id)[0]
