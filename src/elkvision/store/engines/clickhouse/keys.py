"""A field's values for groups and measures: as texts, as numbers, or as texts that tell types apart."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from elkvision.store.engines.clickhouse.parameters import Parameters
from elkvision.store.engines.clickhouse.places import ATTRIBUTES, NANOSECONDS, subcolumn, text_column

_NUMBER: Final = "'^[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]+)?$'"
_MILLISECONDS: Final = {"@timestamp": "toUnixTimestamp64Milli(timestamp)", "received_at": "received_ms"}
_OBJECTS: Final = frozenset({"geoip", "user_agent", "attributes"})
_NO_NUMBER: Final = "CAST(NULL, 'Nullable(Float64)')"
#: The types of the JSON column by the letters of values beside it.
_KINDS: Final = "['i', 'f', 'b', 's'], ['Int64', 'Float64', 'Bool', 'String']"


@dataclass(frozen=True)
class Values:
    """`single` is the value of an event that has one at most, and is `none` without; `listed` makes, of the column that
    has the single one, an array of all that an event has which may have several. None where none may."""

    single: str
    none: str
    listed: Callable[[str], str] | None = None


def is_listed(field: str) -> str:
    """The column that is not empty where an event may have several values of the field."""
    return "tags" if field == "tags" else "more_paths"


def values_of(kind: str, field: str, parameters: Parameters) -> Values:
    """`kind` is "text", "number" or "coded"."""
    if kind == "number":
        return _numbers(field, parameters)
    column = text_column(field)
    if column is not None:
        return Values(column, "''")
    if field == "tags":
        return Values("''", "''", lambda _: "arrayFilter(x -> x != '', arrayMap(x -> toString(x), tags))")
    if field in NANOSECONDS:
        return Values(f"toString({NANOSECONDS[field]})", "''")
    if field in _OBJECTS:
        return Values("''", "''")
    path = field.removeprefix(ATTRIBUTES)
    text = f"if({_LETTER} = 'f', toString({_read(_REST)} + 0.), {_REST})"
    if kind == "coded":
        text = f"concat(transform({_LETTER}, {_KINDS}), {text})"
    listed = _beside(path, text, "v NOT IN ('[', 's', 'S')", parameters)
    place = subcolumn(path)
    if place is None:
        return Values("''", "''", lambda _: listed)
    single = f"ifNull(toString({place}), '')"
    kept = f"dynamicType({place})"
    single = f"if({single} = '-0' AND {kept} = 'Float64', '0', {single})"
    if kind == "coded":
        single = f"if({single} = '', '', concat({kept}, {single}))"
    return Values(single, "''", lambda one: f"if({one} = '', {listed}, [{one}])")


def _numbers(field: str, parameters: Parameters) -> Values:
    column = text_column(field)
    if column is not None:
        return Values(f"if({_reads(column)}, {_read(column)}, NULL)", _NO_NUMBER)
    if field in _MILLISECONDS:
        return Values(f"toNullable(toFloat64({_MILLISECONDS[field]}))", _NO_NUMBER)
    if field == "tags":
        read = f"arrayMap(x -> {_read('x')}, arrayFilter(x -> {_reads('x')}, tags))"
        return Values(_NO_NUMBER, _NO_NUMBER, lambda _: read)
    if field in _OBJECTS:
        return Values(_NO_NUMBER, _NO_NUMBER)
    path = field.removeprefix(ATTRIBUTES)
    listed = _beside(path, _read(_REST), f"{_LETTER} IN ('i', 'f', 's') AND {_reads(_REST)}", parameters)
    place = subcolumn(path)
    if place is None:
        return Values(_NO_NUMBER, _NO_NUMBER, lambda _: listed)
    # Integers that no float is equal to are no such cast, and booleans are.
    cast = f"accurateCastOrNull({place}, 'Float64')"
    long = f"isNull({cast}) AND isNotNull({place}) AND dynamicType({place}) IN ('Int64', 'UInt64')"
    truth = f"{cast} IN (0, 1) AND dynamicType({place}) = 'Bool'"
    single = f"if({long}, toFloat64OrNull(toString({place})), if({truth} OR NOT isFinite({cast}), NULL, {cast}))"
    # What is one already needs no cast: two thirds of the time of a column of floats.
    single = f"if(isFinite(dynamicElement({place}, 'Float64')), dynamicElement({place}, 'Float64'), {single})"
    return Values(single, _NO_NUMBER, lambda one: f"if(isNull({one}), {listed}, [assumeNotNull({one})])")


#: Of a value beside the JSON column.
_LETTER: Final = "lower(substring(v, 1, 1))"
_REST: Final = "substring(v, 2)"


def _beside(path: str, made: str, wanted: str, parameters: Parameters) -> str:
    name = parameters.text(path)
    return f"arrayMap(v -> {made}, arrayFilter((v, p) -> p = {name} AND {wanted}, more_values, more_paths))"


def _reads(text: str) -> str:
    return f"(length({text}) BETWEEN 1 AND 400 AND match({text}, {_NUMBER}) AND isFinite({_read(text)}))"


def _read(text: str) -> str:
    return f"toFloat64OrZero(toString({text}))"
