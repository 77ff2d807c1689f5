"""The log store in ClickHouse: one table for all tenants, embedded or on a server."""

import threading
import time
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from elkvision.core.clock import moment
from elkvision.core.errors import BadRequest
from elkvision.core.event import Event, parts_of_id
from elkvision.core.tenancy import TenantId
from elkvision.store.contract import (
    Bucket,
    EventBatch,
    Histogram,
    LineBatch,
    Order,
    Page,
    Plan,
    Rejected,
    Span,
)
from elkvision.store.engines.clickhouse.client import Client
from elkvision.store.engines.clickhouse.conditions import instant, nanoseconds, span_condition
from elkvision.store.engines.clickhouse.cursor import read_cursor, write_cursor
from elkvision.store.engines.clickhouse.lines import append_lines, plan_lines
from elkvision.store.engines.clickhouse.parameters import Parameters
from elkvision.store.engines.clickhouse.rows import EVENT, event_of
from elkvision.store.engines.clickhouse.table import TABLE, create_table
from elkvision.store.engines.clickhouse.writing import append_events

_EPOCH: Final = moment(0)
_MAX_BUCKETS: Final = 2000
#: What a question may take; a longer one says what to try.
LIMITS: Final[dict[str, object]] = {
    "max_execution_time": 30,
    "max_memory_usage": 300_000_000,
    "max_bytes_before_external_group_by": 100_000_000,
    "max_bytes_before_external_sort": 100_000_000,
}


class ClickHouseStore:
    """Makes its table when it is first asked for anything, so that it may be opened before ClickHouse is there."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._made = False
        self._lock = threading.Lock()

    # -- writing

    def append(self, batch: EventBatch) -> Sequence[Rejected]:
        return append_events(self._ready(), batch)

    def plan_lines(self, batch: LineBatch) -> Plan:
        return plan_lines(batch)

    def append_lines(self, batch: LineBatch, plan: Plan) -> Sequence[int]:
        return append_lines(self._ready(), batch, plan)

    # -- finding

    def get(self, tenant: TenantId, id: str) -> Event | None:
        try:
            received_ms, segment, line, child = parts_of_id(id)
        except ValueError:
            return None
        sql = (
            f"SELECT {EVENT} FROM {self._table} WHERE tenant_id = {{tenant:String}} AND received_ms = {received_ms}"
            f" AND segment = {segment} AND line = {line} AND child = {child} LIMIT 1"
        )
        rows = self._ready().rows(sql, {"tenant": tenant}, **LIMITS)
        return event_of(rows[0]) if rows else None

    def search(
        self, tenant: TenantId, span: Span, *, limit: int = 50, order: Order = "newest", cursor: str | None = None
    ) -> Page:
        began = time.perf_counter()
        parameters = Parameters()
        where = span_condition(tenant, span, parameters)
        if cursor is not None:
            where += f" AND {_beyond(cursor, order, parameters)}"
        rows = self._ready().rows(
            f"SELECT {EVENT} FROM {self._table} WHERE {where} ORDER BY {_ordered(order)} LIMIT {int(limit) + 1}",
            parameters,
            **LIMITS,
        )
        events = [event_of(row) for row in rows[:limit]]
        following = write_cursor(events[-1]) if events and len(rows) > limit else None
        return Page(events, following, len(rows), (time.perf_counter() - began) * 1000)

    def count(self, tenant: TenantId, span: Span) -> int:
        parameters = Parameters()
        where = span_condition(tenant, span, parameters)
        sql = f"SELECT count() AS n FROM {self._table} WHERE {where}"
        return int(self._ready().rows(sql, parameters, **LIMITS)[0]["n"])

    def histogram(self, tenant: TenantId, span: Span, *, step: timedelta) -> Histogram:
        if span.start is None or span.end is None:
            raise BadRequest("A histogram needs a range with both ends.", hint="give from and to")
        if step <= timedelta(0):
            raise BadRequest("A histogram's step has to be longer than nothing.", hint="use a second or more")
        first = (span.start - _EPOCH) // step
        last = (span.end - _EPOCH - timedelta.resolution) // step
        if last - first >= _MAX_BUCKETS:
            raise BadRequest(f"This range has more than {_MAX_BUCKETS:,} steps.", hint="use a longer step")
        parameters = Parameters()
        where = span_condition(tenant, span, parameters)
        length = parameters.integer(nanoseconds(_EPOCH + step))
        sql = (
            f"SELECT intDiv(toUnixTimestamp64Nano(timestamp), {length}) AS b, level, count() AS n"
            f" FROM {self._table} WHERE {where} GROUP BY b, level"
        )
        counts: dict[int, dict[str, int]] = defaultdict(dict)
        for row in self._ready().rows(sql, parameters, **LIMITS):
            counts[row["b"]][row["level"]] = row["n"]
        buckets = [Bucket(_EPOCH + number * step, counts.get(number, {})) for number in range(first, last + 1)]
        return Histogram(step, buckets, sum(sum(each.values()) for each in counts.values()))

    # -- itself

    def close(self) -> None:
        self._client.close()

    @property
    def _table(self) -> str:
        return f"`{self._client.database}`.{TABLE}"

    def _ready(self) -> Client:
        if not self._made:
            with self._lock:
                if not self._made:
                    for sql in create_table(self._client.database):
                        self._client.run(sql)
                    self._made = True
        return self._client


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
