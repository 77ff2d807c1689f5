"""Where a field's values are in the table, and how each kind of place is asked."""

from typing import Final

from elkvision.core.event import KEYWORD_FIELDS
from elkvision.store.engines.clickhouse.parameters import Parameters
from elkvision.store.engines.clickhouse.table import PATH_SIGNS, SKIPPED
from elkvision.store.engines.clickhouse.values import NEVER, ValueTest

ATTRIBUTES: Final = "attributes."

#: An event's id as text, made of the columns that it is kept in.
ID: Final = (
    "lower(concat(leftPad(hex(received_ms), 12, '0'), leftPad(hex(segment), 10, '0'),"
    " leftPad(hex(line), 6, '0'), leftPad(hex(child), 4, '0')))"
)
_TEXTS: Final = {name: name for name in (*KEYWORD_FIELDS, "tenant_id", "message", "raw", "input", "upload_id")} | {
    "id": ID
}
NANOSECONDS: Final = {"@timestamp": "toUnixTimestamp64Nano(timestamp)", "received_at": "toInt64(received_ms * 1000000)"}
NUMBER_TYPES: Final = ("Int64", "UInt64", "Float64")


def text_column(field: str) -> str | None:
    """The expression of a field that is one text; None for others."""
    return _TEXTS.get(field)


def subcolumn(path: str) -> str | None:
    """The place of a path in the JSON column, or None when the column never has it."""
    steps = path.split(".")
    if steps[0] in SKIPPED or "" in steps or any(sign in path for sign in PATH_SIGNS):
        return None
    return "attributes." + ".".join("`" + step.replace("\\", "\\\\") + "`" for step in steps)


def any_value(field: str, test: ValueTest, parameters: Parameters) -> str:
    """Does any value of the field pass?"""
    column = text_column(field)
    if column is not None:
        return f"({column} != '' AND {test.text(column)})"
    if field == "tags":
        return f"arrayExists(x -> {test.text('x')}, tags)"
    if field in NANOSECONDS:
        return f"({test.number(NANOSECONDS[field])})"
    if field in ("geoip", "user_agent", "attributes"):
        return NEVER
    path = field.removeprefix(ATTRIBUTES)
    return f"({_regular(path, test)} OR {_more(path, test, parameters)})"


def filled(field: str, parameters: Parameters) -> str:
    """Is there anything in the field?"""
    column = text_column(field)
    if column is not None:
        return f"({column} != '')"
    if field == "tags":
        return "notEmpty(tags)"
    if field in NANOSECONDS:
        return "1"
    path = field.removeprefix(ATTRIBUTES)
    name, below = parameters.text(path), parameters.text(path + ".")
    more = f"arrayExists((p, v) -> (p = {name} OR startsWith(p, {below})) AND lower(v) NOT IN ('s', '['), more_paths, more_values)"
    place = subcolumn(path)
    if place is None:
        return more
    inside = "attributes.^" + place.removeprefix("attributes.")
    return (
        f"(({place} IS NOT NULL AND ifNull({place}.:`String` != '', 1)) OR {more}"
        f" OR arrayExists(x -> x != '', JSONExtractKeysAndValues(toJSONString({inside}), 'String').2))"
    )


def _regular(path: str, test: ValueTest) -> str:
    place = subcolumn(path)
    if place is None:
        return NEVER
    asked = [test.text(f"{place}.:`String`")]
    asked += [test.number(f"{place}.:`{kind}`") for kind in NUMBER_TYPES]
    if (boolean := test.boolean(f"{place}.:`Bool`")) != NEVER:
        asked.append(f"(isNotNull({place}.:`Bool`) AND {boolean})")
    return "(" + " OR ".join(f"ifNull({each}, 0)" for each in asked if each != NEVER) + ")"


def _more(path: str, test: ValueTest, parameters: Parameters) -> str:
    """Of values beside the JSON column: a letter says the kind (`s`, `i`, `f`, `b`), capital in a list; then its text."""
    kinds = [("s", test.text("substring(v, 2)"))]
    if (asked := test.number("toInt128OrZero(substring(v, 2))")) != NEVER:
        kinds += [("i", asked), ("f", test.number("toFloat64OrZero(substring(v, 2))"))]
    if (asked := test.boolean("(substring(v, 2) = 'true')")) != NEVER:
        kinds.append(("b", asked))
    tests = " OR ".join(f"(lower(substring(v, 1, 1)) = '{kind}' AND {each})" for kind, each in kinds)
    return f"arrayExists((p, v) -> p = {parameters.text(path)} AND ({tests}), more_paths, more_values)"
