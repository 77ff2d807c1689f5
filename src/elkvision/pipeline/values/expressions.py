"""Regular expressions as Ruby writes them, ready to be used.

Python's own engine is taken where it means the same and cannot run away; the module `regex`, with a time limit,
for everything else.
"""

import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import regex

from elkvision.pipeline.values.ruby_syntax import BadExpression, Translated, translate

__all__ = ["BadExpression", "Expression", "expression", "replacement"]

#: Seconds that one search may take.
TIME_LIMIT: Final = 1.0

#: A repeated group: what explodes, when it does, has one.
_REPEATED_GROUP: Final = re.compile(r"\)[*+{]")
_BACK_REFERENCE: Final = re.compile(r"\\(?:(\d)|(&)|k<(\w+)>|(\\))")


@dataclass(frozen=True, slots=True)
class Expression:
    """One expression. Its searches raise TimeoutError when they take longer than a second."""

    source: str
    #: The first match in a text, or None.
    search: Callable[[str], "re.Match[str] | None"]
    #: The text with every match replaced; the replacement is a text or a function, as for `re.sub`.
    replace: Callable[[Any, str], str]


@lru_cache(maxsize=8192)
def expression(source: str) -> Expression:
    """The expression that Ruby would make of a text. Raises BadExpression."""
    translated = translate(source)
    if not translated.rich and not _REPEATED_GROUP.search(translated.text):
        plain = _plain(translated.text)
        if plain is not None:
            return Expression(source, plain.search, plain.sub)
    return _limited(source, translated)


def _plain(text: str) -> "re.Pattern[str] | None":
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)
            return re.compile(text, re.MULTILINE)
    except (re.error, RecursionError, OverflowError):
        return None


def _limited(source: str, translated: Translated) -> Expression:
    flags = regex.MULTILINE | (regex.V1 if translated.nested_sets else regex.V0)
    try:
        compiled = regex.compile(translated.text, flags)
    except (regex.error, RecursionError, OverflowError, ValueError) as error:
        raise BadExpression(f"{source!r} is no regular expression: {error}") from None

    def search(text: str) -> Any:
        return compiled.search(text, timeout=TIME_LIMIT)

    def replace(new: Any, text: str) -> str:
        done: str = compiled.sub(new, text, timeout=TIME_LIMIT)
        return done

    return Expression(source, search, replace)


@lru_cache(maxsize=4096)
def replacement(text: str) -> "str | Callable[[re.Match[str]], str]":
    r"""What a match is replaced with, as Ruby reads it: `\1`, `\0` and `\&`, `\k<name>`, `\\`; anything else is itself."""
    if "\\" not in text:
        return text
    parts: list[str | int] = []
    start = 0
    for found in _BACK_REFERENCE.finditer(text):
        parts.append(text[start : found.start()])
        digit, whole, name, _ = found.groups()
        parts.append(int(digit) if digit else 0 if whole else f"\\k{name}" if name else "\\")
        start = found.end()
    parts.append(text[start:])
    return _filler(parts)


def _filler(parts: list[str | int]) -> "Callable[[re.Match[str]], str]":
    def fill(match: "re.Match[str]") -> str:
        return "".join([_part(match, part) for part in parts])

    return fill


def _part(match: "re.Match[str]", part: str | int) -> str:
    if isinstance(part, int):
        return (match.group(part) or "") if part <= len(match.groups()) else ""
    if part.startswith("\\k"):
        return match.group(part[2:]) or ""
    return part
