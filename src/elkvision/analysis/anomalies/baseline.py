"""What is usual for a series, learnt from its past."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta, tzinfo
from math import inf, sqrt
from statistics import fmean
from typing import Final

from elkvision.analysis.anomalies.levels import levels_around, levels_before, levels_by_day, pieces
from elkvision.analysis.anomalies.seasons import Basis, Clock, basis_for
from elkvision.analysis.anomalies.series import Series
from elkvision.analysis.anomalies.spread import deviation
from elkvision.analysis.anomalies.usual import COARSE, middle_by_slot, usual_by_slot

#: Older than this says nothing of today.
MEMORY: Final = timedelta(days=42)
#: With fewer buckets than this nothing is said.
FEWEST: Final = 12
_DAY: Final = timedelta(days=1)
#: On so many days of all the farthest number was no farther; the others may have been anomalies.
_OF_DAYS: Final = 0.86
#: Nothing is steadier than this, whatever it looked like so far.
_STEADIEST: Final = 0.04


@dataclass(frozen=True)
class Baseline:
    """The usual number by slot, and how far numbers have strayed from it."""

    basis: Basis
    clock: Clock
    step: timedelta
    counted: bool
    #: Of each slot its usual number, and of how many buckets that is known.
    season: dict[int, tuple[float, int]]
    overall: float
    #: Variance for each 1 of the mean, and standard deviation as a share of it.
    stray: float
    share: float
    #: How many standard deviations below and above its mean the farthest number of a day may be.
    tails: tuple[float, float] = (0.0, 0.0)

    def season_of(self, slot: int) -> tuple[float, int]:
        return self.season.get(slot, (self.overall, 1))

    def variance(self, mean: float, buckets: float = inf) -> float:
        """Of a number with this mean, which is known of so many buckets."""
        by_chance = max(self.stray, 1.0 if self.counted else 0.0) * abs(mean)
        by_share = (max(self.share, _STEADIEST) * mean) ** 2
        return max(by_chance, by_share) * (1 + 1 / buckets)


def learn(series: Series, zone: tzinfo, *, until: int | None = None) -> Baseline | None:
    """What is usual after the first `until` buckets; None when they are too few."""
    end = len(series.numbers) if until is None else until
    begin = max(_first(series, end), end - MEMORY // series.step)
    numbers = series.numbers[begin:end]
    known = [place for place, number in enumerate(numbers) if number is not None]
    if len(known) < FEWEST:
        return None
    clock = Clock(zone)
    basis = basis_for(series.step * len(numbers), series.step)
    slots = clock.slots(series.starts[begin:end], series.step, basis)
    day = max(1, _DAY // series.step)
    guess = _normal(numbers, known, levels_by_day(numbers, day, 7 if basis == "week" else 1))
    flat = middle_by_slot(guess, [slots[place] for place in known])
    levels = _levels(numbers, flat, slots, day)
    season = usual_by_slot(_normal(numbers, known, levels), [slots[place] for place in known], basis)
    expected = [season[slot][0] if slot in season else 0.0 for slot in slots]
    levels = levels_before(pieces(range(len(numbers)), numbers, expected), len(numbers), day)
    means = [mean * level for mean, level in zip(expected, levels, strict=True)]
    stray, share = _strays(numbers, known, means, counted=series.counted)
    overall = fmean(mean for mean, _ in season.values())
    found = Baseline(basis, clock, series.step, series.counted, season, overall, stray, share)
    return replace(found, tails=_tails(numbers, known, means, found, day))


def _first(series: Series, end: int) -> int:
    """The first bucket with anything in it: before it the series was not there."""
    return next((place for place in range(end) if series.numbers[place]), end)


def _levels(
    numbers: Sequence[float | None], season: dict[int, tuple[float, int]], slots: Sequence[int], day: int
) -> list[float]:
    found = pieces(range(len(numbers)), numbers, [season.get(slot, (0.0, 0))[0] for slot in slots])
    return levels_around(found, len(numbers), day)


def _normal(numbers: Sequence[float | None], known: Sequence[int], levels: Sequence[float]) -> list[float]:
    """What the numbers were, were the level 1 all the time."""
    return [(numbers[place] or 0.0) / max(levels[place], 0.01) for place in known]


def _strays(
    numbers: Sequence[float | None], known: Sequence[int], means: Sequence[float], *, counted: bool
) -> tuple[float, float]:
    """How far numbers stray from these means: variance for each 1 of it, and deviation as a share of it."""
    small: list[float] = []
    large: list[float] = []
    for place in known:
        mean, number = means[place], numbers[place] or 0.0
        if mean <= 0:
            continue
        if counted and mean < COARSE:
            small.append((number - mean) / sqrt(mean + 0.2))
        else:
            large.append((number - mean) / mean)
    stray = deviation(small) ** 2
    return (stray if len(small) >= FEWEST else 1.0), deviation(large)


def _tails(
    numbers: Sequence[float | None], known: Sequence[int], means: Sequence[float], found: Baseline, day: int
) -> tuple[float, float]:
    """Series that come in bursts go far every other day, which is usual for them."""
    farthest: dict[int, tuple[float, float]] = {}
    for place in known:
        mean = means[place]
        away = ((numbers[place] or 0.0) - mean) / sqrt(found.variance(mean) + 1e-9)
        below, above = farthest.get(place // day, (0.0, 0.0))
        farthest[place // day] = (max(below, -away), max(above, away))
    sides = zip(*farthest.values(), strict=True)
    below, above = (sorted(side)[min(len(side) - 1, int(_OF_DAYS * len(side)))] for side in sides)
    return below, above
