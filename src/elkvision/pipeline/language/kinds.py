"""Turns what was written into what an option wants, as leniently as Logstash does."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from elkvision.pipeline.filters.contract import (
    ANY,
    ARRAY,
    BOOLEAN,
    BYTES,
    CODEC,
    FIELD,
    HASH,
    NUMBER,
    PASSWORD,
    PATH,
    STRING,
    Option,
)  # fmt: skip
from elkvision.pipeline.language.source import did_you_mean
from elkvision.pipeline.values.references import BadReference, path_of
from elkvision.pipeline.values.templates import value_text

_SIZE: Final = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([kKmMgGtTpP]?)(i?)[bB]?\s*")
_POWERS: Final = {"": 0, "k": 1, "m": 2, "g": 3, "t": 4, "p": 5}


class WrongKind(ValueError):
    """A value that is not what the option wants: what was expected and what was written."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


def convert(value: Any, option: Option) -> Any:
    """The value as the plugin gets it. Raises WrongKind."""
    if option.many:
        return [_one(item, option) for item in (value if isinstance(value, list) else [value])]
    return _one(value, option)


def _one(value: Any, option: Option) -> Any:
    converted = _CONVERTERS[option.kind](value)
    if option.one_of and converted not in option.one_of:
        choices = ", ".join(f"`{choice}`" for choice in option.one_of)
        raise WrongKind(f"expected one of {choices}, found `{converted}`", did_you_mean(str(converted), option.one_of))
    return converted


def _single(value: Any, kind: str) -> Any:
    """A list of one stands for what is in it."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if isinstance(value, list | dict):
        raise WrongKind(f"expected a {kind}, found {_shown(value)}")
    return value


def _string(value: Any) -> str:
    return value_text(_single(value, STRING))


def _number(value: Any) -> int | float:
    value = _single(value, NUMBER)
    if isinstance(value, str):
        for read in (int, float):
            try:
                return read(value)
            except ValueError:
                continue
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    raise WrongKind(f"expected a number, found {_shown(value)}")


def _boolean(value: Any) -> bool:
    value = _single(value, BOOLEAN)
    if value in ("true", "false"):
        return bool(value == "true")
    raise WrongKind(f"expected `true` or `false`, found {_shown(value)}")


def _array(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _hash(value: Any) -> dict[str, Any]:
    if isinstance(value, dict):
        return value
    if not isinstance(value, list) or len(value) % 2:
        raise WrongKind(f"expected a hash, found {_shown(value)}", 'write { "key" => "value" }')
    paired: dict[str, Any] = {}
    for key, item in zip(value[::2], value[1::2], strict=True):
        key = value_text(key)
        if key not in paired:
            paired[key] = item
        elif isinstance(paired[key], list):
            paired[key].append(item)
        else:
            paired[key] = [paired[key], item]
    return paired


def _field(value: Any) -> str:
    text = value_text(_single(value, FIELD))
    if "%{" in text:
        return text
    try:
        path_of(text)
    except BadReference as error:
        raise WrongKind(str(error)) from None
    return text


def _bytes(value: Any) -> int:
    value = _single(value, BYTES)
    if isinstance(value, int):
        return value
    found = _SIZE.fullmatch(str(value))
    if found is None:
        raise WrongKind(f"expected a size, found {_shown(value)}", "write a number of bytes, or 10 MiB")
    return int(float(found[1]) * (1024 if found[3] else 1000) ** _POWERS[found[2].lower()])


def _as_written(value: Any) -> Any:
    return value


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return "a hash"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    return f"`{value_text(value)}`" if isinstance(value, str | int | float) else "a plugin"


_CONVERTERS: Final[Mapping[str, Callable[[Any], Any]]] = {
    STRING: _string, NUMBER: _number, BOOLEAN: _boolean, ARRAY: _array, HASH: _hash, FIELD: _field,
    PATH: _string, PASSWORD: _string, BYTES: _bytes, CODEC: _as_written, ANY: _as_written,
}  # fmt: skip
