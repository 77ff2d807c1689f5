"""One search of a cluster, whole or not at all, and all of its matches in pages as of one moment."""

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any, Final

import orjson

from elkvision.core.errors import ElkVisionError, Unavailable, Unsupported
from elkvision.store.contract import Order
from elkvision.store.engines.elasticsearch.connection import Connection, Declined
from elkvision.store.engines.elasticsearch.dsl import Dsl
from elkvision.store.engines.elasticsearch.template import alias

Hit = Mapping[str, Any]

#: Seconds that the server may work on a question, and that we wait for its answer.
LONGEST_SEARCH: Final = 30.0
_PATIENCE: Final = LONGEST_SEARCH + 5
_KEEP_ALIVE: Final = "5m"
#: Of documents: what only serves search stays where it is.
EVENT: Final = {"excludes": ["q"]}
#: Of documents in one answer, about.
_BYTES: Final = 2_000_000
FIRST_PAGE: Final = 100
_LARGEST_PAGE: Final = 5_000
#: Searches of one request.
AT_ONCE: Final = 20
#: What the server says of a search that it stopped for its time.
_TIMED_OUT: Final = "Time exceeded"
_TOO_MANY: Final = ("too_many_clauses", "too_many_nested_clauses")


class TooMany(Exception):
    """The server does not give so many buckets at once."""


class TooComplex(Exception):
    """The server cannot work with an expression of the query."""


def ask(connection: Connection, body: Mapping[str, Any]) -> Mapping[str, Any]:
    """The answer of every shard. Raises Unavailable when one of them has none in time, Unsupported when the query is
    too large, TooComplex and TooMany."""
    where = "/_search" if "pit" in body else f"/{alias(connection.address)}/_search"
    params = {} if "pit" in body else {"ignore_unavailable": True, "allow_no_indices": True}
    try:
        answer: Mapping[str, Any] = connection.ask(
            "POST",
            where,
            {"timeout": f"{int(LONGEST_SEARCH * 1000)}ms", "_source": EVENT, **body},
            timeout=_PATIENCE,
            allow_partial_search_results=False,
            **params,
        )
    except Declined as error:
        raise _no(error) from error
    except Unavailable as error:
        if _TIMED_OUT in error.message:
            raise too_slow() from error
        raise
    return _whole(answer)


def ask_each(connection: Connection, bodies: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """The answers to several searches, asked together. Raises as `ask` does."""
    for at in range(0, len(bodies), AT_ONCE):
        some = bodies[at : at + AT_ONCE]
        if len(some) == 1:
            yield ask(connection, some[0])
            continue
        for body, answer in zip(some, _asked_together(connection, some), strict=True):
            # what fails is asked again by itself: in a moment it may not, and if it does, that says why
            yield ask(connection, body) if "error" in answer else _whole(answer)


def _asked_together(connection: Connection, bodies: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    header = orjson.dumps({"ignore_unavailable": True, "allow_no_indices": True, "allow_partial_search_results": False})
    lines = b"".join(
        header + b"\n" + orjson.dumps({"timeout": f"{int(LONGEST_SEARCH * 1000)}ms", "_source": EVENT, **body}) + b"\n"
        for body in bodies
    )
    answer = connection.many(f"/{alias(connection.address)}/_msearch", lines, timeout=_PATIENCE)
    found: Sequence[Mapping[str, Any]] = answer["responses"]
    return found


def _whole(answer: Mapping[str, Any]) -> Mapping[str, Any]:
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
    if error.kind == "too_many_buckets_exception":
        return TooMany()
    if error.kind == "search_context_missing_exception":
        return Unavailable("Elasticsearch let go of an export that nobody read on for minutes.", hint="begin it again")
    return Unavailable(error.message, hint="look at Health")


def too_slow() -> Unavailable:
    return Unavailable(
        f"The cluster did not answer within {LONGEST_SEARCH:g} seconds, and stopped.",
        hint="ask about a shorter time, or more narrowly",
    )


def in_order(order: Order) -> list[Mapping[str, str]]:
    way = "desc" if order == "newest" else "asc"
    return [{"@timestamp": way}, {"id": way}]


class Point:
    """The indices as they are at one moment."""

    def __init__(self, connection: Connection, id: str) -> None:
        self._connection = connection
        self._id = id

    def hits(self, body: Mapping[str, Any]) -> Sequence[Hit]:
        pit = {"id": self._id, "keep_alive": _KEEP_ALIVE}
        answer = ask(self._connection, {**body, "pit": pit, "track_total_hits": False})
        self._id = answer["pit_id"]
        found: Sequence[Hit] = answer["hits"]["hits"]
        return found

    def close(self) -> None:
        """What the server has let go of already, or cannot be told of, it lets go of by itself."""
        with suppress(ElkVisionError):
            self._connection.ask("DELETE", "/_pit", {"id": self._id})


@contextmanager
def point_in_time(connection: Connection) -> Iterator[Point | None]:
    """None when there is no index yet. The server holds it until this ends."""
    where = f"/{alias(connection.address)}/_pit"
    try:
        id = connection.ask("POST", where, keep_alive=_KEEP_ALIVE, ignore_unavailable=True)["id"]
    except Declined as error:
        if error.status != 404:
            raise
        yield None
        return
    point = Point(connection, id)
    try:
        yield point
    finally:
        point.close()


def pages(connection: Connection, query: Dsl, *, source: Sequence[str] | None = None) -> Generator[Sequence[Hit]]:
    """Every match as of one moment, some at a time, in whatever order. Closing it lets go of what the server holds."""
    body: dict[str, Any] = {"query": query, "size": FIRST_PAGE, "sort": ["_shard_doc"]}
    if source is not None:
        body["_source"] = list(source)
    with point_in_time(connection) as point:
        while point is not None:
            hits = point.hits(body)
            if hits:
                yield hits
            if len(hits) < body["size"]:
                return
            body["search_after"] = hits[-1]["sort"]
            body["size"] = next_size(hits)


def next_size(hits: Sequence[Hit]) -> int:
    """As many as make a page of some megabytes, judged by the last page."""
    size = sum(len(orjson.dumps(hit["_source"])) for hit in hits)
    return min(max(_BYTES * len(hits) // max(size, 1), 1), _LARGEST_PAGE)
