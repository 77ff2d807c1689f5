"""Values, fields, statistics and neighbours: SQL and the reading of its answers."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from elkvision.core.event import FIELDS
from elkvision.core.query import field_text
from elkvision.store.contract import FieldInfo, FieldStats, TopValues, ValueCount
from elkvision.store.engines.clickhouse.parameters import Parameters
from elkvision.store.engines.clickhouse.places import ATTRIBUTES, NANOSECONDS, NUMBER_TYPES, subcolumn, text_column

_NUMBER: Final = "'^[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]+)?$'"
_HIDDEN: Final = frozenset({"tenant_id", "attributes"})
_TYPES: Final = {
    "Int64": "integer", "UInt64": "integer", "Float64": "float", "Bool": "boolean", "String": "string",
    "i": "integer", "f": "float", "b": "boolean", "s": "string", "[": "list",
}  # fmt: skip
#: Below this many the engine counts different values exactly.
_EXACT: Final = 50_000
_PERCENTILES: Final = ("50", "90", "95", "99")


def coded_values(field: str, parameters: Parameters) -> str:
    """An array of a field's values as texts, each with the letter of its kind before it; empty ones are left out."""
    column = text_column(field)
    if column is not None:
        return f"if({column} = '', [], [concat('s', {column})])"
    if field == "tags":
        return "arrayMap(x -> concat('s', x), tags)"
    if field in NANOSECONDS:
        return f"[concat('i', toString({NANOSECONDS[field]}))]"
    path = field.removeprefix(ATTRIBUTES)
    name = parameters.text(path)
    more = (
        f"arrayMap(v -> concat(lower(substring(v, 1, 1)), substring(v, 2)), arrayFilter((v, p) -> p = {name}"
        " AND v NOT IN ('[', 's', 'S'), more_values, more_paths))"
    )
    place = subcolumn(path)
    if place is None:
        return more
    kinds = ", ".join(
        f"isNotNull({place}.:`{kind}`), [concat('{_letter(kind)}', toString({place}))]" for kind in NUMBER_TYPES
    )
    text = f"{place}.:`String`"
    return (
        f"multiIf({text} != '', [concat('s', ifNull({text}, ''))], {kinds},"
        f" isNotNull({place}.:`Bool`), [if(ifNull({place}.:`Bool`, false), 'btrue', 'bfalse')], {more})"
    )


def _letter(kind: str) -> str:
    return "f" if kind == "Float64" else "i"


def numbers(field: str, parameters: Parameters) -> str:
    """An array of the field's values that are numbers."""
    values = f"arrayFilter(v -> v[1] != 'b', {coded_values(field, parameters)})".replace("v[1]", "substring(v, 1, 1)")
    return f"arrayMap(v -> toFloat64(substring(v, 2)), arrayFilter(v -> match(substring(v, 2), {_NUMBER}), {values}))"


def top_sql(table: str, where: str, field: str, limit: int, prefix: str, parameters: Parameters) -> tuple[str, str]:
    """One statement for the values, one for how many there are."""
    begins = parameters.text(prefix.lower())
    column = text_column(field)
    if column is not None and field != "id":
        wanted = f" AND startsWith(lowerUTF8({column}), {begins})" if prefix else ""
        values = (
            f"SELECT concat('s', {column}) AS v, count() AS n FROM {table} WHERE {where} AND {column} != ''{wanted}"
            f" GROUP BY {column} ORDER BY n DESC, {column} LIMIT {int(limit)}"
        )
        counts = (
            f"SELECT count() AS total, countIf({column} != '') AS present,"
            f" uniqCombined64If(20)({column}, {column} != ''{wanted}) AS different FROM {table} WHERE {where}"
        )
        return values, counts
    coded = coded_values(field, parameters)
    wanted = f"arrayFilter(v -> startsWith(lowerUTF8(substring(v, 2)), {begins}), {coded})" if prefix else coded
    values = (
        f"SELECT v, count() AS n FROM (SELECT arrayJoin({wanted}) AS v FROM {table} WHERE {where}) GROUP BY v"
        " ORDER BY n DESC, substring(v, 1, 1) = 's', if(substring(v, 1, 1) = 's', 0, toFloat64OrZero(substring(v, 2))),"
        f" substring(v, 2) LIMIT {int(limit)}"
    )
    counts = (
        f"SELECT count() AS total, countIf(notEmpty({coded})) AS present, uniqCombined64Array(20)({wanted}) AS different"
        f" FROM {table} WHERE {where}"
    )
    return values, counts


