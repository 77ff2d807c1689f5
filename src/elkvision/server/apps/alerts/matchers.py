"""Which labels are meant: `[{"label", "op", "value"}]`, as policies and silences have them. All have to fit."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Final

import re2

from elkvision.core.errors import BadRequest

OPS: Final = ("=", "!=", "=~", "!~")
LONGEST: Final = 500

Matcher = Mapping[str, Any]


def fit(matchers: Iterable[Matcher], labels: Mapping[str, str]) -> bool:
    """A label that is not there is the empty text. An expression has to fit the whole value."""
    return all(_fits(each["op"], each["value"], labels.get(each["label"], "")) for each in matchers)


def checked(matchers: Iterable[Matcher]) -> list[dict[str, str]]:
    """Raises BadRequest for an expression that cannot be read."""
    found = []
    for each in matchers:
        if each["op"] in ("=~", "!~"):
            try:
                _expression(each["value"])
            except re2.error as error:
                raise BadRequest(
                    f"The expression {each['value'][:80]!r} of {each['label']} cannot be read: {_text(error)}.",
                    hint="use RE2's syntax, as in queries",
                ) from error
        found.append({name: str(each[name]) for name in ("label", "op", "value")})
    return found


def _fits(op: str, value: str, given: str) -> bool:
    match op:
        case "=":
            return given == value
        case "!=":
            return given != value
        case "=~":
            return bool(_expression(value).fullmatch(given))
        case _:
            return not _expression(value).fullmatch(given)


def _text(error: Exception) -> str:
    said = error.args[0] if error.args else ""
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)


@lru_cache(maxsize=512)
def _expression(text: str) -> Any:
    options = re2.Options()
    options.log_errors = False
    return re2.compile(text, options)
