"""Counts over time, and which fields there are."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from elkvision.core.clock import moment
from elkvision.core.errors import BadRequest
from elkvision.core.query import field_text
from elkvision.core.tenancy import TenantId
from elkvision.core.wire import iso_of_ns
from elkvision.store.contract import Bucket, FieldInfo, Histogram, Span
from elkvision.store.engines.elasticsearch.asking import answered
from elkvision.store.engines.elasticsearch.coding import SHAPES, fields_of_shape
from elkvision.store.engines.elasticsearch.conditions import nanoseconds
from elkvision.store.engines.elasticsearch.connection import Connection
from elkvision.store.engines.elasticsearch.counting import every_value
from elkvision.store.engines.elasticsearch.dsl import Dsl
from elkvision.store.engines.elasticsearch.searching import ask
from elkvision.store.engines.elasticsearch.statistics import field_stats
from elkvision.store.engines.elasticsearch.top import top_values

__all__ = ["field_stats", "fields", "histogram", "top_values"]

_EPOCH: Final = moment(0)
_MAX_BUCKETS: Final = 2000
_MILLISECOND: Final = timedelta(milliseconds=1)
#: Of levels there are seven.
_LEVELS: Final = {"terms": {"field": "level", "size": 100, "missing": ""}}

Counts = dict[int, dict[str, int]]


def histogram(connection: Connection, tenant: TenantId, span: Span, *, step: timedelta) -> Histogram:
    if span.start is None or span.end is None:
        raise BadRequest("A histogram needs a range with both ends.", hint="give from and to")
    if step <= timedelta(0):
        raise BadRequest("A histogram's step has to be longer than nothing.", hint="use a second or more")
    first = (span.start - _EPOCH) // step
    last = (span.end - _EPOCH - timedelta.resolution) // step
    if last - first >= _MAX_BUCKETS:
        raise BadRequest(f"This range has more than {_MAX_BUCKETS:,} steps.", hint="use a longer step")

    def counted(query: Dsl) -> Counts:
        if step % _MILLISECOND:
            return _in_fine_steps(connection, query, step, first, last)
        return _in_steps(connection, query, step)

    counts = answered(connection, tenant, span, counted)
    buckets = [Bucket(_EPOCH + number * step, counts.get(number, {})) for number in range(first, last + 1)]
    return Histogram(step, buckets, sum(sum(each.values()) for each in counts.values()))


def _in_steps(connection: Connection, query: Dsl, step: timedelta) -> Counts:
    length = step // _MILLISECOND
    over_time = {"field": "@timestamp", "fixed_interval": f"{length}ms", "min_doc_count": 1}
    levels = {**_LEVELS, "aggs": {"steps": {"date_histogram": over_time}}}
    body = {"query": query, "size": 0, "track_total_hits": False, "aggs": {"levels": levels}}
    counts: Counts = defaultdict(dict)
    for level in ask(connection, body).get("aggregations", {"levels": {"buckets": []}})["levels"]["buckets"]:
        for bucket in level["steps"]["buckets"]:
            counts[bucket["key"] // length][level["key"]] = bucket["doc_count"]
    return counts


def _in_fine_steps(connection: Connection, query: Dsl, step: timedelta, first: int, last: int) -> Counts:
    """The server's own steps are whole milliseconds."""
    length = nanoseconds(_EPOCH + step)
    filters = {
        str(number): {
            "range": {"@timestamp": {"gte": iso_of_ns(number * length), "lt": iso_of_ns((number + 1) * length)}}
        }
        for number in range(max(first, 0), last + 1)
    }
    steps = {"filters": {"filters": filters}, "aggs": {"levels": _LEVELS}}
    body = {"query": query, "size": 0, "track_total_hits": False, "aggs": {"steps": steps}}
    found = ask(connection, body).get("aggregations", {"steps": {"buckets": {}}})["steps"]["buckets"]
    return {
        int(number): {level["key"]: level["doc_count"] for level in bucket["levels"]["buckets"]}
        for number, bucket in found.items()
        if bucket["doc_count"]
    }


def fields(connection: Connection, tenant: TenantId, span: Span) -> list[FieldInfo]:
    return answered(connection, tenant, span, lambda query: _fields(every_value(connection, query, SHAPES)))


def _fields(shapes: Iterator[tuple[str, int]]) -> list[FieldInfo]:
    types: dict[str, set[str]] = defaultdict(set)
    counts: dict[str, int] = defaultdict(int)
    for shape, count in shapes:
        for field, of_field in fields_of_shape(shape).items():
            types[field] |= of_field
            counts[field] += count
    return [FieldInfo(field_text(field), sorted(types[field]), counts[field]) for field in sorted(types)]
