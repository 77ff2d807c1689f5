"""What is deleted, forgotten and counted."""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, Final

import orjson

from elkvision.core.clock import moment as moment_of
from elkvision.core.errors import ElkVisionError, Unavailable
from elkvision.core.event import Event, parts_of_id
from elkvision.core.tenancy import TenantId
from elkvision.core.wire import ns_of_iso
from elkvision.store.contract import Usage
from elkvision.store.engines.elasticsearch.connection import Connection, Declined, cause_of
from elkvision.store.engines.elasticsearch.template import alias, day_of, index_of

Dsl = Mapping[str, Any]
_DAY: Final = timedelta(days=1)
_AT_ONCE: Final = 5_000
_KEEP_ALIVE: Final = "5m"
#: A cluster may take its time to put a block on all copies of an index.
_PATIENCE: Final = 120.0


def delete(connection: Connection, query: Dsl, where: str = "") -> int:
    """Delete what matches, of all indices or of one. None of it is found when it returns.

    By search and `_bulk`, which every server has and where each deletion is counted once.
    """
    target = where or alias(connection.address)
    _show(connection, target)
    gone = sum(_delete(connection, hits) for hits in _matches(connection, target, query))
    if gone:
        _show(connection, target)
    return gone


def _matches(connection: Connection, target: str, query: Dsl) -> Iterator[Sequence[Mapping[str, Any]]]:
    """Where the matches are, thousands at a time, all as of one moment."""
    try:
        point = connection.ask("POST", f"/{target}/_pit", keep_alive=_KEEP_ALIVE, ignore_unavailable=True)["id"]
    except Declined as error:
        if error.status == 404:
            return
        raise
    try:
        after: Any = None
        while True:
            body: dict[str, Any] = {
                "pit": {"id": point, "keep_alive": _KEEP_ALIVE},
                "query": query,
                "size": _AT_ONCE,
                "sort": ["_shard_doc"],
                "_source": False,
                "track_total_hits": False,
            }
            if after is not None:
                body["search_after"] = after
            answer = connection.ask("POST", "/_search", body, allow_partial_search_results=False)
            point, hits = answer["pit_id"], answer["hits"]["hits"]
            if not hits:
                return
            after = hits[-1]["sort"]
            yield hits
    finally:
        with suppress(ElkVisionError):  # the server lets go of it by itself
            connection.ask("DELETE", "/_pit", {"id": point})


def _delete(connection: Connection, hits: Sequence[Mapping[str, Any]]) -> int:
    lines = [orjson.dumps({"delete": {"_index": hit["_index"], "_id": hit["_id"]}}) for hit in hits]
    answer = connection.many("/_bulk", b"\n".join(lines) + b"\n", filter_path="items.delete.status,items.delete.error")
    gone = 0
    for item in answer.get("items", []):
        status = item["delete"].get("status")
        if status == 200:
            gone += 1
        elif status != 404:  # somebody else was quicker
            reason = cause_of(item["delete"].get("error"))[1]
            raise Unavailable(f"A deletion stopped half way: {reason[:300]}", hint="it goes on when it is asked again")
    return gone


def remove(connection: Connection, tenant: TenantId, events: Sequence[Event]) -> int:
    """Delete these events, each in the index of its day."""
    by_index: defaultdict[str, list[str]] = defaultdict(list)
    for event in events:
        by_index[index_of(connection.address, parts_of_id(event["id"])[0])].append(event["id"])
    gone = 0
    for index, ids in by_index.items():
        for first in range(0, len(ids), _AT_ONCE):
            mine = [{"term": {"tenant_id": tenant}}, {"ids": {"values": ids[first : first + _AT_ONCE]}}]
            gone += delete(connection, {"bool": {"filter": mine}}, index)
    return gone


