"""Rows: one, a page, those around one, all of them."""

import time
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, Final

import orjson

from elkvision.core.clock import moment, now_ms
from elkvision.core.event import Event, parts_of_id
from elkvision.core.query import field_named
from elkvision.core.query.tree import Everything
from elkvision.core.tenancy import TenantId
from elkvision.store.contract import Context, Order, Page, Span
from elkvision.store.engines.clickhouse import questions
from elkvision.store.engines.clickhouse.conditions import instant, nanoseconds
from elkvision.store.engines.clickhouse.cursor import read_cursor, write_cursor
from elkvision.store.engines.clickhouse.logs import Logs, asked
from elkvision.store.engines.clickhouse.parameters import Parameters
from elkvision.store.engines.clickhouse.places import text_column
from elkvision.store.engines.clickhouse.rows import EVENT, columns_of, event_of, part_of

_CHUNK: Final = 1000
#: Nanoseconds.
_LATELY: Final = 3600 * 10**9
#: An export may take its time, but little memory: small blocks, read in the table's order.
_EXPORT: Final[dict[str, Any]] = {"max_block_size": 4096, "max_threads": 1, "max_memory_usage": 300_000_000}


def get(logs: Logs, tenant: TenantId, id: str) -> Event | None:
    try:
        received_ms, segment, line, child = parts_of_id(id)
    except ValueError:
        return None
    parameters = Parameters()
    sql = (
        f"SELECT {EVENT} FROM {logs.name} WHERE tenant_id = {parameters.text(tenant)} AND received_ms = {received_ms}"
        f" AND segment = {segment} AND line = {line} AND child = {child} LIMIT 1"
    )
    rows = logs.rows(sql, parameters)
    return event_of(rows[0]) if rows else None


def search(
    logs: Logs, tenant: TenantId, span: Span, *, limit: int = 50, order: Order = "newest", cursor: str | None = None
) -> Page:
    began = time.perf_counter()
    parameters, where = asked(tenant, span)
    if cursor is not None:
        where += f" AND {_beyond(cursor, order, parameters)}"
    rows: list[dict[str, Any]] | None = None
    if order == "newest" and isinstance(span.query.tree, Everything):
        now = moment(now_ms())
        last = read_cursor(cursor)[0] if cursor else nanoseconds(min(span.end or now, now))
        rows = _lately(logs, where, parameters, last, limit + 1)
    if rows is None:
        sql = f"SELECT {EVENT} FROM {logs.name} WHERE {where} ORDER BY {_ordered(order)} LIMIT {int(limit) + 1}"
        rows = logs.rows(sql, parameters)
    events = [event_of(row) for row in rows[:limit]]
    following = write_cursor(events[-1]) if events and len(rows) > limit else None
    return Page(events, following, len(rows), (time.perf_counter() - began) * 1000)


def _lately(logs: Logs, where: str, parameters: Parameters, last: int, limit: int) -> list[dict[str, Any]] | None:
    """The newest of everything is mostly in the hour before the end, whose parts are few: that takes a third of the
    time. None where the hour has too few."""
    lately = f"{where} AND timestamp >= {instant(last - _LATELY, parameters)}"
    sql = f"SELECT {EVENT} FROM {logs.name} WHERE {lately} ORDER BY {_ordered('newest')} LIMIT {limit}"
    rows = logs.rows(sql, parameters)
    return rows if len(rows) == limit else None


def context(
    logs: Logs,
    tenant: TenantId,
    id: str,
    *,
    before: int = 25,
    after: int = 25,
    same: Sequence[str] = ("source", "host", "service"),
) -> Context | None:
    event = get(logs, tenant, id)
    if event is None:
        return None
    earlier = _neighbours(logs, tenant, event, same, "newest", before)
    later = _neighbours(logs, tenant, event, same, "oldest", after)
    return Context(earlier[::-1], event, later)


def _neighbours(
    logs: Logs, tenant: TenantId, event: Event, same: Sequence[str], order: Order, limit: int
) -> Sequence[Event]:
    parameters = Parameters()
    tests = [f"tenant_id = {parameters.text(tenant)}", _beyond(write_cursor(event), order, parameters)]
    place = ", ".join(str(part) for part in parts_of_id(event["id"]))
    for name in same:
        values = questions.coded_values(field_named(name), parameters)
        alike = (
            f"(SELECT {values} FROM {logs.name} WHERE tenant_id = {parameters.text(tenant)}"
            f" AND timestamp = {instant(event['@timestamp'], parameters)}"
            f" AND (received_ms, segment, line, child) = ({place}) LIMIT 1)"
        )
        column = text_column(field_named(name))
        if column is None:
            tests.append(f"{values} = {alike}")
        else:
            tests.append(f"{column} = {parameters.text(str(event.get(name, '')))}")
    where = " AND ".join(tests)
    sql = f"SELECT {EVENT} FROM {logs.name} WHERE {where} ORDER BY {_ordered(order)} LIMIT {int(limit)}"
    return [event_of(row) for row in logs.rows(sql, parameters)]


def export(
    logs: Logs, tenant: TenantId, span: Span, *, order: Order = "oldest", only: Sequence[str] = ()
) -> Iterator[Sequence[Event]]:
    parameters, where = asked(tenant, span)
    columns, made = (columns_of(only), partial(part_of, only)) if only else (EVENT, event_of)
    sql = f"SELECT {columns} FROM {logs.name} WHERE {where} ORDER BY {_ordered(order)}"
    lines = logs.client().stream(sql, parameters, **_EXPORT)
    try:
        chunk: list[Event] = []
        for line in lines:
            chunk.append(made(orjson.loads(line)))
            if len(chunk) == _CHUNK:
                yield chunk
                chunk = []
        if chunk:
            yield chunk
    finally:
        lines.close()


def _ordered(order: Order) -> str:
    way = "DESC" if order == "newest" else "ASC"
    return ", ".join(f"{column} {way}" for column in ("timestamp", "received_ms", "segment", "line", "child"))


def _beyond(cursor: str, order: Order, parameters: Parameters) -> str:
    """After the cursor's place: the first half lets the order of the table be used, the second decides among equals."""
    ns, id = read_cursor(cursor)
    sign = "<" if order == "newest" else ">"
    place = ", ".join(str(part) for part in parts_of_id(id))
    at = instant(ns, parameters)
    return f"(timestamp {sign}= {at} AND (timestamp != {at} OR (received_ms, segment, line, child) {sign} ({place})))"
