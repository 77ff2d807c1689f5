"""`convert`: a field's value, or each item of its list, as another type.

Nulls and hashes stay. What cannot be converted fails, but for booleans, which stay as they are.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from elkvision.pipeline.event import Timestamp, WorkEvent
from elkvision.pipeline.filters.contract import BadSetting
from elkvision.pipeline.values.references import reference
from elkvision.pipeline.values.ruby import hexadecimal, scientific_integer, strict_float, strip, to_f, to_i, to_s

_TRUE: Final = re.compile(r"^(?:true|t|yes|y|1|1.0)$", re.IGNORECASE | re.MULTILINE)
_FALSE: Final = re.compile(r"^(?:false|f|no|n|0|0.0)$", re.IGNORECASE | re.MULTILINE)
_EUROPEAN: Final = str.maketrans(",.", ".,")


def convert(types: Mapping[str, Any]) -> Callable[[WorkEvent], None]:
    """What converts each named field to its type. Raises BadSetting at a type that there is not."""
    prepared = []
    for name, kind in types.items():
        converter = _CONVERTERS.get(kind) if isinstance(kind, str) else None
        if converter is None:
            expected = ", ".join(sorted(_CONVERTERS))
            raise BadSetting(f"`{kind}` is no type to convert to: one of {expected} was expected", option="convert")
        prepared.append((reference(name), converter))

    def run(event: WorkEvent) -> None:
        for field, converter in prepared:
            value = field.get(event)
            if value is None or value.__class__ is dict:
                continue
            if value.__class__ is list:
                field.set(event, [None if item is None else converter(item) for item in value])
            else:
                field.set(event, converter(value))

    return run


def to_integer(value: Any) -> int:
    """Whole numbers of texts too: `1,234`, `0x7b`, `-1.5e+02`, `7.9`; a text that begins with no number is 0."""
    if value.__class__ is str:
        text = strip(value).replace(",", "")
        number = hexadecimal(text)
        if number is not None:
            return int(number) if "." in text else int(text, 16)
        return scientific_integer(text) if "e" in text else to_i(text)
    if isinstance(value, (int, float)):  # and booleans
        return int(value)
    return to_i(_number_like(value))


def to_float(value: Any) -> float:
    """A number of a text that is one as a whole. Raises ValueError for other texts."""
    if value.__class__ is str:
        return strict_float(value.replace(",", ""))
    if isinstance(value, (int, float)):
        return float(value)
    return to_f(_number_like(value))


def _number_like(value: Any) -> Timestamp:
    if isinstance(value, Timestamp):
        return value
    raise TypeError(f"{value!r} cannot become a number")


def _european(value: Any) -> Any:
    return value.translate(_EUROPEAN) if value.__class__ is str else value


def to_boolean(value: Any) -> Any:
    """True or False where the value says so, else the value itself."""
    text = to_s(value)
    if _TRUE.search(text):
        return True
    return False if not text or _FALSE.search(text) else value


_CONVERTERS: Final[dict[str, Callable[[Any], Any]]] = {
    "string": to_s,
    "integer": to_integer,
    "float": to_float,
    "boolean": to_boolean,
    "integer_eu": lambda value: to_integer(_european(value)),
    "float_eu": lambda value: to_float(_european(value)),
}