def forget(connection: Connection, moments: Mapping[TenantId, datetime]) -> int:
    """Delete what each tenant received before its moment. An index that has nothing else is dropped as a whole.

    One that somebody closed is left alone: nobody can see whose logs are in it.
    """
    gone = 0
    for index, day in _days(connection):
        gone += sum(delete(connection, _before(*each), index) for each in moments.items() if _within(day, each[1]))
        whole = {"terms": {"tenant_id": [tenant for tenant, moment in moments.items() if day + _DAY <= moment]}}
        if not whole["terms"]["tenant_id"]:
            continue
        if _is_only(connection, index, whole):
            gone += _drop(connection, index, whole)
        else:
            gone += delete(connection, whole, index)
    return gone


def _within(day: datetime, moment: datetime) -> bool:
    return day < moment < day + _DAY


def _before(tenant: TenantId, moment: datetime) -> Dsl:
    received = {"lt": math.ceil(moment.timestamp() * 1000), "format": "epoch_millis"}
    return {"bool": {"filter": [{"term": {"tenant_id": tenant}}, {"range": {"received_at": received}}]}}


def _days(connection: Connection) -> list[tuple[str, datetime]]:
    """Our indices that are open, and when the day of each began."""
    name = alias(connection.address)
    try:
        found = connection.ask("GET", f"/{name}-*/_alias/{name}", expand_wildcards="open")
    except Declined as error:
        if error.status == 404:
            return []
        raise
    days = ((index, day_of(connection.address, index)) for index in sorted(found))
    return [(index, day) for index, day in days if day is not None]


def _is_only(connection: Connection, index: str, mine: Dsl) -> bool:
    """Has nobody else anything in it?"""
    return _count(connection, index, {"bool": {"must_not": [mine]}}) == 0


def _drop(connection: Connection, index: str, mine: Dsl) -> int:
    """Closed for writing first: what comes late for it waits, and is in a new index of that name afterwards, or in this
    one when it turns out that somebody else has something in it."""
    connection.ask("PUT", f"/{index}/_block/write", timeout=_PATIENCE)
    try:
        _show(connection, index)
        if _is_only(connection, index, mine):
            gone = _count(connection, index, mine)
            connection.ask("DELETE", f"/{index}", timeout=_PATIENCE)
            return gone
    except BaseException:
        _unblock(connection, index)
        raise
    _unblock(connection, index)
    return delete(connection, mine, index)


def _unblock(connection: Connection, index: str) -> None:
    connection.ask("PUT", f"/{index}/_settings", {"index.blocks.write": False})


def usage(connection: Connection, tenant: TenantId) -> Usage:
    """Bytes are the tenant's share, by events, of what the indices with their replicas have on disk."""
    target = alias(connection.address)
    mine = {"term": {"tenant_id": tenant}}
    events = _count(connection, target, mine, ignore_unavailable=True)
    if not events:
        return Usage(0, 0, None, None)
    stats = connection.ask("GET", f"/{target}/_stats/docs,store")["_all"]
    everybody = max(int(stats["primaries"]["docs"]["count"]), events)
    size = int(stats["total"]["store"]["size_in_bytes"]) * events // everybody
    oldest, newest = (_outermost(connection, target, mine, way) for way in ("asc", "desc"))
    return Usage(events, size, oldest, newest, estimate=events < everybody)


def _outermost(connection: Connection, target: str, query: Dsl, way: str) -> datetime | None:
    body = {"query": query, "size": 1, "sort": [{"@timestamp": way}], "_source": ["@timestamp"]}
    hits = connection.ask("POST", f"/{target}/_search", body, allow_partial_search_results=False)["hits"]["hits"]
    return moment_of(ns_of_iso(hits[0]["_source"]["@timestamp"]) // 1_000_000) if hits else None


def _count(connection: Connection, target: str, query: Dsl, *, ignore_unavailable: bool = False) -> int:
    """Of an index that cannot be looked into nothing is counted only with `ignore_unavailable`; else it is Unavailable."""
    body = {"query": query, "size": 0, "track_total_hits": True}
    params = {"ignore_unavailable": ignore_unavailable, "allow_partial_search_results": False}
    return int(connection.ask("POST", f"/{target}/_search", body, **params)["hits"]["total"]["value"])


def _show(connection: Connection, target: str) -> None:
    connection.ask("POST", f"/{target}/_refresh", ignore_unavailable=True)
