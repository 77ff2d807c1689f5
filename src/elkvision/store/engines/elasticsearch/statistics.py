"""Statistics of a field's values that are numbers, or read as numbers."""

from collections.abc import Sequence
from typing import Any, Final

from elkvision.core.query import field_named
from elkvision.core.tenancy import TenantId
from elkvision.store.contract import FieldStats, Span
from elkvision.store.engines.elasticsearch.asking import answered
from elkvision.store.engines.elasticsearch.coding import RECKONED, double_of, path_of, twin_of
from elkvision.store.engines.elasticsearch.connection import Connection
from elkvision.store.engines.elasticsearch.counting import aggregated
from elkvision.store.engines.elasticsearch.dsl import Dsl
from elkvision.store.engines.elasticsearch.reading import every_values
from elkvision.store.engines.elasticsearch.values import has_number

_PERCENTILES: Final = ("50", "90", "95", "99")
_NOTHING: Final = FieldStats(0, None, None, None, None, {})


def field_stats(connection: Connection, tenant: TenantId, span: Span, field: str) -> FieldStats:
    name = field_named(field)
    return answered(connection, tenant, span, lambda query: _stats(connection, query, name))


def _stats(connection: Connection, query: Dsl, field: str) -> FieldStats:
    """By the twin, unless any event has numbers that are in none: then all of them are read."""
    twin = twin_of(path_of(field)) if field.startswith("attributes.") else None
    if twin is None:
        return _read(connection, query, field)
    name = RECKONED + twin
    missing = {"bool": {"filter": [has_number(field)], "must_not": [{"exists": {"field": name}}]}}
    percentiles = {"field": name, "percents": [float(each) for each in _PERCENTILES], "tdigest": {"compression": 200}}
    found = aggregated(
        connection,
        query,
        {
            "missing": {"filter": missing},
            "stats": {"stats": {"field": name}},
            "percentiles": {"percentiles": percentiles},
        },
    )
    if not found["total"]:
        return _NOTHING
    if found["missing"]["doc_count"]:
        return _read(connection, query, field)
    return _reckoned(found["stats"], found["percentiles"]["values"])


def _reckoned(stats: Any, percentiles: Any) -> FieldStats:
    if not stats["count"]:
        return _NOTHING
    parts = {name: percentiles[str(float(name))] for name in _PERCENTILES}
    return FieldStats(stats["count"], stats["min"], stats["max"], stats["avg"], stats["sum"], parts)


def _read(connection: Connection, query: Dsl, field: str) -> FieldStats:
    found = every_values(connection, {"bool": {"filter": [query, has_number(field)]}}, field)
    numbers = (double_of(value) for values in found for value in values if not isinstance(value, bool))
    values = sorted(number for number in numbers if number is not None)
    if not values:
        return _NOTHING
    total = sum(values)
    percentiles = {name: percentile(values, int(name) / 100) for name in _PERCENTILES}
    return FieldStats(len(values), values[0], values[-1], total / len(values), total, percentiles)


def percentile(values: Sequence[float], part: float) -> float:
    """The value at that part of the way, between two neighbours when it falls between them."""
    place = part * (len(values) - 1)
    below = int(place)
    above = min(below + 1, len(values) - 1)
    return values[below] + (values[above] - values[below]) * (place - below)
