"""The usual number of each slot of time, from few numbers each: what they have in common is learnt together."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from math import sqrt
from statistics import fmean, median
from typing import Final

from elkvision.analysis.anomalies.seasons import Basis
from elkvision.analysis.anomalies.spread import deviation

#: Medians of counts below this are too coarse, means are taken.
COARSE: Final = 20.0
#: A slot that is so many times its own uncertainty away from the others is its own.
_OWN: Final = 3.0
_OF_MAD: Final = 1.4826


def usual_by_slot(numbers: Sequence[float], slots: Sequence[int], basis: Basis) -> dict[int, tuple[float, int]]:
    """Of each slot its usual number, and of how many numbers that is known."""
    overall = middle(numbers)
    hours = _grouped(numbers, [slot % 24 for slot in slots]) if basis == "week" else {}
    by_hour = _drawn(hours, dict.fromkeys(hours, overall))
    found = _grouped(numbers, slots)
    drawn = _drawn(found, {slot: by_hour.get(slot % 24, overall) for slot in found})
    return {slot: (number, len(found[slot])) for slot, number in drawn.items()}


def middle_by_slot(numbers: Sequence[float], slots: Sequence[int]) -> dict[int, tuple[float, int]]:
    """The same without learning together: what a first guess is made of."""
    return {slot: (middle(found), len(found)) for slot, found in _grouped(numbers, slots).items()}


def middle(found: Sequence[float]) -> float:
    """The median, or of small counts the mean without what sticks out."""
    at = median(found)
    if at >= COARSE:
        return at
    reach = 3 * max(_spread(found, at), sqrt(abs(at) + 0.5))
    return fmean(min(max(each, at - reach), at + reach) for each in found)


def _grouped(numbers: Sequence[float], keys: Sequence[int]) -> dict[int, list[float]]:
    groups: dict[int, list[float]] = defaultdict(list)
    for number, key in zip(numbers, keys, strict=True):
        groups[key].append(number)
    return groups


def _drawn(groups: Mapping[int, Sequence[float]], towards: Mapping[int, float]) -> dict[int, float]:
    """The middle of each group, drawn towards another number by as much as groups differ by chance only."""
    middles = {key: middle(found) for key, found in groups.items()}
    chance = _chance(groups, middles)
    alike = [key for key, found in groups.items() if not _is_own(found, middles[key], towards[key], chance)]
    if not alike:
        return middles
    apart = fmean((middles[key] - towards[key]) ** 2 / (abs(towards[key]) + 0.5) for key in alike)
    few = fmean(len(groups[key]) for key in alike)
    real = max(apart - chance / few, 0.02 * chance)
    weight = chance / real
    for key in alike:
        count = len(groups[key])
        middles[key] = (middles[key] * count + towards[key] * weight) / (count + weight)
    return middles


def _chance(groups: Mapping[int, Sequence[float]], middles: Mapping[int, float]) -> float:
    """The variance within groups for each 1 of their mean."""
    away = [
        (each - middles[key]) / sqrt(abs(middles[key]) + 0.5) * sqrt(len(found) / max(1, len(found) - 1))
        for key, found in groups.items()
        for each in found
    ]
    return max(deviation(away) ** 2, 0.1)


def _is_own(found: Sequence[float], at: float, other: float, chance: float) -> bool:
    spread = max(_spread(found, at), sqrt(chance * ((abs(at) + abs(other)) / 2 + 0.5)))
    return len(found) > 1 and abs(at - other) > _OWN * spread / sqrt(len(found))


def _spread(found: Sequence[float], at: float) -> float:
    return _OF_MAD * median(abs(each - at) for each in found)
