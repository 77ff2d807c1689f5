"""Replaces what an expression matches, as Ruby's `gsub` does."""

import re
import time
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

from elkvision.pipeline.allowance import make
from elkvision.pipeline.expressions import Expression, TooSlow

#: Seconds that one event may take in one filter, where nobody says less.
TIME_LIMIT: Final = 1.0

_REFERENCE: Final = re.compile(r"\\(?:(\d)|(&)|k<(\w+)>|(\\))")

#: Characters that are counted together.
_LONG: Final = 10_000

#: Makes the text for a match.
Fill = Callable[[Any], str]


class Deadline:
    """The end of the time that one event has in one filter."""

    __slots__ = ("_end", "_what")

    def __init__(self, seconds: float, what: str) -> None:
        self._end = time.monotonic() + seconds
        self._what = what

    def left(self) -> float:
        """Seconds. Raises TooSlow when there are none."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise TooSlow(self._what)
        return left


def replaced(expression: Expression, new: "str | Fill", text: str, seconds: float = TIME_LIMIT) -> str:
    """The text with every match replaced. Raises TooSlow, and TooMuch when it grows beyond all measure."""
    parts: list[str] = []
    end = size = 0
    for match in expression.finditer(text, seconds):
        parts.append(text[end : match.start()])
        parts.append(new if isinstance(new, str) else new(match))
        end = match.end()
        size += len(parts[-1])
        if size > _LONG:
            make(size)
            size = 0
    if not parts:
        return text
    parts.append(text[end:])
    return "".join(parts)


@lru_cache(maxsize=4096)
def replacement(text: str, names: tuple[str, ...]) -> "str | Fill":
    r"""What a match is replaced with: `\1` to `\9`, `\0` and `\&`, `\k<name>`, `\\`; anything else is itself.

    `names` are those of the expression's groups.
    """
    if "\\" not in text:
        return text
    parts: list[str | int] = []
    start = 0
    for found in _REFERENCE.finditer(text):
        parts.append(text[start : found.start()])
        digit, whole, name, _ = found.groups()
        if digit or whole:
            parts.append(int(digit or 0))
        elif name:
            parts.append(names.index(name) + 1 if name in names else "")
        else:
            parts.append("\\")
        start = found.end()
    parts.append(text[start:])
    return lambda match: "".join([part if isinstance(part, str) else _group(match, part) for part in parts])


def _group(match: Any, number: int) -> str:
    if not number:
        return str(match.group())
    groups = match.groups()
    return (groups[number - 1] or "") if number <= len(groups) else ""
