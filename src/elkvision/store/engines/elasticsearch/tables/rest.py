"""Events whose values the index has not, or not all of them, are read, and counted one by one."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing

from elkvision.core.event import Event
from elkvision.store.engines.elasticsearch.connection import Connection
from elkvision.store.engines.elasticsearch.documents import event_of
from elkvision.store.engines.elasticsearch.dsl import Dsl
from elkvision.store.engines.elasticsearch.searching import LONGEST_SEARCH, pages, too_slow
from elkvision.store.engines.elasticsearch.tables.groups import Groups, Keys
from elkvision.store.engines.elasticsearch.tables.meters import Meter, Part, wanted


def read_parts(
    connection: Connection, query: Dsl, groups: Groups, meters: Sequence[Meter]
) -> Iterator[tuple[Event, list[Keys], list[Part]]]:
    """Each event that is found, the groups it is in, and what it adds to each measure. Raises Unavailable when there
    are too many to read in time."""
    looks = [wanted(meter.measure) for meter in meters]
    for event in _events(connection, query):
        parts = [_part(event, meter, look) for meter, look in zip(meters, looks, strict=True)]
        yield event, list(groups.of_event(event)) if groups else [], parts


def _part(event: Event, meter: Meter, look: Callable[[Event], bool]) -> Part:
    return meter.read(event) if look(event) else None


def _events(connection: Connection, query: Dsl) -> Iterator[Event]:
    deadline = time.monotonic() + LONGEST_SEARCH
    with closing(pages(connection, query)) as every:
        for hits in every:
            if time.monotonic() > deadline:
                raise too_slow()
            yield from (event_of(hit["_source"]) for hit in hits)
