"""A field's values for groups and measures: as texts, as numbers, and told apart by type."""

from typing import Final

from elkvision.store.engines.clickhouse.parameters import Parameters
from elkvision.store.engines.clickhouse.places import ATTRIBUTES, NANOSECONDS, NUMBER_TYPES, subcolumn, text_column

_NUMBER: Final = "'^[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]+)?$'"
_MILLISECONDS: Final = {"@timestamp": "toUnixTimestamp64Milli(timestamp)", "received_at": "received_ms"}
_OBJECTS: Final = frozenset({"geoip", "user_agent", "attributes"})
_NO_TEXTS: Final = "emptyArrayString()"
_NO_NUMBERS: Final = "emptyArrayFloat64()"


def is_single(field: str) -> bool:
    """Does every event have at most one value of it?"""
    return text_column(field) is not None or field in NANOSECONDS


def text_of(field: str) -> str:
    """The text of a field that is single, empty where there is none."""
    return text_column(field) or "''"


def texts(field: str, parameters: Parameters) -> str:
    """An array of the different texts of a field's values."""
    if field == "tags":
        return "arrayDistinct(arrayFilter(x -> x != '', arrayMap(x -> toString(x), tags)))"
    if field in _OBJECTS:
        return _NO_TEXTS
    return f"arrayDistinct({_values(field, '', parameters)})"


def coded(field: str, parameters: Parameters) -> str:
    """An array of a field's values, each with a letter before it for its type."""
    column = text_column(field)
    if column is not None:
        return f"if({column} = '', {_NO_TEXTS}, [toString({column})])"
    if field == "tags":
        return "arrayFilter(x -> x != '', arrayMap(x -> toString(x), tags))"
    if field in NANOSECONDS:
        return f"[toString({NANOSECONDS[field]})]"
    return _NO_TEXTS if field in _OBJECTS else _values(field, "kind", parameters)


def numbers(field: str, parameters: Parameters) -> str:
    """An array of a field's values that are numbers, or texts that read as one."""
    column = text_column(field)
    if column is not None:
        return f"if({_reads(column)}, [{_read(column)}], {_NO_NUMBERS})"
    if field in _MILLISECONDS:
        return f"[toFloat64({_MILLISECONDS[field]})]"
    if field == "tags":
        return f"arrayMap(x -> {_read('x')}, arrayFilter(x -> {_reads('x')}, tags))"
    if field in _OBJECTS:
        return _NO_NUMBERS
    path = field.removeprefix(ATTRIBUTES)
    name = parameters.text(path)
    beside = (
        f"arrayMap(v -> {_read('substring(v, 2)')}, arrayFilter((v, p) -> p = {name}"
        f" AND lower(substring(v, 1, 1)) IN ('i', 'f', 's') AND {_reads('substring(v, 2)')}, more_values, more_paths))"
    )
    place = subcolumn(path)
    if place is None:
        return beside
    kinds = "".join(
        f"isNotNull({place}.:`{kind}`), [toFloat64(assumeNotNull({place}.:`{kind}`))], " for kind in NUMBER_TYPES
    )
    text = f"ifNull({place}.:`String`, '')"
    return f"multiIf({kinds}{_reads(text)}, [{_read(text)}], notEmpty(more_paths), {beside}, {_NO_NUMBERS})"


def _reads(text: str) -> str:
    return f"(length({text}) BETWEEN 1 AND 400 AND match({text}, {_NUMBER}) AND isFinite({_read(text)}))"


def _read(text: str) -> str:
    return f"toFloat64OrZero(toString({text}))"


def _values(field: str, kind: str, parameters: Parameters) -> str:
    """Of an attribute; with a `kind` a letter for the type goes before each."""

    def marked(letter: str, text: str) -> str:
        return f"concat('{letter}', {text})" if kind else text

    path = field.removeprefix(ATTRIBUTES)
    name = parameters.text(path)
    letter, text = "lower(substring(v, 1, 1))", "substring(v, 2)"
    float_text = f"if({letter} = 'f', {_float_text(f'toFloat64OrZero({text})')}, {text})"
    beside = (
        f"arrayMap(v -> {f'concat({letter}, {float_text})' if kind else float_text}, arrayFilter((v, p) -> p = {name}"
        " AND v NOT IN ('[', 's', 'S'), more_values, more_paths))"
    )
    place = subcolumn(path)
    if place is None:
        return beside
    string, whole, real = f"{place}.:`String`", ("Int64", "UInt64"), f"{place}.:`Float64`"
    cases = [f"{string} != '', [{marked('s', f'assumeNotNull({string})')}]"]
    cases += [
        f"isNotNull({place}.:`{each}`), [{marked('i', f'toString(assumeNotNull({place}.:`{each}`))')}]"
        for each in whole
    ]
    cases.append(f"isNotNull({real}), [{marked('f', _float_text(f'assumeNotNull({real})'))}]")
    flag = f"{place}.:`Bool`"
    truth = f"if(assumeNotNull({flag}), 'true', 'false')"
    cases.append(f"isNotNull({flag}), [{marked('b', truth)}]")
    return f"multiIf({', '.join(cases)}, notEmpty(more_paths), {beside}, {_NO_TEXTS})"


def _float_text(number: str) -> str:
    """Whole ones without a point, nought without a sign."""
    return f"toString({number} + 0.)"
