"""Quiet hours by the clocks of a zone, and maintenance by labels."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elkvision.alerting import RuleError, read_rule
from elkvision.alerting.quiet import Silence, is_quiet, quiet_until, read_matcher, silenced

BERLIN = ZoneInfo("Europe/Berlin")


def rule(*hours):
    return read_rule({"name": "r", "condition": {"kind": "match"}, "quiet_hours": list(hours)})


NIGHTS = rule({"from": "22:00", "to": "06:00", "zone": "Europe/Berlin"})
WEEKENDS = rule({"from": "00:00", "to": "00:00", "zone": "Europe/Berlin", "weekdays": ["sat", "sun"]})
FRIDAY_NIGHT = rule({"from": "22:00", "to": "06:00", "zone": "Europe/Berlin", "weekdays": ["fri"]})


@pytest.mark.parametrize(
    ("made", "clock", "quiet"),
    [
        (NIGHTS, "2026-11-23 21:59", False), (NIGHTS, "2026-11-23 22:00", True), (NIGHTS, "2026-11-24 05:59", True),
        (NIGHTS, "2026-11-24 06:00", False),
        (WEEKENDS, "2026-11-27 23:59", False), (WEEKENDS, "2026-11-28 00:00", True), (WEEKENDS, "2026-11-29 23:59", True),
        (WEEKENDS, "2026-11-30 00:00", False),
        (FRIDAY_NIGHT, "2026-11-28 05:00", True), (FRIDAY_NIGHT, "2026-11-29 05:00", False),
    ],
)  # fmt: skip
def test_it_is_quiet_by_the_clocks_of_the_zone(made, clock, quiet):
    assert is_quiet(made, datetime.fromisoformat(clock).replace(tzinfo=BERLIN)) == quiet


def test_on_the_night_clocks_go_forward_it_is_quiet_for_an_hour_less():
    begin = datetime(2026, 3, 28, 22, tzinfo=BERLIN)
    assert quiet_until(NIGHTS, begin) - begin.astimezone(UTC) == timedelta(hours=7)


def test_on_the_night_clocks_go_back_it_is_quiet_for_an_hour_more():
    begin = datetime(2026, 10, 24, 22, tzinfo=BERLIN)
    assert quiet_until(NIGHTS, begin) - begin.astimezone(UTC) == timedelta(hours=9)


def test_hours_that_clocks_show_twice_are_quiet_both_times():
    twice = rule({"from": "02:00", "to": "02:30", "zone": "Europe/Berlin"})
    first, second = (datetime(2026, 10, 25, hour, 15, tzinfo=UTC) for hour in (0, 1))
    assert is_quiet(twice, first)
    assert is_quiet(twice, second)


def test_days_that_follow_upon_each_other_are_one_time_of_quiet():
    assert quiet_until(WEEKENDS, datetime(2026, 11, 28, 12, tzinfo=BERLIN)) == datetime(2026, 11, 30, tzinfo=BERLIN)
    assert quiet_until(WEEKENDS, datetime(2026, 11, 30, 12, tzinfo=BERLIN)) is None


@settings(max_examples=100, deadline=None)
@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)), st.sampled_from([NIGHTS, WEEKENDS, FRIDAY_NIGHT]))
def test_when_it_is_over_it_is_over_and_not_before(naive, made):
    moment = naive.replace(tzinfo=UTC)
    end = quiet_until(made, moment)
    assert (end is not None) == is_quiet(made, moment)
    if end is not None:
        assert not is_quiet(made, end)
        assert is_quiet(made, end - timedelta(seconds=1))


@pytest.mark.parametrize(
    ("text", "matches"),
    [
        ("service=web", True), ("service!=web", False), ('service="web"', True), ("service =~ w.*", True),
        ("service=~e", False), ("service!~api|db", True), ("team=", True), ("team=x", False),
    ],
)  # fmt: skip
def test_a_matcher_compares_a_label(text, matches):
    assert read_matcher(text).matches({"service": "web"}) == matches


@pytest.mark.parametrize("text", ["service", "=web", "service=~("])
def test_what_is_no_matcher_is_refused(text):
    with pytest.raises(RuleError):
        read_matcher(text)


def test_maintenance_keeps_what_has_its_labels_from_being_told_while_it_lasts():
    noon = datetime(2026, 11, 23, 12, tzinfo=UTC)
    short = Silence((read_matcher("service=web"),), noon, noon + timedelta(hours=1))
    long = Silence((), noon, noon + timedelta(hours=2))
    assert silenced([short, long], {"service": "web"}, noon) == long
    assert silenced([short], {"service": "api"}, noon) is None
    assert silenced([short], {"service": "web"}, short.end) is None
