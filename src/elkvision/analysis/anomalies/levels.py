"""How much more or less than its season a series has now: its trend, and the shifts that it has got used to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

#: Buckets are taken together until so much was expected of them.
_ENOUGH: Final = 10.0
#: A ratio of little is drawn to 1 by as much as this.
_DOUBT: Final = 2.0
#: The middle of at least so many ratios says what is so now.
_FEWEST: Final = 9


@dataclass(frozen=True)
class Piece:
    """Consecutive buckets taken together, the last of them by its place."""

    last: int
    ratio: float


def pieces(places: Iterable[int], numbers: Sequence[float | None], season: Sequence[float]) -> list[Piece]:
    """Of the buckets at these places, in order, those known, taken together as far as needed."""
    found: list[Piece] = []
    had = expected = 0.0
    for place in places:
        number = numbers[place]
        if number is None:
            continue
        had += number
        expected += season[place]
        if expected >= _ENOUGH:
            found.append(Piece(place, (had + _DOUBT) / (expected + _DOUBT)))
            had = expected = 0.0
    return found


def level_at(found: Sequence[Piece], place: int, day: int) -> float:
    """The level just before a bucket: the middle of the last day's, of `day` buckets, or of more where those are few.

    So a spike does not move it, and a shift that lasts is what is usual after half a day or so.
    """
    end = _first_from(found, place)
    begin = _first_from(found, place - day)
    begin = max(0, min(begin, end - _FEWEST))
    ratios = [piece.ratio for piece in found[begin:end]]
    if not ratios:
        return 1.0
    # Few ratios are taken with as many ones as are lacking: little is known yet.
    return median(ratios + [1.0] * max(0, (_FEWEST - len(ratios)) // 2))


def levels_around(found: Sequence[Piece], count: int, day: int) -> list[float]:
    """Of each of `count` buckets in the past: the middle of the day around it, known from both sides."""
    levels: list[float] = []
    for first in range(0, count, max(1, day // 4)):
        level = level_at(found, first + day // 2 + 1, day)
        levels += [level] * min(max(1, day // 4), count - first)
    return levels


def levels_before(found: Sequence[Piece], count: int, day: int) -> list[float]:
    """Of each bucket the level as it was known just before, and so what it would have been judged by."""
    stride = max(1, day // 12)
    levels: list[float] = []
    for first in range(0, count, stride):
        levels += [level_at(found, first, day)] * min(stride, count - first)
    return levels


def levels_by_day(numbers: Sequence[float | None], day: int, around: int) -> list[float]:
    """A first guess, before any season is known: of each bucket the middle of so many days' means around its day.

    Seven days have a whole week's season in them, whichever they are, so that what is left is the level.
    """
    means = [_mean(numbers[first : first + day]) for first in range(0, len(numbers), day)]
    first_whole, last_whole = around // 2, max(around // 2, len(means) - 1 - around // 2)
    middles = []
    for place in range(len(means)):
        centre = min(max(place, first_whole), last_whole)
        near = [mean for mean in means[max(0, centre - around // 2) : centre + around // 2 + 1] if mean is not None]
        middles.append(median(near) if near else None)
    known = [middle for middle in middles if middle is not None]
    overall = median(known) if known else 0.0
    doubt = _DOUBT / day
    by_day = [1.0 if middle is None else (middle + doubt) / (overall + doubt) for middle in middles]
    return [by_day[place // day] for place in range(len(numbers))]


def _mean(numbers: Sequence[float | None]) -> float | None:
    known = [number for number in numbers if number is not None]
    return sum(known) / len(known) if known else None


def _first_from(found: Sequence[Piece], place: int) -> int:
    low, high = 0, len(found)
    while low < high:
        middle = (low + high) // 2
        if found[middle].last < place:
            low = middle + 1
        else:
            high = middle
    return low
