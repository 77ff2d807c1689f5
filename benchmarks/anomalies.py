"""How rightly anomalies are told from what is usual.

    python -m benchmarks.anomalies [--rounds 2]

Series of many shapes, each eight weeks long and judged from the fifth on, bucket by bucket, with the bucket's past alone:
clean ones, which count false alarms, and the same with trouble put in (spikes, drops, level shifts, lost data), which count what is
found. Half of them go through a change of the clocks while they are judged. Shapes are made up, or their noise is taken
from how lines of real systems follow one another.
"""

import argparse
import csv
import math
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from benchmarks.report import Report

from elkvision.analysis.anomalies import Series, Verdict, judge

DATA = Path(os.environ.get("ELKVISION_SHARED_DATA", Path(__file__).parents[2] / "shared" / "data")) / "loghub"
GOAL_PRECISION, GOAL_RECALL, GOAL_ALARMS = 0.85, 0.85, 1.0
WEEKS, LEARNT = 8, 4
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
#: Eight weeks from here have the clocks changed in the seventh, in Berlin; the others nowhere.
BEGINS = {"clocks go forward": datetime(2026, 2, 9, tzinfo=UTC), "clocks go back": datetime(2026, 9, 7, tzinfo=UTC),
          "no change": datetime(2026, 4, 6, tzinfo=UTC)}  # fmt: skip
ZONE = ZoneInfo("Europe/Berlin")
#: A shift is an alarm until it is learnt, and may be one for so long.
LEARNING = DAY
FORMATS = {
    "Linux": ("%b %d %H:%M:%S", ("Month", "Date", "Time"), 3600, 1),
    "OpenSSH": ("%b %d %H:%M:%S", ("Date", "Day", "Time"), 60, 6),
    "HDFS": ("%y%m%d %H%M%S", ("Date", "Time"), 600, 6),
    "Apache": ("%a %b %d %H:%M:%S %Y", ("Time",), 600, 6),
}

Rate = Callable[[datetime], float]
Noise = Callable[[random.Random], Iterator[float]]


@dataclass(frozen=True)
class Shape:
    """How much is expected at a local time, and what that becomes by chance."""

    name: str
    rate: Rate
    noise: Noise
    #: Its own noise is silence and then so many times the usual.
    bursts: float = 0.0


@dataclass(frozen=True)
class Trouble:
    """What was put in: alarms from `first` to before `last` are right; `needed` says by when one must have come."""

    kind: str
    first: datetime
    needed: datetime
    last: datetime


@dataclass
class Marks:
    put_in: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    false: Counter[str] = field(default_factory=Counter)
    right: int = 0
    wrong: int = 0
    clean_alarms: Counter[str] = field(default_factory=Counter)
    clean_weeks: Counter[str] = field(default_factory=Counter)


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=2)
    given = arguments.parse_args()
    every = shapes()
    steps = (HOUR, timedelta(minutes=15))
    report = Report("bench-anomalies", f"{len(every)} shapes, {given.rounds} rounds, steps of an hour and a quarter")
    dice, marks, began, judged = random.Random(11), Marks(), time.process_time(), 0
    for number in range(given.rounds):
        begin = list(BEGINS.values())[number % len(BEGINS)]
        for shape in every:
            step = steps[number % len(steps)]
            judged += one_round(shape, begin, step, dice, marks)
    seconds = time.process_time() - began
    if not any(shape.name.startswith("as ") for shape in every):
        report.say(f"no real logs at {DATA}: made up shapes only")
    for kind in sorted(marks.put_in):
        report.figure(f"{kind} found", f"{marks.found[kind]} of {marks.put_in[kind]}")
    for name in sorted(marks.clean_weeks):
        report.figure(f"false alarms a week, {name}", marks.clean_alarms[name] / marks.clean_weeks[name])
    report.keep("missed", **+marks.missed)
    report.keep("false alarms beside trouble", **+marks.false)
    report.figure("judging", f"{seconds / judged * 1e6:.0f} µs a bucket, learning included")
    report.goal("precision", marks.right / max(1, marks.right + marks.wrong), "of alarms", at_least=GOAL_PRECISION)
    report.goal("recall", marks.found.total() / marks.put_in.total(), "of troubles", at_least=GOAL_RECALL)
    worst = max(marks.clean_alarms[name] / weeks for name, weeks in marks.clean_weeks.items())
    mean = marks.clean_alarms.total() / marks.clean_weeks.total()
    report.goal("false alarms, all shapes", mean, "a week and series", at_most=GOAL_ALARMS)
    report.goal("false alarms, worst shape", worst, "a week and series", at_most=GOAL_ALARMS)
    return report.finish()


