"""Events asked for: pages, one, the neighbours of one, all of them; and how many there are."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from typing import Any, Final, TypeVar

from elkvision.core.errors import Unsupported
from elkvision.core.event import Event
from elkvision.core.query import field_named
from elkvision.core.tenancy import TenantId
from elkvision.store.contract import Context, Order, Page, Span
from elkvision.store.engines.elasticsearch.conditions import condition, doubtful_leaves, whose
from elkvision.store.engines.elasticsearch.connection import Connection
from elkvision.store.engines.elasticsearch.cursor import Place, place_of, read_cursor, write_cursor
from elkvision.store.engines.elasticsearch.documents import event_of, part_of
from elkvision.store.engines.elasticsearch.dsl import ALWAYS, Dsl
from elkvision.store.engines.elasticsearch.exporting import ordered_pages
from elkvision.store.engines.elasticsearch.longs import look
from elkvision.store.engines.elasticsearch.reading import values_of
from elkvision.store.engines.elasticsearch.searching import TooComplex, ask, in_order
from elkvision.store.engines.elasticsearch.values import alike

Answer = TypeVar("Answer")

#: How often expressions are made simpler before we give up.
_SIMPLEST: Final = 2
#: More than this are not asked for at once (`index.max_result_window`).
_MOST_ROWS: Final = 5_000


def answered(connection: Connection, tenant: TenantId, span: Span, question: Callable[[Dsl], Answer]) -> Answer:
    """The question's answer, asked about the events that match."""
    return answered_of_each(connection, tenant, [span], lambda queries: question(queries[0]))


def answered_of_each(
    connection: Connection, tenant: TenantId, spans: Sequence[Span], question: Callable[[Sequence[Dsl]], Answer]
) -> Answer:
    """The same of the events that match each span. Expressions that the server finds too complex are made simpler, and
    what they find is looked at."""
    for simpler in range(_SIMPLEST + 1):
        try:
            return question([_matching(connection, tenant, span, simpler) for span in spans])
        except TooComplex:
            continue
    raise Unsupported("Elasticsearch cannot work with an expression of this query.", hint="make it simpler")


def _matching(connection: Connection, tenant: TenantId, span: Span, simpler: int) -> Dsl:
    filters = whose(tenant, span)
    looked = look(connection, filters, doubtful_leaves(span.query.tree, simpler))
    asked = condition(span.query.tree, looked, simpler)
    return {"bool": {"filter": filters if asked is ALWAYS else [*filters, asked]}}


def matching(connection: Connection, tenant: TenantId, span: Span) -> Dsl:
    """The query that finds the events, tried out: the server can work with it."""

    def tried(query: Dsl) -> Dsl:
        ask(connection, {"query": query, "size": 0, "track_total_hits": False})
        return query

    return answered(connection, tenant, span, tried)


def get(connection: Connection, tenant: TenantId, id: str) -> Event | None:
    query = {"bool": {"filter": [{"term": {"tenant_id": tenant}}, {"ids": {"values": [id]}}]}}
    hits = ask(connection, {"query": query, "size": 1, "track_total_hits": False})["hits"]["hits"]
    return event_of(hits[0]["_source"]) if hits else None


def search(
    connection: Connection, tenant: TenantId, span: Span, *, limit: int, order: Order, cursor: str | None
) -> Page:
    began = time.perf_counter()
    after = None if cursor is None else read_cursor(cursor)
    found = answered(connection, tenant, span, lambda query: _rows(connection, query, order, after, limit + 1))
    events = found[:limit]
    following = write_cursor(place_of(events[-1])) if events and len(found) > limit else None
    return Page(events, following, len(found), (time.perf_counter() - began) * 1000)


def _rows(connection: Connection, query: Dsl, order: Order, after: Place | None, limit: int) -> list[Event]:
    """As many as `limit` from the place on."""
    found: list[Event] = []
    while len(found) < limit:
        size = min(limit - len(found), _MOST_ROWS)
        body: dict[str, Any] = {"query": query, "size": size, "sort": in_order(order), "track_total_hits": False}
        if after is not None:
            body["search_after"] = list(after)
        events = [event_of(hit["_source"]) for hit in ask(connection, body)["hits"]["hits"]]
        found += events
        if len(events) < size:
            break
        after = place_of(events[-1])
    return found


def count(connection: Connection, tenant: TenantId, span: Span) -> int:
    return answered(connection, tenant, span, lambda query: total(connection, query))


def total(connection: Connection, query: Dsl) -> int:
    return int(ask(connection, {"query": query, "size": 0, "track_total_hits": True})["hits"]["total"]["value"])


def export(
    connection: Connection, tenant: TenantId, span: Span, *, order: Order, only: Sequence[str] = ()
) -> Iterator[Sequence[Event]]:
    made = part_of if only else event_of
    with closing(ordered_pages(connection, matching(connection, tenant, span), order, only)) as every:
        for hits in every:
            yield [made(hit["_source"]) for hit in hits]


def context(
    connection: Connection, tenant: TenantId, id: str, *, before: int, after: int, same: Sequence[str]
) -> Context | None:
    event = get(connection, tenant, id)
    if event is None:
        return None
    names = [field_named(name) for name in same]
    query = {
        "bool": {"filter": [{"term": {"tenant_id": tenant}}, *(alike(name, values_of(event, name)) for name in names)]}
    }
    earlier = _neighbours(connection, query, event, names, "newest", before)
    later = _neighbours(connection, query, event, names, "oldest", after)
    return Context(earlier[::-1], event, later)


def _neighbours(
    connection: Connection, query: Dsl, event: Event, names: Sequence[str], order: Order, limit: int
) -> list[Event]:
    """The index knows values in lower case: some of its rows may differ."""
    wanted = [values_of(event, name) for name in names]
    found: list[Event] = []
    place = place_of(event)
    while len(found) < limit:
        size = limit - len(found)
        rows = _rows(connection, query, order, place, size)
        found += [row for row in rows if [values_of(row, name) for name in names] == wanted]
        if len(rows) < size:
            break
        place = place_of(rows[-1])
    return found
