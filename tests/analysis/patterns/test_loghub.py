"""Real logs whose events people have named, when they are there."""

import os
from pathlib import Path

import pytest
from benchmarks.patterns import GOAL_ACCURACY, accuracy, clusters, read

DATA = Path(os.environ.get("ELKVISION_SHARED_DATA", Path(__file__).parents[4] / "shared" / "data")) / "loghub"
FILES = sorted(DATA.glob("*_structured.csv"))


def test_accuracy_asks_for_exactly_the_lines_of_an_event() -> None:
    assert accuracy(["a", "a", "b", "c"], ["1", "1", "2", "2"]) == 0.5
    assert accuracy(["a", "a", "a", "c"], ["1", "1", "2", "3"]) == 0.25


@pytest.mark.skipif(not FILES, reason=f"no labelled logs at {DATA} (set ELKVISION_SHARED_DATA)")
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name.partition("_")[0])
def test_patterns_are_the_events_that_people_named(file: Path) -> None:
    messages, events = read(file)
    assert accuracy(clusters(messages), events) >= GOAL_ACCURACY
