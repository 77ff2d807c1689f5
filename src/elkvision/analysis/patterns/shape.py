"""The shape of a message: its constant text with a hole for each variable, and where the values of a hole come from."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final, NamedTuple

from elkvision.analysis.patterns.masking import HOLE

#: Holes with nothing but these between them are one: a list is one variable, however long it is.
_LIST: Final = re.compile(rf"{HOLE}((?:[\s,()\[\]:;|/-]*{HOLE})+)([)\]])?")
_EMPTY: Final = re.compile(r"\(\)|\[\]")
_COLUMN: Final = re.compile(rf"{HOLE}|[^\s=:,;()\[\]{{}}\"'|<>{HOLE}]+")

#: Its first raw variable, and what follows it and each of the next ones that belong to it.
Hole = tuple[int, list[str]]


class Shape(NamedTuple):
    """A masked message cut into columns (words and holes) and the gaps around them."""

    text: str
    columns: tuple[str, ...]
    gaps: tuple[str, ...]

    @property
    def frame(self) -> tuple[str, ...]:
        return frame_of(self.gaps)


@lru_cache(4096)
def frame_of(gaps: tuple[str, ...]) -> tuple[str, ...]:
    """What messages must share to be compared: their gaps, but for white space and brackets with nothing in them."""
    inside = len(gaps) - 1
    framed = (
        ("x" if place > 0 else "") + _EMPTY.sub(" ", gap) + ("x" if place < inside else "")
        for place, gap in enumerate(gaps)
    )
    return tuple(" ".join(gap.split()) for gap in framed)


def shape_of(text: str) -> Shape:
    """The shape of a masked message whose lists are joined already."""
    return Shape(text, tuple(_COLUMN.findall(text)), tuple(_COLUMN.split(text)))


def cut(text: str) -> tuple[list[str], list[str]] | None:
    """Columns and gaps of a masked message; None when it has lists, which are to be joined first."""
    return None if _LIST.search(text) else (_COLUMN.findall(text), _COLUMN.split(text))


def join_lists(constants: list[str]) -> tuple[str, list[Hole]]:
    """The masked text with one hole for each variable, and what each is made of."""
    masked = HOLE.join(constants)
    lists: dict[int, list[str]] = {}

    def one(found: re.Match[str]) -> str:
        inside, closer = found[1].split(HOLE)[:-1], found[2] or ""
        opened = sum(gap.count("(") + gap.count("[") - gap.count(")") - gap.count("]") for gap in inside)
        swallowed = closer if opened > 0 else ""
        lists[found.start()] = [*inside, swallowed]
        return HOLE + closer[len(swallowed) :]

    text = _LIST.sub(one, masked)
    return text, _holes(masked, lists)


def _holes(masked: str, lists: dict[int, list[str]]) -> list[Hole]:
    joined: list[Hole] = []
    raw = 0
    place = masked.find(HOLE)
    while place >= 0:
        gaps = lists.get(place, [""])
        joined.append((raw, gaps))
        raw += len(gaps)
        place += 1 + sum(1 + len(gap) for gap in gaps[:-1])
        place = masked.find(HOLE, place)
    return joined


def values_of(variables: Iterable[str], gaps: Iterable[str]) -> str:
    """What a message has in a hole that is made of several variables."""
    return "".join([variable + gap for variable, gap in zip(variables, gaps, strict=True)])
