"""Verdicts on the buckets of a series, each from what came before it."""

from datetime import datetime, timedelta, tzinfo
from math import ceil, floor, sqrt
from typing import Final

from elkvision.analysis.anomalies.baseline import Baseline, learn
from elkvision.analysis.anomalies.levels import Piece, level_at, pieces
from elkvision.analysis.anomalies.series import Series
from elkvision.analysis.anomalies.spread import bounds, deviations_for
from elkvision.analysis.anomalies.verdict import (
    CHANCES,
    Direction,
    Kind,
    Sensitivity,
    Verdict,
    figure,
    range_in_words,
)

_WEEK: Final = timedelta(days=7)
_DAY: Final = timedelta(days=1)
#: 19 of 20.
_USUALLY: Final = 1.96
#: Models are never quite right.
_MARGIN: Final = 0.6
#: So few of anything that is counted are never too many.
_FEW: Final = 2.0


def judge(
    series: Series,
    zone: tzinfo,
    *,
    what: str = "logs",
    since: datetime | None = None,
    direction: Direction = "both",
    sensitivity: Sensitivity = "normal",
) -> list[Verdict]:
    """A verdict on each bucket from `since` on; without it on the newest alone. Each is judged by what was before it.

    What is usual is learnt anew for each day of buckets. `what` is what the numbers are of, in the reason.
    """
    return list(Judge(series, zone, what, direction, sensitivity).verdicts(since))


class Judge:
    def __init__(self, series: Series, zone: tzinfo, what: str, direction: Direction, sensitivity: Sensitivity) -> None:
        self._series = series
        self._zone = zone
        self._what = what
        self._direction = direction
        self._day = max(1, _DAY // series.step)
        self._deviations = deviations_for(CHANCES[sensitivity] / 2 / max(1.0, _WEEK / series.step)) + _MARGIN

    def verdicts(self, since: datetime | None) -> list[Verdict]:
        count = len(self._series.numbers)
        first = count - 1
        if since is not None:
            first = next((place for place, start in enumerate(self._series.starts) if start >= since), count)
        found: list[Verdict] = []
        for begin in range(max(first, 0), count, self._day):
            baseline = learn(self._series, self._zone, until=begin)
            places = range(begin, min(begin + self._day, count))
            found += [self._unknown(place) for place in places] if baseline is None else self._judged(baseline, places)
        return found

    def _judged(self, baseline: Baseline, places: range) -> list[Verdict]:
        series = self._series
        begin = max(0, places.start - 10 * self._day)
        slots = baseline.clock.slots(series.starts[begin : places.stop], series.step, baseline.basis)
        season = [0.0] * begin + [baseline.season_of(slot)[0] for slot in slots]
        found = pieces(range(begin, places.stop), series.numbers, season)
        return [
            self._verdict(baseline, place, season, baseline.season_of(slots[place - begin])[1], found)
            for place in places
        ]

    def _verdict(
        self, baseline: Baseline, place: int, season: list[float], buckets: int, found: list[Piece]
    ) -> Verdict:
        number, start = self._series.numbers[place], self._series.starts[place]
        mean = season[place] * level_at(found, place, self._day)
        variance = baseline.variance(mean, buckets)
        counted = self._series.counted
        allowed = bounds(mean, variance, self._deviations, counted=counted)
        usual = bounds(mean, variance, _USUALLY, counted=counted)
        when = baseline.clock.words(start, baseline.step, baseline.basis)
        known = f"usually {range_in_words(_rounded(usual) if counted else usual)} {when}"
        if number is None:
            return Verdict(start, None, "unknown", f"no data, {known}", mean, usual, allowed)
        kind = self._kind(number, allowed)
        reason = f"{figure(number)} {self._what}, {known}"
        score = (number - mean) / sqrt(variance) if variance > 0 else 0.0
        return Verdict(start, number, kind, reason, mean, usual, allowed, round(score, 2))

    def _kind(self, number: float, allowed: tuple[float, float]) -> Kind:
        low, high = allowed
        if self._series.counted:
            high = max(high, _FEW)
        if number > high and self._direction != "down":
            return "high"
        if number < low and self._direction != "up":
            return "low"
        return "usual"

    def _unknown(self, place: int) -> Verdict:
        number = self._series.numbers[place]
        said = "no data" if number is None else f"{figure(number)} {self._what}"
        reason = f"{said}; too little is known yet to say what is usual"
        return Verdict(self._series.starts[place], number, "unknown", reason)


def _rounded(usual: tuple[float, float]) -> tuple[float, float]:
    return float(floor(usual[0])), float(ceil(usual[1]))
