"""One search of a cluster, whole or not at all, and all of its matches in pages as of one moment."""

from collections.abc import Generator, Mapping, Sequence
from typing import Any, Final

import orjson

from elkvision.core.errors import Unavailable, Unsupported
from elkvision.store.contract import Order
from elkvision.store.engines.elasticsearch.connection import Connection, Declined
from elkvision.store.engines.elasticsearch.template import alias
from elkvision.store.engines.elasticsearch.values import Dsl

Hit = Mapping[str, Any]

#: Seconds that the server may work on a question, and that we wait for its answer.
LONGEST_SEARCH: Final = 30
_PATIENCE: Final = LONGEST_SEARCH + 5.0
_KEEP_ALIVE: Final = "2m"
#: Of documents: what only serves search stays where it is.
EVENT: Final = {"excludes": ["q"]}
#: Of documents in one answer, about.
_BYTES: Final = 2_000_000
_FIRST_PAGE, _LARGEST_PAGE = 100, 5_000
_TOO_MANY: Final = ("too_many_clauses", "too_many_nested_clauses")


class TooComplex(Exception):
    """The server cannot work with an expression of the query."""


def ask(connection: Connection, body: Mapping[str, Any]) -> Mapping[str, Any]:
    """The answer of every shard. Raises Unavailable when one of them has none in time, Unsupported when the query is
    too large, and TooComplex."""
    where = "/_search" if "pit" in body else f"/{alias(connection.address)}/_search"
    params = {} if "pit" in body else {"ignore_unavailable": True, "allow_no_indices": True}
    try:
        answer: Mapping[str, Any] = connection.ask(
            "POST",
            where,
            {"timeout": f"{LONGEST_SEARCH}s", "_source": EVENT, **body},
            timeout=_PATIENCE,
            allow_partial_search_results=False,
            **params,
        )
    except Declined as error:
        raise _no(error) from error
    if answer.get("timed_out"):
        raise too_slow()
    shards = answer["_shards"]
    if shards["failed"]:
        raise Unavailable(f"{shards['failed']} of {shards['total']} shards gave no answer.", hint="look at Health")
    return answer


def _no(error: Declined) -> Exception:
    if "etermini" in error.reason or "max_regex_length" in error.reason:
        return TooComplex()
    if error.kind in _TOO_MANY or "maxClauseCount" in error.reason:
        return Unsupported(
            "This query has more conditions than the cluster takes.", hint="leave some out, or give its nodes more heap"
        )
    if "search_timeout" in error.kind or "Time exceeded" in error.reason:
        return too_slow()
    return error


def too_slow() -> Unavailable:
    return Unavailable(
        f"The cluster did not answer within {LONGEST_SEARCH} seconds, and stopped.",
        hint="ask about a shorter time, or more narrowly",
    )


def in_order(order: Order) -> list[Mapping[str, str]]:
    way = "desc" if order == "newest" else "asc"
    return [{"@timestamp": way}, {"id": way}]


def pages(
    connection: Connection, query: Dsl, *, order: Order | None = None, source: Sequence[str] | None = None
) -> Generator[Sequence[Hit]]:
    """Every match as of one moment, some at a time; in the index's own order unless one is given. Closing it lets
    go of what the server holds for it."""
    try:
        point = connection.ask(
            "POST", f"/{alias(connection.address)}/_pit", keep_alive=_KEEP_ALIVE, ignore_unavailable=True
        )["id"]
    except Declined as error:
        if error.status == 404:
            return
        raise
    body: dict[str, Any] = {
        "query": query,
        "size": _FIRST_PAGE,
        "sort": in_order(order) if order else ["_shard_doc"],
        "track_total_hits": False,
        "_source": EVENT if source is None else list(source),
    }
    try:
        while True:
            answer = ask(connection, {**body, "pit": {"id": point, "keep_alive": _KEEP_ALIVE}})
            point, hits = answer["pit_id"], answer["hits"]["hits"]
            if hits:
                yield hits
            if len(hits) < body["size"]:
                return
            body["search_after"] = hits[-1]["sort"]
            body["size"] = _next_size(hits)
    finally:
        connection.ask("DELETE", "/_pit", {"id": point})


def _next_size(hits: Sequence[Hit]) -> int:
    """As many as make a page of some megabytes, judged by the last page."""
    size = sum(len(orjson.dumps(hit["_source"])) for hit in hits)
    return min(max(_BYTES * len(hits) // max(size, 1), 1), _LARGEST_PAGE)
