"""Verdicts on the buckets of a series, each from what came before it."""

from dataclasses import replace
from datetime import datetime, timedelta, tzinfo
from math import ceil, floor, inf, sqrt
from statistics import median
from typing import Final

from elkvision.analysis.anomalies.baseline import Baseline, learn
from elkvision.analysis.anomalies.levels import level_at, pieces
from elkvision.analysis.anomalies.series import Series
from elkvision.analysis.anomalies.spread import bounds, deviations_for
from elkvision.analysis.anomalies.usual import COARSE
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
#: Models are never quite right: deviations more than chance asks for, and times as far as the past went. Bursts have no end.
_MARGIN: Final = 0.2
_FARTHER_DOWN: Final = 1.1
_FARTHER_UP: Final = 1.4
_FARTHEST_UP: Final = 1.7
#: So few of anything that is counted are never too many.
_FEW: Final = 2.0
#: What begins with more than so many, when there was none for so long, is an anomaly.
_MANY_AT_ONCE: Final = 10.0
_LONG_SILENCE: Final = timedelta(days=3)
#: Buckets of few are also judged together: until so much is expected of them, and at most so many.
_TOGETHER: Final = (25.0, 100.0)
_MOST_TOGETHER: Final = 48
#: Together they are low when there is no more than this share.
_LACKING: Final = 0.5


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
    unit = 1.0 if series.counted else _unit(series)
    if unit != 1.0:
        series = replace(series, numbers=[None if each is None else each / unit for each in series.numbers])
    count = len(series.numbers)
    first = count - 1
    if since is not None:
        first = next((place for place, start in enumerate(series.starts) if start >= since), count)
    day = max(1, _DAY // series.step)
    found: list[Verdict] = []
    for begin in range(max(first, 0), count, day):
        places = range(begin, min(begin + day, count))
        baseline = learn(series, zone, until=begin)
        if baseline is None:
            found += [_without_past(series, place, what, direction, unit) for place in places]
        else:
            one = _Day(series, baseline, places, what, direction, sensitivity, unit)
            found += [one.verdict(place) for place in places]
    return found


class _Day:
    """Buckets that are judged by one baseline."""

    def __init__(
        self,
        series: Series,
        baseline: Baseline,
        places: range,
        what: str,
        direction: Direction,
        sensitivity: Sensitivity,
        unit: float,
    ) -> None:
        self._series, self._baseline, self._what, self._direction = series, baseline, what, direction
        self._unit = unit
        day = max(1, _DAY // series.step)
        self._begin = max(0, places.start - 10 * day)
        slots = baseline.clock.slots(series.starts[self._begin : places.stop], series.step, baseline.basis)
        usual = [baseline.season_of(slot) for slot in slots]
        self._buckets = [buckets for _, buckets in usual]
        season = [mean for mean, _ in usual]
        numbers = series.numbers[self._begin : places.stop]
        found = pieces(range(len(season)), numbers, season)
        self._means = list(season)
        first = max(0, places.start - self._begin - _MOST_TOGETHER)
        for at in range(first, len(season)):
            self._means[at] *= level_at(found, at, day)
        chance = CHANCES[sensitivity] / 2 / max(1.0, _WEEK / series.step)
        self._deviations = deviations_for(chance) + _MARGIN

    def verdict(self, place: int) -> Verdict:
        number, start = self._series.numbers[place], self._series.starts[place]
        mean = self._means[place - self._begin]
        variance = self._baseline.variance(mean, self._buckets[place - self._begin])
        allowed = self._allowed(mean, variance)
        usual = bounds(mean, variance, _USUALLY, counted=self._series.counted)
        if self._series.counted:
            usual = float(floor(usual[0])), float(ceil(usual[1]))
        when = self._baseline.clock.words(start, self._series.step, self._baseline.basis)
        shown = self._shown(usual)
        known = f"usually {range_in_words(shown)} {when}"
        if number is None:
            return Verdict(start, None, "unknown", f"no data, {known}", mean * self._unit, shown, self._shown(allowed))
        kind = self._kind(number, allowed)
        reason = f"{figure(number * self._unit)} {self._what}, {known}"
        if kind == "usual" and (lacking := self._lacking(place)):
            kind, reason = "low", lacking
        score = round((number - mean) / sqrt(variance), 2) if variance > 0 else 0.0
        return Verdict(start, number * self._unit, kind, reason, mean * self._unit, shown, self._shown(allowed), score)

    def _shown(self, pair: tuple[float, float]) -> tuple[float, float]:
        return pair[0] * self._unit, pair[1] * self._unit

    def _allowed(self, mean: float, variance: float) -> tuple[float, float]:
        low, high = bounds(mean, variance, self._deviations, counted=self._series.counted)
        below, above = self._baseline.tails
        spread = sqrt(variance)
        if mean > COARSE:
            # What comes in bursts is so skewed that no model says where they end; its past does.
            high = min(high, mean + max(_FARTHEST_UP * above, self._deviations) * spread)
        low, high = min(low, mean - _FARTHER_DOWN * below * spread), max(high, mean + _FARTHER_UP * above * spread)
        return (max(low, 0.0), max(high, _FEW)) if self._series.counted else (low, high)

    def _kind(self, number: float, allowed: tuple[float, float]) -> Kind:
        low, high = allowed
        if number > high and self._direction != "down":
            return "high"
        if number < low and self._direction != "up":
            return "low"
        return "usual"

    def _lacking(self, place: int) -> str | None:
        """Too few in this bucket and those before it together, in words; None when there are enough."""
        if not self._series.counted or self._direction == "up":
            return None
        had = expected = 0.0
        enough = iter(_TOGETHER)
        wanted = next(enough)
        for back in range(min(_MOST_TOGETHER, place - self._begin + 1)):
            number = self._series.numbers[place - back]
            if number is None:
                return None
            had, expected = had + number, expected + self._means[place - self._begin - back]
            if expected < wanted:
                continue
            if had <= _LACKING * expected and had < self._least(expected):
                span = in_words(self._series.step * (back + 1))
                return f"{figure(had)} {self._what} in {span}, usually about {figure(round(expected))}"
            wanted = next(enough, inf)
        return None

    def _least(self, expected: float) -> float:
        return bounds(expected, self._baseline.variance(expected), self._deviations, counted=True)[0]


def _unit(series: Series) -> float:
    """Numbers that are not counted may be of any size; they are judged as if about a thousand were usual."""
    sizes = [abs(each) for each in series.numbers if each]
    return median(sizes) / 1000 if sizes else 1.0


def in_words(span: timedelta) -> str:
    """As people say it: `6 hours`."""
    minutes = round(span / timedelta(minutes=1))
    for size, name in ((1440, "day"), (60, "hour"), (1, "minute")):
        if minutes >= size and not minutes % size:
            count = minutes // size
            return f"{count} {name}{'' if count == 1 else 's'}"
    return f"{round(span.total_seconds())} seconds"


def _without_past(series: Series, place: int, what: str, direction: Direction, unit: float) -> Verdict:
    """Of a series that begins: an anomaly when it begins with many, long after others did."""
    number, start = series.numbers[place], series.starts[place]
    said = "no data" if number is None else f"{figure(number * unit)} {what}"
    before = [each for each in series.numbers[:place] if each is not None]
    span = series.step * len(before)
    silent = series.counted and direction != "down" and not any(before)
    if silent and span >= _LONG_SILENCE and (number or 0.0) > _MANY_AT_ONCE:
        nothing, reason = (0.0, 0.0), f"{said}, none in the {span.days} days before"
        return Verdict(start, number, "high", reason, 0.0, nothing, (0.0, _MANY_AT_ONCE), number or 0.0)
    shown = None if number is None else number * unit
    return Verdict(start, shown, "unknown", f"{said}; too little is known yet to say what is usual")
