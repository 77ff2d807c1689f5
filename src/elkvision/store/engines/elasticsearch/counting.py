"""How often each value of a field of the index is there, exactly, however many different ones there are."""

import time
from collections.abc import Iterator, Mapping
from typing import Any, Final

from elkvision.store.engines.elasticsearch.connection import Connection
from elkvision.store.engines.elasticsearch.dsl import Dsl
from elkvision.store.engines.elasticsearch.searching import LONGEST_SEARCH, ask, too_slow

#: So many different values are asked for at once.
AT_ONCE: Final = 10_000


def aggregated(connection: Connection, query: Dsl, aggregations: Mapping[str, Any]) -> Mapping[str, Any]:
    """The answer to the aggregations, and to how many there are (`total`). Without any index there is nothing."""
    body = {"query": query, "size": 0, "track_total_hits": True, "aggs": aggregations}
    answer = ask(connection, body)
    return {"total": answer["hits"]["total"]["value"], **answer.get("aggregations", {})}


def terms(name: str, include: str | None = None) -> dict[str, Any]:
    """The aggregation for the AT_ONCE most frequent values; with `include`, of those that match."""
    asked: dict[str, Any] = {"field": name, "size": AT_ONCE, "shard_size": AT_ONCE, "show_term_doc_count_error": True}
    return {"terms": asked if include is None else {**asked, "include": include}}


def every_value(connection: Connection, query: Dsl, name: str) -> Iterator[tuple[str, int]]:
    """Each value and in how many documents it is."""
    found = aggregated(connection, query, {"values": terms(name)})
    buckets = found["values"]["buckets"] if found["total"] else []
    if len(buckets) < AT_ONCE:
        yield from ((bucket["key"], bucket["doc_count"]) for bucket in buckets)
    else:
        yield from in_pages(connection, query, name)


def in_pages(connection: Connection, query: Dsl, name: str) -> Iterator[tuple[str, int]]:
    """In the order of the values. Each page is a look at all documents: raises Unavailable when it takes too long."""
    deadline = time.monotonic() + LONGEST_SEARCH
    composite: dict[str, Any] = {"size": AT_ONCE, "sources": [{"value": {"terms": {"field": name}}}]}
    while True:
        found = aggregated(connection, query, {"values": {"composite": composite}})
        if not found["total"]:
            return
        for bucket in found["values"]["buckets"]:
            yield bucket["key"]["value"], bucket["doc_count"]
        if "after_key" not in found["values"]:
            return
        composite["after"] = found["values"]["after_key"]
        if time.monotonic() > deadline:
            raise too_slow()
