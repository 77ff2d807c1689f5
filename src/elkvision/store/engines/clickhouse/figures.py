"""Figures: how many, when, of which values and fields, and how much is kept."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from elkvision.core.clock import moment
from elkvision.core.errors import BadRequest
from elkvision.core.query import field_named
from elkvision.core.tenancy import TenantId
from elkvision.store.contract import Bucket, FieldInfo, FieldStats, Histogram, Span, TopValues, Usage
from elkvision.store.engines.clickhouse import questions
from elkvision.store.engines.clickhouse.conditions import nanoseconds
from elkvision.store.engines.clickhouse.logs import Logs, asked
from elkvision.store.engines.clickhouse.parameters import Parameters
from elkvision.store.engines.clickhouse.paths import count_paths
from elkvision.store.engines.clickhouse.table import TABLE

_EPOCH: Final = moment(0)
_MAX_BUCKETS: Final = 2000


def count(logs: Logs, tenant: TenantId, span: Span) -> int:
    parameters, where = asked(tenant, span)
    sql = f"SELECT count() AS n FROM {logs.name} WHERE {where}"
    return int(logs.rows(sql, parameters)[0]["n"])


def histogram(logs: Logs, tenant: TenantId, span: Span, *, step: timedelta) -> Histogram:
    if span.start is None or span.end is None:
        raise BadRequest("A histogram needs a range with both ends.", hint="give from and to")
    if step <= timedelta(0):
        raise BadRequest("A histogram's step has to be longer than nothing.", hint="use a second or more")
    first = (span.start - _EPOCH) // step
    last = (span.end - _EPOCH - timedelta.resolution) // step
    if last - first >= _MAX_BUCKETS:
        raise BadRequest(f"This range has more than {_MAX_BUCKETS:,} steps.", hint="use a longer step")
    parameters, where = asked(tenant, span)
    length = parameters.integer(nanoseconds(_EPOCH + step))
    sql = (
        f"SELECT intDiv(ns - if(ns < 0, {length} - 1, 0), {length}) AS b, level, count() AS n"
        f" FROM (SELECT toUnixTimestamp64Nano(timestamp) AS ns, level FROM {logs.name} WHERE {where}) GROUP BY b, level"
    )
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    for row in logs.rows(sql, parameters):
        counts[row["b"]][row["level"]] = row["n"]
    buckets = [Bucket(_EPOCH + number * step, counts.get(number, {})) for number in range(first, last + 1)]
    return Histogram(step, buckets, sum(sum(each.values()) for each in counts.values()))


def top_values(logs: Logs, tenant: TenantId, span: Span, field: str, *, limit: int = 10, prefix: str = "") -> TopValues:
    parameters, where = asked(tenant, span)
    values, counts = questions.top_sql(logs.name, where, field_named(field), limit, prefix, parameters)
    return questions.top_values(logs.rows(values, parameters), logs.rows(counts, parameters)[0])


def fields(logs: Logs, tenant: TenantId, span: Span) -> Sequence[FieldInfo]:
    parameters, where = asked(tenant, span)
    columns_sql, more_sql = questions.fields_sql(logs.name, where)
    columns = logs.rows(columns_sql, parameters)[0]
    types = columns.pop("paths")
    counts = count_paths(logs, where, parameters, types)
    return questions.fields(columns, counts, types, logs.rows(more_sql, parameters))


def field_stats(logs: Logs, tenant: TenantId, span: Span, field: str) -> FieldStats:
    parameters, where = asked(tenant, span)
    return questions.stats(
        logs.rows(questions.stats_sql(logs.name, where, field_named(field), parameters), parameters)[0]
    )


def tenants(logs: Logs) -> Sequence[TenantId]:
    rows = logs.rows(f"SELECT DISTINCT tenant_id FROM {logs.name} ORDER BY tenant_id", Parameters())
    return [TenantId(row["tenant_id"]) for row in rows]


def usage(logs: Logs, tenant: TenantId) -> Usage:
    parameters = Parameters()
    mine = f"tenant_id = {parameters.text(tenant)}"
    row = logs.rows(
        f"SELECT count() AS n, toUnixTimestamp64Milli(min(timestamp)) AS low, toUnixTimestamp64Milli(max(timestamp))"
        f" AS high, (SELECT sum(bytes_on_disk) / greatest(sum(rows), 1) FROM system.parts"
        f" WHERE active AND database = '{logs.client().database}' AND table = '{TABLE}') AS each,"
        f" (SELECT count() FROM {logs.name}) AS everybody FROM {logs.name} WHERE {mine}",
        parameters,
    )[0]
    events = int(row["n"])
    if not events:
        return Usage(0, 0, None, None)
    size = int(events * row["each"])
    return Usage(events, size, moment(row["low"]), moment(row["high"]), estimate=events < int(row["everybody"]))
