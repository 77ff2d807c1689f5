"""Shares of two sides set against each other, with what chance could have done taken away."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt
from typing import Final

#: Very many values are looked at, so each is believed only beyond so many standard deviations.
_SURE: Final = 3.9


@dataclass(frozen=True)
class Sides:
    """A value of a field, and how many lines of either side have it (None: lines that lack the field)."""

    field: str
    value: str | None
    ours: int
    theirs: int


@dataclass(frozen=True)
class Difference:
    """A value, its share on both sides, and the least by which they differ, as far as numbers so small can say.

    `score` is above 0 where the value is more frequent among our lines, below where it is less, and 0 where chance alone
    may have done it. `times` is how many times as frequent it is; None where the others do not have it at all.
    """

    sides: Sides
    our_share: float
    their_share: float
    score: float
    times: float | None


def ranked(found: Iterable[Sides], ours: int, theirs: int) -> list[Difference]:
    """Those that differ by more than chance, the most telling first; `ours` and `theirs` are all lines of a side."""
    if not ours or not theirs:
        return []
    every = (difference(each, ours, theirs) for each in found)
    telling = [each for each in every if each.score]
    return sorted(
        telling, key=lambda each: (-abs(each.score), each.sides.field, each.sides.value is None, each.sides.value or "")
    )


def difference(sides: Sides, ours: int, theirs: int) -> Difference:
    # Lines go on coming while values are counted: a value may have more of them than there were in all.
    ours, theirs = max(ours, sides.ours), max(theirs, sides.theirs)
    our_share, their_share = sides.ours / ours, sides.theirs / theirs
    our_low, our_high = _interval(our_share, ours)
    their_low, their_high = _interval(their_share, theirs)
    apart = our_share - their_share
    if apart > 0:
        doubt = sqrt((our_share - our_low) ** 2 + (their_high - their_share) ** 2)
        score = max(0.0, apart - doubt)
    else:
        doubt = sqrt((our_high - our_share) ** 2 + (their_share - their_low) ** 2)
        score = min(0.0, apart + doubt)
    return Difference(sides, our_share, their_share, score, our_share / their_share if their_share else None)


def _interval(share: float, lines: int) -> tuple[float, float]:
    """Where the true share lies (Wilson's interval); two of them make the difference's (Newcombe's)."""
    squared = _SURE * _SURE
    middle = (share + squared / (2 * lines)) / (1 + squared / lines)
    reach = _SURE / (1 + squared / lines) * sqrt(share * (1 - share) / lines + squared / (4 * lines * lines))
    return max(0.0, middle - reach), min(1.0, middle + reach)
