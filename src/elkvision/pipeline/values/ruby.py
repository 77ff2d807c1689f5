"""How Ruby turns values into text and numbers, which Logstash's filters lean on."""

import re
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from elkvision.pipeline.values.timestamp import Timestamp

_INTEGER: Final = re.compile(r"[ \t\n\v\f\r]*([+-]?[0-9]+(?:_[0-9]+)*)")
_FLOAT: Final = re.compile(r"[ \t\n\v\f\r]*([+-]?[0-9_]*(?:[0-9]|(?=\.))(?:\.[0-9]+(?:_[0-9]+)*)?(?:[eE][+-]?[0-9]+)?)")
_STRICT_FLOAT: Final = re.compile(
    r"[+-]?(?:[0-9]+(?:_[0-9]+)*(?:\.[0-9]+(?:_[0-9]+)*)?|\.[0-9]+(?:_[0-9]+)*)(?:[eE][+-]?[0-9]+)?"
)
_HEXADECIMAL: Final = re.compile(r"([+-]?)0[xX]([0-9a-fA-F]+(?:\.[0-9a-fA-F]+)?)(?:[pP]([+-]?[0-9]+))?")
#: No number in a log is longer; one with an exponent beyond would fill the memory as an integer.
_MOST_DIGITS: Final = 4000


def to_s(value: Any) -> str:
    """The value as text."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _float(value)
    if isinstance(value, (list, dict)):
        return inspect(value)
    return str(value)


def inspect(value: Any) -> str:
    """The value as text inside of a list or a hash."""
    if value is None:
        return "nil"
    if isinstance(value, str):
        return '"' + "".join([_ESCAPES.get(letter, letter) for letter in value]) + '"'
    if isinstance(value, list):
        return f"[{', '.join([inspect(item) for item in value])}]"
    if isinstance(value, dict):
        return "{" + ", ".join([f"{inspect(key)}=>{inspect(item)}" for key, item in value.items()]) + "}"
    return to_s(value)


_ESCAPES: Final = {
    '"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r", "\v": "\\v", "\f": "\\f", "\a": "\\a", "\b": "\\b",
    "\x1b": "\\e",
}  # fmt: skip


def _float(number: float) -> str:
    """`1.0`, `0.0001`, `1.0e-05`, `1.0e+16`."""
    text = repr(number)
    if "e" in text:
        digits, exponent = text.split("e")
        return f"{digits if '.' in digits else digits + '.0'}e{exponent}"
    return {"inf": "Infinity", "-inf": "-Infinity", "nan": "NaN"}.get(text, text)


def to_i(value: Any) -> int:
    """The integer that a text begins with, else 0; a number without its fraction."""
    if isinstance(value, str):
        found = _INTEGER.match(value)
        return int(found[1]) if found else 0
    if isinstance(value, Timestamp):
        return value.nanoseconds // 1_000_000_000
    return 0 if value is None else int(value)


def to_f(value: Any) -> float:
    """The number that a text begins with, else 0.0."""
    if isinstance(value, str):
        found = _FLOAT.match(value)
        return float(found[1].replace("_", "")) if found else 0.0
    if isinstance(value, Timestamp):
        return value.nanoseconds / 1e9
    return 0.0 if value is None else float(value)


def strict_float(text: str) -> float:
    """The number that the whole text is. Raises ValueError."""
    inner = text.strip(" \t\n\v\f\r")
    if _STRICT_FLOAT.fullmatch(inner):
        return float(inner.replace("_", ""))
    found = hexadecimal(inner)
    if found is None:
        raise ValueError(f"{text!r} is no number")
    return found


def hexadecimal(text: str) -> float | None:
    """The number that a text such as `0x7b`, `-0x1.edcdp6` is, or None when it does not begin like one.

    Raises ValueError when it begins like one and is none.
    """
    found = _HEXADECIMAL.fullmatch(text)
    if found:
        return float.fromhex(text)
    if re.match(r"[+-]?0[xX]", text):
        raise ValueError(f"{text!r} is no hexadecimal number")
    return None


def scientific_integer(text: str) -> int:
    """The integer part of a number such as `-1.2345e+02`. Raises ValueError."""
    try:
        number = Decimal(text.strip().replace("_", ""))
        if number.is_finite() and number.adjusted() <= _MOST_DIGITS:
            return int(number)
    except InvalidOperation:
        pass
    raise ValueError(f"{text!r} is no number that fits")


def strip(text: str) -> str:
    """Without white space and zeros at both ends."""
    return text.strip("\0\t\n\v\f\r ")


def split(text: str, separator: str) -> list[str]:
    """The parts between separators, without empty ones at the end; one space means any white space."""
    if separator == " ":
        return text.split()
    parts = list(text) if not separator else text.split(separator)
    while parts and not parts[-1]:
        parts.pop()
    return parts


def join(values: list[Any], separator: str) -> str:
    """Everything in the list, and in the lists in it, as one text."""
    return separator.join([join(item, separator) if isinstance(item, list) else to_s(item) for item in values])


def array(value: Any) -> list[Any]:
    """A list as it is, nothing as an empty list, a hash as its pairs, and anything else as a list of one."""
    if isinstance(value, list):
        return value
    if isinstance(value, dict):
        return [[key, item] for key, item in value.items()]
    return [] if value is None else [value]
