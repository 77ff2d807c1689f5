"""Events that the index alone cannot settle are looked at one by one: those with very long values, mostly."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from typing import Final

from elkvision.core.errors import Unsupported
from elkvision.core.query import Node, Query, matcher
from elkvision.store.engines.elasticsearch.coding import TERMS
from elkvision.store.engines.elasticsearch.connection import Connection
from elkvision.store.engines.elasticsearch.documents import event_of
from elkvision.store.engines.elasticsearch.dsl import Asked, Dsl, any_of, one_of_terms
from elkvision.store.engines.elasticsearch.searching import ask, pages

#: As many are looked at for one question.
MOST_LOOKED_AT: Final = 10_000


def look(connection: Connection, filters: Sequence[Dsl], asked: Mapping[Node, Asked]) -> dict[Node, list[str]]:
    """The ids of the events that match each leaf, of those that are doubtful. Raises Unsupported when they are too
    many."""
    found: dict[Node, list[str]] = {leaf: [] for leaf in asked}
    marks = sorted({mark for each in asked.values() for mark in each.marks})
    if marks and not _count(connection, [*filters, one_of_terms(TERMS, marks)], 1):
        asked = {leaf: each for leaf, each in asked.items() if not each.marks}
    doubtful = {leaf: each.doubtful for leaf, each in asked.items() if each.doubtful is not None}
    if not doubtful:
        return found
    candidates = [*filters, any_of(list(doubtful.values()))]
    total = _count(connection, candidates, MOST_LOOKED_AT + 1)
    if total > MOST_LOOKED_AT:
        raise Unsupported(
            f"Elasticsearch cannot answer this from its index: more than {MOST_LOOKED_AT:,} events, with very long values"
            " or for an expression that it has no counterpart of, would have to be looked at one by one.",
            hint="ask about a shorter time, or add a condition that narrows it",
        )
    if not total:
        return found
    tests = {leaf: matcher(Query("", leaf)) for leaf in doubtful}
    with closing(pages(connection, {"bool": {"filter": candidates}})) as every:
        for hits in every:
            for event in (event_of(hit["_source"]) for hit in hits):
                for leaf, matches in tests.items():
                    if matches(event):
                        found[leaf].append(event["id"])
    return found


def _count(connection: Connection, filters: Sequence[Dsl], most: int) -> int:
    """Up to so many."""
    body = {"query": {"bool": {"filter": filters}}, "size": 0, "track_total_hits": most}
    return int(ask(connection, body)["hits"]["total"]["value"])
