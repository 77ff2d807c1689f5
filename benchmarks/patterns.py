"""How rightly and how fast messages are clustered into patterns.

    python -m benchmarks.patterns [--lines 200000]

Rightly: the share of lines whose pattern has exactly the lines of their true event (grouping accuracy), on samples of
real systems whose events people have named, all with one setting. Fast: the same messages, each time with other
numbers, and messages full of names, in one process on one core; reading files is outside the clock, clustering and describing the patterns inside.
"""

import argparse
import csv
import os
import random
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from benchmarks.house import first_cores
from benchmarks.report import Report

from elkvision.analysis.patterns import Tally

GOAL_ACCURACY, GOAL_LINES_A_SECOND = 0.90, 200_000 / 3
DATA = Path(os.environ.get("ELKVISION_SHARED_DATA", Path(__file__).parents[2] / "shared" / "data")) / "loghub"


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--lines", type=int, default=200_000)
    given = arguments.parse_args()
    files = sorted(DATA.glob("*_structured.csv"))
    if not files:
        print(f"bench-patterns: no labelled logs at {DATA}: set ELKVISION_SHARED_DATA to the folder above loghub/")
        return 1
    os.sched_setaffinity(0, first_cores(1))
    systems = {file.name.partition("_")[0]: read(file) for file in files}
    report = Report("bench-patterns", f"{len(systems)} systems, then {given.lines} lines of them, one core")
    accuracies = []
    for name, (messages, events) in systems.items():
        accuracies.append(accuracy(clusters(messages), events))
        report.figure(name, f"{accuracies[-1]:.3f}, {len(set(events))} events in {len(events)} lines")
    report.goal("grouping accuracy, average", sum(accuracies) / len(accuracies), "of lines", at_least=GOAL_ACCURACY)
    messages = varied([message for some, _ in systems.values() for message in some], given.lines)
    seconds, patterns = measure(messages)
    report.figure("patterns found", patterns)
    report.figure("clustering", f"{seconds:.2f} s for {len(messages):,} lines")
    report.goal("lines a second", len(messages) / seconds, "lines/s", at_least=GOAL_LINES_A_SECOND)
    seconds, _ = measure(named(given.lines))
    report.goal("lines a second, with names", given.lines / seconds, "lines/s", at_least=GOAL_LINES_A_SECOND)
    return report.finish()


def read(file: Path) -> tuple[list[str], list[str]]:
    """Messages, and the event that each is of."""
    with file.open(newline="", encoding="utf-8") as source:
        rows = list(csv.DictReader(source))
    return [row["Content"] for row in rows], [row["EventId"] for row in rows]


def clusters(messages: Sequence[str]) -> list[str | None]:
    """The id of each message's pattern."""
    tally = Tally()
    tally.add(messages)
    return tally.ids_of(messages)


def accuracy(found: Sequence[str | None], true: Sequence[str]) -> float:
    """The share of lines whose cluster has exactly the lines of their event."""
    of_found, of_true = defaultdict(set), defaultdict(set)
    for number, (cluster, event) in enumerate(zip(found, true, strict=True)):
        of_found[cluster].add(number)
        of_true[event].add(number)
    right = sum(len(lines) for lines in of_found.values() if lines == of_true[true[next(iter(lines))]])
    return right / len(true)


def varied(messages: Sequence[str], count: int) -> list[str]:
    """So many messages: the given ones again and again, each round with its digits exchanged for others."""
    dice = random.Random(7)
    made: list[str] = []
    while len(made) < count:
        digits = dice.sample("123456789", 9)
        exchange = str.maketrans("123456789", "".join(digits))
        made += islice((message.translate(exchange) for message in messages), count - len(made))
    return made


def named(count: int) -> list[str]:
    """So many messages with two to four names in each, of thousands that there are: hardly one is there twice."""
    dice = random.Random(3)
    names = ["".join(dice.choices("abcdefghijklmnopqrstuvwxyz", k=dice.randint(4, 9))) for _ in range(3000)]
    forms = (
        "user {} logged in from {} to {} using {}",
        "order of {} by {} shipped to {} via {} failed",
        "cannot open {} for {} because {} holds {}",
        "session {} of user {} closed by {}",
        "job {} of {} finished",
    )
    return [dice.choice(forms).format(*dice.choices(names, k=4)) for _ in range(count)]


def measure(messages: Sequence[str]) -> tuple[float, int]:
    """Seconds of one core, and patterns found."""
    started = time.process_time()
    tally = Tally()
    tally.add(messages)
    patterns = tally.patterns()
    return time.process_time() - started, len(patterns)


if __name__ == "__main__":
    sys.exit(main())
