"""The log store in ClickHouse: one table for all tenants, embedded or on a server."""

import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import orjson

from elkvision.core.clock import moment, now_ms
from elkvision.core.errors import BadRequest
from elkvision.core.event import Event, parts_of_id
from elkvision.core.query import field_named
from elkvision.core.query.tree import Everything
from elkvision.core.tenancy import TenantId
from elkvision.store.contract import (
    Bucket,
    Checked,
    Context,
    EventBatch,
    FieldInfo,
    FieldStats,
    Health,
    Histogram,
    LineBatch,
    Order,
    Page,
    Plan,
    Rejected,
    Span,
    TopValues,
    Usage,
)
from elkvision.store.engines.clickhouse import questions
from elkvision.store.engines.clickhouse.checking import check_of
from elkvision.store.engines.clickhouse.client import Client
from elkvision.store.engines.clickhouse.conditions import instant, nanoseconds, span_condition
from elkvision.store.engines.clickhouse.cursor import read_cursor, write_cursor
from elkvision.store.engines.clickhouse.forgetting import forget
from elkvision.store.engines.clickhouse.health import health_of
from elkvision.store.engines.clickhouse.lines import append_lines, plan_lines
from elkvision.store.engines.clickhouse.parameters import Parameters
from elkvision.store.engines.clickhouse.places import text_column
from elkvision.store.engines.clickhouse.rows import EVENT, event_of
from elkvision.store.engines.clickhouse.table import TABLE, create_table
from elkvision.store.engines.clickhouse.writing import append_events

