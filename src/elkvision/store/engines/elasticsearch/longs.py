"""Events that the index alone cannot settle are looked at one by one: those with very long values, mostly."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from typing import Final

from elkvision.core.errors import Unsupported
from elkvision.core.query import Node, Query, matcher
from elkvision.store.engines.elasticsearch.connection import Connection
from elkvision.store.engines.elasticsearch.documents import event_of
from elkvision.store.engines.elasticsearch.searching import ask, pages
from elkvision.store.engines.elasticsearch.values import Dsl, any_of

#: As many are looked at for one question.
MOST_LOOKED_AT: Final = 10_000


def look(connection: Connection, filters: Sequence[Dsl], doubtful: Mapping[Node, Dsl]) -> dict[Node, list[str]]:
    """The ids of the events that match each leaf, of those that `doubtful` finds for it. Raises Unsupported when they
    are too many."""
    found: dict[Node, list[str]] = {leaf: [] for leaf in doubtful}
    if not doubtful:
        return found
    query = {"bool": {"filter": [*filters, any_of(list(doubtful.values()))]}}
    answer = ask(connection, {"query": query, "size": 0, "track_total_hits": MOST_LOOKED_AT + 1})
    total = answer["hits"]["total"]["value"]
    if total > MOST_LOOKED_AT:
        raise Unsupported(
            f"Elasticsearch cannot answer this from its index: more than {MOST_LOOKED_AT:,} events, with very long values"
            " or for an expression that it has no counterpart of, would have to be looked at one by one.",
            hint="ask about a shorter time, or add a condition that narrows it",
        )
    if not total:
        return found
    tests = {leaf: matcher(Query("", leaf)) for leaf in doubtful}
    with closing(pages(connection, query)) as every:
        for hits in every:
            for event in (event_of(hit["_source"]) for hit in hits):
                for leaf, matches in tests.items():
                    if matches(event):
                        found[leaf].append(event["id"])
    return found