def one_round(shape: Shape, begin: datetime, step: timedelta, dice: random.Random, marks: Marks) -> int:
    """Judge one series clean and once with each trouble. Returns how many buckets were judged."""
    starts = [begin + number * step for number in range(WEEKS * WEEK // step)]
    share = step / HOUR
    noise = shape.noise(dice)
    expected = [shape.rate(at.astimezone(ZONE)) * share for at in starts]
    numbers: list[float | None] = [chance(mean * next(noise), dice) for mean in expected]
    since = begin + LEARNT * WEEK
    verdicts = judge(Series(starts, step, numbers), ZONE, since=since)
    marks.clean_alarms[shape.name] += len(episodes(verdicts))
    marks.clean_weeks[shape.name] += WEEKS - LEARNT
    judged = len(verdicts)
    stage = Stage(starts, step, expected, shape.bursts, dice)
    for put_in in (spikes, lost) if shape.bursts else (spikes, drops, shift, lost):
        changed, troubles = put_in(stage, list(numbers))
        if not troubles:
            continue
        verdicts = judge(Series(starts, step, changed), ZONE, since=since)
        judged += len(verdicts)
        mark(shape.name, verdicts, troubles, marks)
    return judged


def mark(name: str, verdicts: Sequence[Verdict], troubles: Sequence[Trouble], marks: Marks) -> None:
    alarms = [verdict.start for verdict in verdicts if verdict.is_anomaly]
    for trouble in troubles:
        if trouble.kind == "lost data":
            continue
        marks.put_in[trouble.kind] += 1
        found = any(trouble.first <= at < trouble.needed for at in alarms)
        marks.found[trouble.kind] += found
        marks.missed[f"{trouble.kind}, {name}"] += not found
    for at in episodes(verdicts):
        right = any(trouble.first <= at < trouble.last for trouble in troubles if trouble.kind != "lost data")
        marks.right += right
        marks.wrong += not right
        marks.false[name] += not right


def episodes(verdicts: Sequence[Verdict]) -> list[datetime]:
    """When alarms began: alarms next to one another are one."""
    pairs = zip([None, *verdicts], verdicts, strict=False)
    return [now.start for before, now in pairs if now.is_anomaly and not (before and before.kind == now.kind)]


# What is put in


Numbers = list[float | None]
Put = tuple[Numbers, list[Trouble]]


@dataclass(frozen=True)
class Stage:
    """Where trouble is put in."""

    starts: Sequence[datetime]
    step: timedelta
    expected: Sequence[float]
    bursts: float
    dice: random.Random

    def steps(self, span: timedelta) -> int:
        return max(1, span // self.step)

    def places(self) -> Iterator[int]:
        """Where trouble begins: every week or so of what is judged."""
        place = len(self.starts) * LEARNT // WEEKS + self.dice.randrange(self.steps(DAY))
        while place < len(self.starts) - self.steps(2 * DAY):
            yield place
            place += self.dice.randrange(self.steps(6 * DAY), self.steps(8 * DAY))

    def sum(self, place: int, span: timedelta) -> float:
        return sum(self.expected[place : place + self.steps(span)])

    def trouble(self, kind: str, place: int, length: int) -> Trouble:
        """An alarm up to an hour later is right too: buckets are also judged together."""
        end = self.starts[place + length]
        return Trouble(kind, self.starts[place], end, end + HOUR)


def spikes(stage: Stage, numbers: Numbers) -> Put:
    """An hour or so of three to ten times as much, and at least some more; of what comes in bursts, clearly more than
    its highest ones."""
    troubles = []
    for place in stage.places():
        length = stage.steps(timedelta(minutes=stage.dice.choice((30, 60, 120))))
        times = stage.dice.uniform(3, 10) - 1 + 1.5 * stage.bursts
        for each in range(place, place + length):
            mean = stage.expected[each]
            numbers[each] = (numbers[each] or 0) + round(max(mean * times, 10 * math.sqrt(mean + 1)))
        troubles.append(stage.trouble("spikes", place, length))
    return numbers, troubles


def drops(stage: Stage, numbers: Numbers) -> Put:
    """Four hours of nearly nothing, where there usually is something to miss."""
    troubles = []
    span = timedelta(hours=4)
    for place in stage.places():
        if stage.sum(place, span) < 60:
            continue
        left = stage.dice.choice((0.0, 0.0, 0.1))
        for each in range(place, place + stage.steps(span)):
            numbers[each] = round((numbers[each] or 0) * left)
        troubles.append(stage.trouble("drops", place, stage.steps(span)))
    return numbers, troubles


def shift(stage: Stage, numbers: Numbers) -> Put:
    """From one moment on, for good, three times as much or a quarter; silent again once it is learnt."""
    place = next(stage.places())
    upwards = stage.dice.random() < 0.5
    if stage.sum(place, DAY) < (24 if upwards else 240):
        return numbers, []
    for each in range(place, len(numbers)):
        numbers[each] = round((numbers[each] or 0) * (3 if upwards else 0.25))
    first = stage.starts[place]
    return numbers, [Trouble("level shifts", first, first + DAY, first + LEARNING)]


def lost(stage: Stage, numbers: Numbers) -> Put:
    """Half a day and later two days of which nothing is known: no alarm, then or afterwards."""
    place = next(stage.places())
    for span in (timedelta(hours=12), timedelta(days=2)):
        numbers[place : place + stage.steps(span)] = [None] * stage.steps(span)
        place += stage.steps(5 * DAY)
    return numbers, [Trouble("lost data", stage.starts[0], stage.starts[0], stage.starts[0])]


# Shapes


def shapes() -> list[Shape]:
    made = [
        Shape("flat, many", flat(5000), steady),
        Shape("flat, few", flat(3), steady),
        Shape("rare", flat(0.05), steady),
        Shape("day and night", lambda at: 400 * day(at), steady),
        Shape("day and night, noisy", lambda at: 400 * day(at), noisy),
        Shape("working week", lambda at: 1200 * day(at) * workdays(at), steady),
        Shape("working week, noisy", lambda at: 1200 * day(at) * workdays(at), noisy),
        Shape("working week, few", lambda at: 6 * day(at) * workdays(at), noisy),
        Shape("weekend", lambda at: 300 * day(at) * (1.4 - workdays(at)), noisy),
        Shape("nightly batch", lambda at: 20_000 if at.hour == 2 else 30, noisy),
        Shape("weekly batch", lambda at: 9000 if (at.weekday(), at.hour) == (6, 3) else 50, noisy),
        Shape("growing", lambda at: 300 * day(at) * 1.012 ** (at.timetuple().tm_yday % 100), noisy),
        Shape("wandering", lambda at: 800 * day(at), wandering),
        Shape("errors on Mondays at 9", lambda at: 11 if (at.weekday(), at.hour) == (0, 9) else 1.5, steady),
    ]  # fmt: skip
    return made + [Shape(f"as {name}", lambda at: 200 * day(at), found, bursts) for name, found, bursts in real()]


def flat(rate: float) -> Rate:
    return lambda _at: rate


def day(at: datetime) -> float:
    return 1 + 0.85 * math.sin((at.hour + at.minute / 60 - 8) / 24 * math.tau)


def workdays(at: datetime) -> float:
    return 0.25 if at.weekday() > 4 else 1.0


def steady(dice: random.Random) -> Iterator[float]:
    """Nothing but chance."""
    del dice
    while True:
        yield 1.0


def noisy(dice: random.Random) -> Iterator[float]:
    while True:
        yield dice.lognormvariate(0, 0.2)


def wandering(dice: random.Random) -> Iterator[float]:
    """What is more than usual stays so for a while."""
    at = 0.0
    while True:
        at = 0.9 * at + dice.gauss(0, 0.08)
        yield math.exp(at)


def real() -> Iterator[tuple[str, Noise, float]]:
    """The noise of real systems: how many lines came in so many steps in a row, in stretches put together anew;
    and how many times the mean a high burst is."""
    for name, (form, columns, seconds, row) in FORMATS.items():
        file = DATA / f"{name}_2k.log_structured.csv"
        if not file.exists():
            continue
        with file.open(newline="", encoding="utf-8") as source:
            written = [
                "2024 " * ("%y" not in form.lower()) + " ".join(row[each] for each in columns)
                for row in csv.DictReader(source)
            ]
        form = "%Y " * ("%y" not in form.lower()) + form
        counts = Counter(
            int(datetime.strptime(text, form).replace(tzinfo=UTC).timestamp()) // seconds for text in written
        )
        every = [counts[place] for place in range(min(counts), max(counts) + 1)]
        mean = sum(every) / len(every)
        found = [sum(every[place : place + row]) / row / mean for place in range(len(every) - row + 1)]
        yield name, partial(stretches, found), sorted(found)[int(0.995 * len(found))]


def stretches(found: Sequence[float], dice: random.Random) -> Iterator[float]:
    while True:
        place = dice.randrange(len(found) - 6)
        yield from found[place : place + 6]


def chance(mean: float, dice: random.Random) -> int:
    """A count that has this mean, by Poisson's distribution."""
    if mean > 60:
        return max(0, round(dice.gauss(mean, math.sqrt(mean))))
    left, count, product = math.exp(-mean), 0, dice.random()
    while product > left:
        count += 1
        product *= dice.random()
    return count


if __name__ == "__main__":
    sys.exit(main())
