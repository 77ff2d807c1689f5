"""Compiled expressions: `re` where it is tame, `regex` with a time limit where it may run away. There always is one."""

import re
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from time import perf_counter
from typing import Any, Final

import regex

from elkvision.pipeline.allowance import FREE_SECONDS, allowed
from elkvision.pipeline.expressions.hopeless import LaterGroups, without_memory
from elkvision.pipeline.expressions.names import BadExpression
from elkvision.pipeline.expressions.sizes import MOST, size_of
from elkvision.pipeline.expressions.tame import longest_text
from elkvision.pipeline.expressions.translate import translate

#: Seconds for one search where nobody says how long it may take: an event has no more to give to one expression.
CUT = 1.0


class TooSlow(Exception):
    """The expression used up its time on a text."""


class Expression:
    """A compiled expression, searched with or without a time limit.

    `search` and `finditer` give match objects that have `groups()`, `group()`, `start()` and `end()`;
    `names` says what the groups are called ("" for those without a name).
    """

    __slots__ = ("_limited", "_longest", "_quick", "_slow", "names", "source")

    def __init__(self, source: str, *, dot_all: bool, ignore_case: bool = False) -> None:
        self.source = source
        translation = translate(source)
        self.names = translation.names
        if size_of(translation.text) > MOST:
            raise BadExpression("the repetitions of this expression multiply to more than there is room for")
        #: The standard library's engine, for texts up to that length: it is fast, but nobody can stop it.
        self._quick: re.Pattern[str] | None = None
        self._longest = 0
        if not translation.needs_regex:
            self._quick, self._longest = _with_re(translation.text, dot_all, ignore_case)
        flags = regex.MULTILINE | regex.VERSION0
        flags |= (regex.DOTALL if dot_all else 0) | (regex.IGNORECASE if ignore_case else 0)
        hopeless = "" if translation.needs_regex else without_memory(translation.text)
        try:
            self._slow: Any = regex.compile(translation.text, flags)
            self._limited: Any = regex.compile(hopeless, flags) if hopeless else None
        except (regex.error, RecursionError) as wrong:
            raise BadExpression(str(wrong)) from wrong

    def search(self, text: str, seconds: float = CUT) -> Any:
        """The first match or None. Raises TooSlow when it takes longer than that."""
        if self._quick is not None and len(text) <= self._longest:
            return self._quick.search(text)
        limit = self._limit(seconds)
        began = perf_counter()
        try:
            if self._limited is None:
                return self._slow.search(text, timeout=limit)
            found = self._limited.search(text, timeout=limit)
        except TimeoutError:
            raise TooSlow(self.source) from None
        finally:
            self._pay(perf_counter() - began)
        return None if found is None else LaterGroups(found)

    def _limit(self, seconds: float) -> float:
        """What there is of the time that is asked for. Raises TooSlow."""
        allowance = allowed()
        if allowance is None:
            return seconds
        seconds = allowance.seconds(self, seconds)
        if not seconds:
            raise TooSlow(self.source)
        return seconds

    def _pay(self, seconds: float) -> None:
        if seconds > FREE_SECONDS and (allowance := allowed()) is not None:
            allowance.spend(self, seconds)

    def finditer(self, text: str, seconds: float = CUT) -> Iterator[Any]:
        """Every match. Raises TooSlow while they are looked for."""
        if self._quick is not None and len(text) <= self._longest:
            return self._quick.finditer(text)
        return self._finditer_slowly(text, seconds)

    def _finditer_slowly(self, text: str, seconds: float) -> Iterator[Any]:
        limit = self._limit(seconds)
        began = perf_counter()
        try:
            if self._limited is not None:
                yield from map(LaterGroups, self._limited.finditer(text, timeout=limit))
            else:
                yield from self._slow.finditer(text, timeout=limit)
        except TimeoutError:
            raise TooSlow(self.source) from None
        finally:
            self._pay(perf_counter() - began)

    def sub(self, replacement: str | Callable[[Any], str], text: str) -> str:
        """The text with every match replaced; a replacement text stands for itself. Raises TooSlow."""
        fill = (lambda match: replacement) if isinstance(replacement, str) else replacement  # noqa: ARG005 - the same for all
        if self._quick is not None and len(text) <= self._longest:
            return self._quick.sub(fill, text)
        limit = self._limit(CUT)
        began = perf_counter()
        try:
            return str(self._slow.sub(fill, text, timeout=limit))
        except TimeoutError:
            raise TooSlow(self.source) from None
        finally:
            self._pay(perf_counter() - began)

    def __repr__(self) -> str:
        return f"Expression({self.source!r}, {'re' if self._quick else 'regex'})"


def _with_re(text: str, dot_all: bool, ignore_case: bool) -> tuple[re.Pattern[str] | None, int]:
    """The same for the standard library's engine and the longest text for it; None when it is not for it."""
    flags = re.MULTILINE | (re.DOTALL if dot_all else 0) | (re.IGNORECASE if ignore_case else 0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            compiled = re.compile(text, flags)
            longest = longest_text(text, flags)
            return (compiled, longest) if longest else (None, 0)
    except (re.error, RecursionError, OverflowError, Warning):
        return None, 0


class _Thread(threading.local):
    #: Characters that may still be compiled, where somebody counts.
    left: int | None = None


_thread: Final = _Thread()


@contextmanager
def at_most(characters: int) -> Iterator[None]:
    """All expressions that this thread compiles meanwhile together have so many: a few thousand take seconds."""
    before, _thread.left = _thread.left, characters
    try:
        yield
    finally:
        _thread.left = before


def compile_expression(source: str, *, dot_all: bool = False, ignore_case: bool = False) -> Expression:
    """The compiled expression; the same one for the same text. Raises BadExpression.

    `dot_all` lets the dot match line ends from the start (grok does that).
    """
    if _thread.left is not None:
        _thread.left -= len(source)
        if _thread.left < 0:
            raise BadExpression("all expressions of this pipeline together are longer than there is time for")
    return _compiled(source, dot_all=dot_all, ignore_case=ignore_case)


@lru_cache(maxsize=4096)
def _compiled(source: str, *, dot_all: bool, ignore_case: bool) -> Expression:
    return Expression(source, dot_all=dot_all, ignore_case=ignore_case)