_EPOCH: Final = moment(0)
_MAX_BUCKETS: Final = 2000
_CHUNK: Final = 1000
_PATHS_AT_ONCE: Final = 100
#: What a question may take; a longer one says what to try.
LIMITS: Final[dict[str, Any]] = {
    "max_execution_time": 30,
    "max_memory_usage": 300_000_000,
    "max_query_size": 64_000_000,
    "max_ast_elements": 1_000_000,
    "max_expanded_ast_elements": 2_000_000,
    "max_bytes_before_external_group_by": 100_000_000,
    "max_bytes_before_external_sort": 100_000_000,
}
#: Nanoseconds.
_LATELY: Final = 3600 * 10**9
#: An export may take its time, but little memory: small blocks, read in the table's order.
_EXPORT: Final[dict[str, Any]] = {"max_block_size": 4096, "max_threads": 1, "max_memory_usage": 300_000_000}


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
        parameters, where = self._asked(tenant, span)
        if cursor is not None:
            where += f" AND {_beyond(cursor, order, parameters)}"
        rows: list[dict[str, Any]] | None = None
        if order == "newest" and isinstance(span.query.tree, Everything):
            last = read_cursor(cursor)[0] if cursor else nanoseconds(span.end or moment(now_ms()))
            rows = self._lately(where, parameters, last, limit + 1)
        if rows is None:
            sql = f"SELECT {EVENT} FROM {self._table} WHERE {where} ORDER BY {_ordered(order)} LIMIT {int(limit) + 1}"
            rows = self._rows(sql, parameters)
        events = [event_of(row) for row in rows[:limit]]
        following = write_cursor(events[-1]) if events and len(rows) > limit else None
        return Page(events, following, len(rows), (time.perf_counter() - began) * 1000)

    def _lately(self, where: str, parameters: Parameters, last: int, limit: int) -> list[dict[str, Any]] | None:
        """The newest of everything is mostly in the hour before the end, whose parts are few: that takes a third of the
        time. None where the hour has too few."""
        lately = f"{where} AND timestamp >= {instant(last - _LATELY, parameters)}"
        sql = f"SELECT {EVENT} FROM {self._table} WHERE {lately} ORDER BY {_ordered('newest')} LIMIT {limit}"
        rows = self._rows(sql, parameters)
        return rows if len(rows) == limit else None

    def count(self, tenant: TenantId, span: Span) -> int:
        parameters, where = self._asked(tenant, span)
        sql = f"SELECT count() AS n FROM {self._table} WHERE {where}"
        return int(self._rows(sql, parameters)[0]["n"])

    def histogram(self, tenant: TenantId, span: Span, *, step: timedelta) -> Histogram:
        if span.start is None or span.end is None:
            raise BadRequest("A histogram needs a range with both ends.", hint="give from and to")
        if step <= timedelta(0):
            raise BadRequest("A histogram's step has to be longer than nothing.", hint="use a second or more")
        first = (span.start - _EPOCH) // step
        last = (span.end - _EPOCH - timedelta.resolution) // step
        if last - first >= _MAX_BUCKETS:
            raise BadRequest(f"This range has more than {_MAX_BUCKETS:,} steps.", hint="use a longer step")
        parameters, where = self._asked(tenant, span)
        length = parameters.integer(nanoseconds(_EPOCH + step))
        sql = (
            f"SELECT intDiv(ns - if(ns < 0, {length} - 1, 0), {length}) AS b, level, count() AS n"
            f" FROM (SELECT toUnixTimestamp64Nano(timestamp) AS ns, level FROM {self._table} WHERE {where}) GROUP BY b, level"
        )
        counts: dict[int, dict[str, int]] = defaultdict(dict)
        for row in self._rows(sql, parameters):
            counts[row["b"]][row["level"]] = row["n"]
        buckets = [Bucket(_EPOCH + number * step, counts.get(number, {})) for number in range(first, last + 1)]
        return Histogram(step, buckets, sum(sum(each.values()) for each in counts.values()))

    def top_values(self, tenant: TenantId, span: Span, field: str, *, limit: int = 10, prefix: str = "") -> TopValues:
        parameters, where = self._asked(tenant, span)
        values, counts = questions.top_sql(self._table, where, field_named(field), limit, prefix, parameters)
        return questions.top_values(self._rows(values, parameters), self._rows(counts, parameters)[0])

    def fields(self, tenant: TenantId, span: Span) -> Sequence[FieldInfo]:
        parameters, where = self._asked(tenant, span)
        columns_sql, more_sql = questions.fields_sql(self._table, where)
        columns = self._rows(columns_sql, parameters)[0]
        types = columns.pop("paths")
        names = list(types)
        counts: dict[str, int] = {}
        for first in range(0, len(names), _PATHS_AT_ONCE):
            some = names[first : first + _PATHS_AT_ONCE]
            row = self._rows(questions.paths_sql(self._table, where, some), parameters)[0]
            counts |= dict(zip(some, row.values(), strict=True))
        return questions.fields(columns, counts, types, self._rows(more_sql, parameters))

    def field_stats(self, tenant: TenantId, span: Span, field: str) -> FieldStats:
        parameters, where = self._asked(tenant, span)
        return questions.stats(
            self._rows(questions.stats_sql(self._table, where, field_named(field), parameters), parameters)[0]
        )

    def context(
        self,
        tenant: TenantId,
        id: str,
        *,
        before: int = 25,
        after: int = 25,
        same: Sequence[str] = ("source", "host", "service"),
    ) -> Context | None:
        event = self.get(tenant, id)
        if event is None:
            return None
        earlier = self._neighbours(tenant, event, same, "newest", before)
        later = self._neighbours(tenant, event, same, "oldest", after)
        return Context(earlier[::-1], event, later)

    def _neighbours(
        self, tenant: TenantId, event: Event, same: Sequence[str], order: Order, limit: int
    ) -> Sequence[Event]:
        parameters = Parameters()
        tests = [f"tenant_id = {parameters.text(tenant)}", _beyond(write_cursor(event), order, parameters)]
        place = ", ".join(str(part) for part in parts_of_id(event["id"]))
        for name in same:
            values = questions.coded_values(field_named(name), parameters)
            alike = (
                f"(SELECT {values} FROM {self._table} WHERE tenant_id = {parameters.text(tenant)}"
                f" AND timestamp = {instant(event['@timestamp'], parameters)}"
                f" AND (received_ms, segment, line, child) = ({place}) LIMIT 1)"
            )
            column = text_column(field_named(name))
            if column is None:
                tests.append(f"{values} = {alike}")
            else:
                tests.append(f"{column} = {parameters.text(str(event.get(name, '')))}")
        where = " AND ".join(tests)
        sql = f"SELECT {EVENT} FROM {self._table} WHERE {where} ORDER BY {_ordered(order)} LIMIT {int(limit)}"
        return [event_of(row) for row in self._rows(sql, parameters)]

    def export(self, tenant: TenantId, span: Span, *, order: Order = "oldest") -> Iterator[Sequence[Event]]:
        parameters, where = self._asked(tenant, span)
        sql = f"SELECT {EVENT} FROM {self._table} WHERE {where} ORDER BY {_ordered(order)}"
        lines = self._ready().stream(sql, parameters, **_EXPORT)
        try:
            chunk: list[Event] = []
            for line in lines:
                chunk.append(event_of(orjson.loads(line)))
                if len(chunk) == _CHUNK:
                    yield chunk
                    chunk = []
            if chunk:
                yield chunk
        finally:
            lines.close()

    # -- forgetting

    def delete(self, tenant: TenantId, span: Span) -> int:
        """Rows are taken out of the parts that hold them, and are not on disk any more when it returns."""
        parameters, where = self._asked(tenant, span)
        found = int(self._rows(f"SELECT count() AS n FROM {self._table} WHERE {where}", parameters)[0]["n"])
        if found:
            self._ready().run(f"ALTER TABLE {self._table} DELETE WHERE {where}", parameters, mutations_sync=2)
        return found

    def forget_before(self, tenant: TenantId, moment: datetime) -> int:
        return self.forget({tenant: moment})

    def forget(self, moments: Mapping[TenantId, datetime]) -> int:
        return forget(self._ready(), moments)

    # -- itself

    def watermark(self) -> datetime:
        """An insert is visible when it returns."""
        return moment(now_ms())

    def tenants(self) -> Sequence[TenantId]:
        rows = self._rows(f"SELECT DISTINCT tenant_id FROM {self._table} ORDER BY tenant_id", Parameters())
        return [TenantId(row["tenant_id"]) for row in rows]

    def usage(self, tenant: TenantId) -> Usage:
        parameters = Parameters()
        mine = f"tenant_id = {parameters.text(tenant)}"
        row = self._rows(
            f"SELECT count() AS n, toUnixTimestamp64Milli(min(timestamp)) AS low, toUnixTimestamp64Milli(max(timestamp))"
            f" AS high, (SELECT sum(bytes_on_disk) / greatest(sum(rows), 1) FROM system.parts"
            f" WHERE active AND database = '{self._client.database}' AND table = '{TABLE}') AS each,"
            f" (SELECT count() FROM {self._table}) AS everybody FROM {self._table} WHERE {mine}",
            parameters,
        )[0]
        events = int(row["n"])
        if not events:
            return Usage(0, 0, None, None)
        size = int(events * row["each"])
        return Usage(events, size, moment(row["low"]), moment(row["high"]), estimate=events < int(row["everybody"]))

    def health(self) -> Health:
        return health_of(self._client, self._ready)

    def check(self) -> Sequence[Checked]:
        return check_of(self._client, self._ready)

    def close(self) -> None:
        self._client.close()

    def _asked(self, tenant: TenantId, span: Span) -> tuple[Parameters, str]:
        parameters = Parameters()
        return parameters, span_condition(tenant, span, parameters)

    def _rows(self, sql: str, parameters: Parameters) -> list[dict[str, Any]]:
        return self._ready().rows(sql, parameters, **LIMITS)

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
