"""The most frequent values of a field.

The index counts values by their twins. Events whose values are not all in a twin are read: those with very long values,
and those of an index that has too many paths to give each a twin. The answer is the same either way.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from heapq import nsmallest
from typing import Any, Final

from elkvision.core.errors import Unsupported
from elkvision.core.query import field_named
from elkvision.core.tenancy import TenantId
from elkvision.store.contract import Span, TopValues, ValueCount
from elkvision.store.engines.elasticsearch.asking import answered
from elkvision.store.engines.elasticsearch.coding import counted, value_counted
from elkvision.store.engines.elasticsearch.connection import Connection
from elkvision.store.engines.elasticsearch.counting import AT_ONCE, aggregated, in_pages, terms
from elkvision.store.engines.elasticsearch.dsl import Dsl
from elkvision.store.engines.elasticsearch.expressions import any_case
from elkvision.store.engines.elasticsearch.places import counted_in
from elkvision.store.engines.elasticsearch.reading import every_values

#: Different values that we keep in memory for one answer.
_MOST_VALUES: Final = 1_000_000

Value = str | int | float | bool


def top_values(
    connection: Connection, tenant: TenantId, span: Span, field: str, *, limit: int, prefix: str
) -> TopValues:
    name = field_named(field)
    return answered(
        connection, tenant, span, lambda query: _Top(connection, query, name, limit, prefix.lower()).answer()
    )


class _Top:
    def __init__(self, connection: Connection, query: Dsl, field: str, limit: int, prefix: str) -> None:
        self._connection = connection
        self._query = query
        self._field = field
        self._limit = limit
        self._prefix = prefix
        self._where = counted_in(field)

    def answer(self) -> TopValues:
        found = aggregated(self._connection, self._query, self._aggregations())
        total = found["total"]
        if not total:
            return TopValues([], 0, 0, 0)
        read, present = self._read() if found["missing"]["doc_count"] else (Counter[str](), 0)
        counts, distinct = read, None
        if self._where.name is not None:
            present += found["there"]["doc_count"]
            again = {
                bucket["key"]: bucket["doc_count"] for bucket in found["there"].get("again", {}).get("buckets", ())
            }
            values = found["there"]["values"]
            if len(values["buckets"]) < AT_ONCE and len(again) < AT_ONCE:
                counts = self._sum(read, values["buckets"], again)
            elif not (read or again or self._prefix) and _proven(values, self._limit):
                counts = self._sum(read, values["buckets"], again)
                distinct = int(found["there"]["distinct"]["value"])
            elif not (read or again):
                return self._passing(total, present)
            else:
                counts = self._all(read)
        wanted = list(self._wanted(counts.items()))
        return TopValues(self._best(wanted), total, present, distinct or len(wanted), distinct is not None)

    def _best(self, values: Iterable[ValueCount]) -> list[ValueCount]:
        return nsmallest(self._limit, values, key=lambda each: (-each.count, *_order(each.value)))

    def _passing(self, total: int, present: int) -> TopValues:
        """Of values that need not be added up none but the best are kept while all of them pass."""
        distinct = 0

        def passing() -> Iterator[ValueCount]:
            nonlocal distinct
            for value in self._wanted(self._each()):
                distinct += 1
                yield value

        return TopValues(self._best(passing()), total, present, distinct)

    def _aggregations(self) -> Mapping[str, Any]:
        missing = {"filter": self._where.missing}
        name = self._where.name
        if name is None:
            return {"missing": missing}
        start = any_case(self._prefix) + ".*"
        if self._where.coded:
            aggregations = {
                "values": terms(name, f"[sifb]{start}"),
                "again": terms(name, f"[SIFB][0-9]+\0{start}"),
            }
        else:
            aggregations = {"values": terms(name, start if self._prefix else None)}
        aggregations["distinct"] = {"cardinality": {"field": name, "precision_threshold": 40_000}}
        there = {"bool": {"filter": [{"exists": {"field": name}}], "must_not": [self._where.missing]}}
        return {"missing": missing, "there": {"filter": there, "aggs": aggregations}}

    def _read(self) -> tuple[Counter[str], int]:
        """The values of what the index does not count, and how many events have any."""
        counts: Counter[str] = Counter()
        present = 0
        query = {"bool": {"filter": [self._query, self._where.missing]}}
        for values in every_values(self._connection, query, self._field):
            counts.update(map(counted, values))
            present += bool(values)
            _bounded(counts)
        return counts, present

    def _all(self, read: Counter[str]) -> Counter[str]:
        """Every value there is, together with those that were read."""
        counts = Counter(read)
        for code, count in self._each():
            counts[_code(code)] += count
            _bounded(counts)
        return counts

    def _each(self) -> Iterator[tuple[str, int]]:
        """Each value that the index counts."""
        query = {"bool": {"filter": [self._query], "must_not": [self._where.missing]}}
        letter = "" if self._where.coded else "s"
        for key, count in in_pages(self._connection, query, self._where.name or ""):
            yield letter + key, count

    def _wanted(self, counts: Iterable[tuple[str, int]]) -> Iterator[ValueCount]:
        for code, count in counts:
            value = value_counted(code)
            if str(value).lower().startswith(self._prefix):
                yield ValueCount(value, count)

    def _sum(self, read: Counter[str], buckets: Iterable[Mapping[str, Any]], again: Mapping[str, int]) -> Counter[str]:
        counts = Counter(read)
        letter = "" if self._where.coded else "s"
        for bucket in buckets:
            counts[letter + bucket["key"]] += bucket["doc_count"]
        for key, count in again.items():
            counts[_code(key)] += count
        return counts


def _code(key: str) -> str:
    """What a value is counted by, of it and of the further times that an event has it."""
    return counted(value_counted(key))


def _proven(values: Mapping[str, Any], limit: int) -> bool:
    """Are these the most frequent of all, though there are more than were given? Then what was left out anywhere is
    less frequent than each of them."""
    buckets = values["buckets"]
    if len(buckets) <= limit:
        return False
    least = buckets[limit - 1]["doc_count"]
    exact = all(bucket["doc_count_error_upper_bound"] == 0 for bucket in buckets if bucket["doc_count"] >= least)
    return bool(exact and buckets[-1]["doc_count"] < least and values["doc_count_error_upper_bound"] < least)


def _bounded(counts: Counter[str]) -> None:
    if len(counts) > _MOST_VALUES:
        raise Unsupported(
            f"This field has more than {_MOST_VALUES:,} different values here.", hint="ask about a shorter time"
        )


def _order(value: Value) -> tuple[bool, float, str]:
    """Numbers by size, then texts."""
    return (True, 0.0, value) if isinstance(value, str) else (False, float(value), "")
