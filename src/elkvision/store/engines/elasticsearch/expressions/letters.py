"""Sets of letters: what a class of an expression holds, as RE2 itself reads it."""

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

import re2

#: Code points from first to last, both included, in order and apart from one another.
Letters = tuple[tuple[int, int], ...]

_LAST: Final = 0x10FFFF
_SURROGATES: Final = (0xD800, 0xE000)
#: No letter beyond this has a capital.
_LAST_CASED: Final = 0x1E944
#: What has a meaning of its own in Lucene's expressions, in a class or outside.
_OPERATORS: Final = frozenset("\\.?+*|{}[]()\"#@&<>~^-/$'")

ALL: Final[Letters] = ((0, _LAST),)
NONE: Final[Letters] = ()
NEWLINE: Final[Letters] = ((10, 10),)
WORD: Final[Letters] = ((48, 57), (65, 90), (95, 95), (97, 122))


@lru_cache(maxsize=512)
def read_class(source: str, *, ignore_case: bool) -> Letters:
    """The letters that a class such as `[a-z]`, `\\pL` or `\\d` stands for."""
    flags = "is" if ignore_case else "s-i"
    runs = (match.span() for match in re2.finditer(f"(?{flags}:{source})+", _every_letter()))
    return joined((_code(first), _code(after - 1)) for first, after in runs)


@lru_cache(maxsize=1)
def _every_letter() -> str:
    before, after = _SURROGATES
    return "".join(map(chr, (*range(before), *range(after, _LAST + 1))))


def _code(place: int) -> int:
    before, after = _SURROGATES
    return place if place < before else place + after - before


def joined(runs: Iterable[tuple[int, int]]) -> Letters:
    """The runs in order, neighbours made one. Those around the surrogates, which no text has, are neighbours too."""
    found: list[tuple[int, int]] = []
    before, after = _SURROGATES
    for first, last in sorted(runs):
        if (found and first <= found[-1][1] + 1) or (found and first == after and found[-1][1] == before - 1):
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return tuple(found)


def common(one: Letters, other: Letters) -> Letters:
    """The letters that are in both."""
    both = ((max(a, c), min(b, d)) for a, b in one for c, d in other)
    return joined((first, last) for first, last in both if first <= last)


def others(letters: Letters) -> Letters:
    """All letters that are not among these."""
    found, free = [], 0
    for first, last in letters:
        if free < first:
            found.append((free, first - 1))
        free = last + 1
    return tuple(found) if free > _LAST else (*found, (free, _LAST))


def one(letter: str) -> Letters:
    return ((ord(letter), ord(letter)),)


def folded(letters: Letters) -> Letters:
    """With every letter that is the same but for its case."""
    more: list[tuple[int, int]] = list(letters)
    if letters and letters[0][0] > _LAST_CASED:
        return letters
    for group in _groups():
        if any(first <= code <= last for code in group for first, last in letters):
            more += [(code, code) for code in group]
    return joined(more)


@lru_cache(maxsize=1)
def _groups() -> tuple[tuple[int, ...], ...]:
    groups: dict[str, list[int]] = defaultdict(list)
    for code in (*range(_SURROGATES[0]), *range(_SURROGATES[1], _LAST_CASED)):
        letter = chr(code)
        groups[next(form for form in (letter.casefold(), letter.lower(), letter) if len(form) == 1)].append(code)
    return tuple(tuple(group) for group in groups.values() if len(group) > 1)


@lru_cache(maxsize=1)
def _group_of() -> dict[int, tuple[int, ...]]:
    return {code: group for group in _groups() for code in group}


@lru_cache(maxsize=4096)
def alike(letter: str) -> Letters:
    """The letter in every case."""
    return joined((code, code) for code in _group_of().get(ord(letter), (ord(letter),)))


@lru_cache(maxsize=4096)
def written(letters: Letters) -> str:
    """As Lucene writes it, for texts in lower case: capitals, which those never have, are left out of short sets."""
    if letters == ALL:
        return "."
    if sum(last - first for first, last in letters) < 64:
        codes = [code for first, last in letters for code in range(first, last + 1)]
        letters = joined((code, code) for code in codes if chr(code).lower() == chr(code))
    if not letters:
        return "#"
    if len(letters) == 1 and letters[0][0] == letters[0][1]:
        return escaped(chr(letters[0][0]))
    rest = others(letters)
    if letters[0][0] == 0 and letters[-1][1] == _LAST and len(rest) < len(letters):
        return f"[^{_runs(rest)}]"
    return f"[{_runs(letters)}]"


def in_any_case(letter: str) -> str:
    """As Lucene writes it, for texts that are as they came."""
    found = alike(letter)
    return escaped(letter) if found == one(letter) else f"[{_runs(found)}]"


def _runs(letters: Letters) -> str:
    ends = ((escaped(chr(first)), escaped(chr(last))) for first, last in letters)
    return "".join(first if first == last else f"{first}-{last}" for first, last in ends)


def escaped(text: str) -> str:
    """A text as an expression of Lucene's that matches it alone."""
    return "".join("\\" + letter if letter in _OPERATORS else letter for letter in text)