def top_values(values: Iterable[Mapping[str, Any]], counts: Mapping[str, Any]) -> TopValues:
    different = counts["different"]
    found = [ValueCount(decoded(row["v"]), row["n"]) for row in values]
    return TopValues(found, counts["total"], counts["present"], different, different > _EXACT)


def decoded(coded: str) -> str | int | float | bool:
    kind, text = coded[0], coded[1:]
    if kind == "i":
        return int(text)
    if kind == "f":
        return float(text)
    return text == "true" if kind == "b" else text


# -- fields


def fields_sql(table: str, where: str) -> tuple[str, str]:
    """One statement for the columns and the paths that there are, one for values beside the JSON column."""
    # no name of a column, which conditions would then mean
    counts = ["count() AS `c_@timestamp`", "count() AS c_received_at", "countIf(notEmpty(tags)) AS c_tags"]
    for field in FIELDS:
        column = text_column(field)
        if column is not None and field not in _HIDDEN:
            counts.append("count() AS c_id" if field == "id" else f"countIf({column} != '') AS c_{field}")
    counts.append("distinctJSONPathsAndTypes(attributes) AS paths")
    more = (
        "SELECT p, groupUniqArray(lower(substring(v, 1, 1))) AS types, uniqExact(received_ms, segment, line, child) AS n"
        f" FROM (SELECT received_ms, segment, line, child, tupleElement(e, 1) AS p, tupleElement(e, 2) AS v FROM {table}"
        f" ARRAY JOIN arrayZip(more_paths, more_values) AS e WHERE {where} AND notEmpty(more_paths))"
        " WHERE substring(v, 1, 1) IN ('i', 'f', 'b', '[') OR (substring(v, 1, 1) = 's' AND v != 's') GROUP BY p"
    )
    return f"SELECT {', '.join(counts)} FROM {table} WHERE {where}", more


def paths_sql(table: str, where: str, paths: Mapping[str, Sequence[str]]) -> str:
    """How many events have each path of the JSON column, given the types that it comes in: those are all that is read."""
    counts = []
    for number, (path, types) in enumerate(paths.items()):
        place = subcolumn(path)
        each = (f"countIf({place}.:`{t}` != '')" if t == "String" else f"count({place}.:`{t}`)" for t in types)
        counts.append(f"{' + '.join(each)} AS c{number}")
    return f"SELECT {', '.join(counts)} FROM {table} WHERE {where}"


def fields(
    columns: Mapping[str, Any],
    paths: Mapping[str, int],
    types: Mapping[str, Sequence[str]],
    more: Iterable[Mapping[str, Any]],
) -> list[FieldInfo]:
    counts: dict[str, int] = defaultdict(int)
    kinds: dict[str, set[str]] = defaultdict(set)
    for name, count in columns.items():
        field = name.removeprefix("c_")
        counts[field] = count
        kinds[field].add("date" if field in NANOSECONDS else "list" if field == "tags" else "string")
    for path, count in paths.items():
        counts[ATTRIBUTES + path] += count
        kinds[ATTRIBUTES + path] |= {_TYPES.get(kind, "string") for kind in types[path]}
    for row in more:
        counts[ATTRIBUTES + row["p"]] += row["n"]
        kinds[ATTRIBUTES + row["p"]] |= {_TYPES[kind] for kind in row["types"]}
    return [FieldInfo(field_text(name), sorted(kinds[name]), counts[name]) for name in sorted(counts) if counts[name]]


# -- statistics


def stats_sql(table: str, where: str, field: str, parameters: Parameters) -> str:
    levels = ", ".join(str(int(name) / 100) for name in _PERCENTILES)
    return (
        "SELECT count() AS n, min(v) AS low, max(v) AS high, avg(v) AS average, sum(v) AS total,"
        f" quantilesTDigest({levels})(v) AS percentiles"
        f" FROM (SELECT arrayJoin({numbers(field, parameters)}) AS v FROM {table} WHERE {where})"
    )


def stats(row: Mapping[str, Any]) -> FieldStats:
    if not row["n"]:
        return FieldStats(0, None, None, None, None, {})
    percentiles = dict(zip(_PERCENTILES, row["percentiles"], strict=True))
    return FieldStats(row["n"], row["low"], row["high"], row["average"], row["total"], percentiles)
