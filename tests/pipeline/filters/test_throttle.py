"""throttle: windows of the events' own time, and how much is remembered."""

import pytest
from tests.pipeline.filters.running import NOON, NOWHERE

from elkvision.pipeline import WorkEvent, compile_pipeline
from elkvision.pipeline.event import Timestamp
from elkvision.pipeline.filters.throttle import Windows


def throttled(settings, events):
    """Of each event, given as second and key, whether it was throttled."""
    pipeline = compile_pipeline(f'filter {{ throttle {{ key => "%{{k}}" add_tag => ["t"] {settings} }} }}', NOWHERE)
    made = [WorkEvent({"k": key, "@timestamp": Timestamp(NOON + second * 10**9)}) for second, key in events]
    return ["tags" in event.data for event in pipeline.run(made)]


def test_only_the_first_of_an_hour_goes_through():
    assert throttled(
        'after_count => 1 period => "3600" max_age => 7200', [(0, "a"), (1, "a"), (3599, "a"), (3600, "a")]
    ) == [False, True, True, False]


def test_few_and_many_are_throttled():
    assert throttled("before_count => 3 after_count => 4", [(second, "a") for second in range(6)]) == [
        True,
        True,
        False,
        False,
        True,
        True,
    ]


def test_keys_do_not_know_of_each_other():
    assert throttled("after_count => 1", [(0, "a"), (0, "b"), (1, "b")]) == [False, False, True]


def test_a_late_event_counts_in_its_own_window():
    assert throttled("after_count => 1", [(0, "a"), (61, "a"), (30, "a"), (62, "a")]) == [False, False, True, True]


def test_a_period_that_is_no_number_is_a_minute():
    assert throttled('after_count => 1 period => "%{nothing}"', [(0, "a"), (59, "a"), (60, "a")]) == [
        False,
        True,
        False,
    ]


@pytest.mark.parametrize("keys", [1000, 100_000])
def test_what_is_remembered_has_a_bound(keys):
    windows = Windows(max_age=3600, max_counters=500)
    for number in range(keys):
        windows.count(str(number), number // 100, 60)
    assert len(windows) <= 500


def test_old_windows_are_forgotten():
    windows = Windows(max_age=100, max_counters=-1)
    for second in range(0, 100_000, 50):
        windows.count("a", second, 10)
    assert len(windows) < 5
