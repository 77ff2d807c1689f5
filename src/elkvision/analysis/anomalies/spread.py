"""How far numbers stray by chance."""

from collections.abc import Sequence
from math import ceil, exp, floor, log, sqrt
from statistics import NormalDist, median
from typing import Final

#: From here on (the mean, and the variance) a count is as good as any number.
_MANY: Final = 60.0
_WIDE: Final = 400.0
_NORMAL: Final = NormalDist()
_OF_MAD: Final = 1.4826


def deviation(residuals: Sequence[float]) -> float:
    """Their standard deviation as their middle says it, or more where their ends stray farther than such ends do."""
    if not residuals:
        return 0.0
    ordered = sorted(abs(each) for each in residuals)
    return max(
        _OF_MAD * median(ordered),
        _at(ordered, 0.95) / 1.96,
        _at(ordered, 0.985) / 2.43,
    )


def deviations_for(chance: float) -> float:
    """How many standard deviations are exceeded, on one side, with this chance."""
    return -_NORMAL.inv_cdf(chance)


def bounds(mean: float, variance: float, deviations: float, *, counted: bool) -> tuple[float, float]:
    """What lies within so many deviations on either side; of counts, whole numbers of a skewed distribution."""
    if not counted:
        reach = deviations * sqrt(variance)
        return mean - reach, mean + reach
    if mean <= 0:
        return 0.0, 0.0
    if mean > _MANY or variance > _WIDE:
        return floor(max(0.0, _skewed(mean, variance, -deviations))), ceil(_skewed(mean, variance, deviations))
    chance = _NORMAL.cdf(-deviations)
    return _counts(mean, max(variance, mean * 1.000_001), chance)


def _skewed(mean: float, variance: float, deviations: float) -> float:
    """A quantile of the gamma distribution, by the cube root that is nearly normal (Wilson and Hilferty)."""
    ninth = variance / (9 * mean * mean)
    root: float = max(0.0, 1 - ninth + deviations * sqrt(ninth))
    return mean * root**3


def _counts(mean: float, variance: float, chance: float) -> tuple[float, float]:
    """Quantiles of the negative binomial distribution (of Poisson's, when the variance is the mean)."""
    success = mean / variance
    failures = mean * success / (1 - success)
    probability = exp(failures * log(success))
    below, count, low = probability, 0, 0
    while below < 1 - chance and count < 2000:
        if below <= chance:
            low = count + 1
        probability *= (count + failures) / (count + 1) * (1 - success)
        count += 1
        below += probability
        if probability < 1e-17 and count > mean:
            break
    return float(low), float(count)


def _at(ordered: Sequence[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
