"""Which shapes are one pattern: those with the same frame are parted until what differs can only be a variable."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from elkvision.analysis.patterns.masking import HOLE
from elkvision.analysis.patterns.shape import Shape

#: So many words in one place are words of as many patterns; more are the values of a variable.
_MOST_WORDS: Final = 5
#: The first word says what happens, and may be one of more.
_MOST_FIRST_WORDS: Final = 10
#: Names with dots (of hosts, classes, packages) vary sooner, where so many words around them do not.
_FIRM: Final = 3
#: A word behind one of these is a name.
_NAMERS: Final = frozenset({"user", "host"})

Column = frozenset[str]


def groups(shapes: Iterable[Shape]) -> Iterator[list[Shape]]:
    """The shapes parted into patterns, each in exactly one, whatever their order."""
    frames: dict[tuple[str, ...], list[Shape]] = defaultdict(list)
    for shape in shapes:
        frames[shape.frame].append(shape)
    for rows in frames.values():
        yield from _parted(rows)


def _parted(rows: list[Shape]) -> Iterator[list[Shape]]:
    waiting = [rows]
    while waiting:
        rows = waiting.pop()
        place = _where_to_part(rows) if len(rows) > 1 else None
        if place is None:
            yield rows
            continue
        parts: dict[str, list[Shape]] = defaultdict(list)
        for row in rows:
            parts[row.columns[place]].append(row)
        waiting.extend(parts.values())


def _where_to_part(rows: Sequence[Shape]) -> int | None:
    """The place with the fewest words of those that are no variable's, or None when every difference is one's."""
    columns = [frozenset(words) for words in zip(*(row.columns for row in rows), strict=True)]
    differing = [place for place, words in enumerate(columns) if len(words) > 1]
    firm = sum(1 for words in columns if len(words) == 1 and HOLE not in words)
    telling = [
        (len(columns[place]), place)
        for place in differing
        if firm < len(differing) or len(columns[place]) <= _most_words(columns, place, firm, rows[0])
    ]
    return min(telling)[1] if telling else None


def _most_words(columns: Sequence[Column], place: int, firm: int, row: Shape) -> int:
    """How many words may stand there without being the values of a variable."""
    words = columns[place]
    if HOLE in words or all(map(_has_digit, words)):
        return 1
    if firm >= _FIRM and all(word.count(".") >= 2 for word in words):
        return 1
    if place == 0:
        return _MOST_FIRST_WORDS
    if columns[place - 1] <= _NAMERS and row.gaps[place].isspace():
        return 1
    return _MOST_WORDS


def _has_digit(word: str) -> bool:
    return any(map(str.isdigit, word))
