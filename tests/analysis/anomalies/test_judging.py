"""Counts judged against what is usual for them at that time."""

import math
import random
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from elkvision.analysis.anomalies import Series, Verdict, judge, learn, without_gaps

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
BERLIN = ZoneInfo("Europe/Berlin")
BEGIN = datetime(2026, 5, 4, tzinfo=UTC)  # a Monday


def poisson(mean: float, dice: random.Random) -> int:
    if mean > 60:
        return max(0, round(dice.gauss(mean, math.sqrt(mean))))
    left, count, product = math.exp(-mean), 0, dice.random()
    while product > left:
        count += 1
        product *= dice.random()
    return count


def made(
    rate: Callable[[datetime], float], weeks: float = 6, begin: datetime = BEGIN, step: timedelta = HOUR, seed: int = 1
) -> tuple[list[datetime], list[float | None]]:
    dice = random.Random(seed)
    starts = [begin + place * step for place in range(int(weeks * WEEK / step))]
    return starts, [float(poisson(rate(at.astimezone(BERLIN)), dice)) for at in starts]


def week(at: datetime) -> float:
    """Busy on working days, quiet at night."""
    return 200 * (1 + 0.8 * math.sin((at.hour - 8) / 24 * math.tau)) * (0.25 if at.weekday() > 4 else 1)


def newest(starts: Sequence[datetime], numbers: Sequence[float | None], **more: object) -> Verdict:
    (verdict,) = judge(Series(starts, HOUR, numbers), BERLIN, what="errors", **more)  # type: ignore[arg-type]
    return verdict


def test_the_reason_says_what_is_usual_then() -> None:
    starts, numbers = made(lambda at: 11 if (at.weekday(), at.hour) == (0, 9) else 2)
    place = next(p for p in range(len(starts) - 1, 0, -1) if starts[p].astimezone(BERLIN).strftime("%a %H") == "Mon 09")
    verdict = newest(starts[: place + 1], [*numbers[:place], 412.0])
    assert verdict.kind == "high"
    assert verdict.reason.startswith("412 errors, usually ")
    assert verdict.reason.endswith(" on Mondays at 9")
    low, high = verdict.usual or (0, 0)
    assert 2 <= low < 11 < high <= 22


def test_the_same_number_is_usual_at_one_hour_and_not_at_another() -> None:
    starts, numbers = made(week)
    at_noon = next(p for p in range(len(starts) - 1, 0, -1) if starts[p].astimezone(BERLIN).strftime("%w %H") == "3 14")
    at_night = next(
        p for p in range(len(starts) - 1, 0, -1) if starts[p].astimezone(BERLIN).strftime("%w %H") == "0 03"
    )
    assert newest(starts[: at_noon + 1], [*numbers[:at_noon], 350.0]).kind == "usual"
    assert newest(starts[: at_night + 1], [*numbers[:at_night], 350.0]).kind == "high"


@pytest.mark.parametrize("base", [0.03, 0.5, 4, 60, 5000])
def test_what_is_as_usual_is_quiet(base: float) -> None:
    starts, numbers = made(lambda at: base * week(at) / 200, weeks=8)
    verdicts = judge(Series(starts, HOUR, numbers), BERLIN, since=BEGIN + 4 * WEEK)
    assert len(verdicts) == 4 * 7 * 24
    assert sum(verdict.is_anomaly for verdict in verdicts) < 4, "less than one a week"


@pytest.mark.parametrize("begin", [datetime(2026, 2, 16, tzinfo=UTC), datetime(2026, 9, 14, tzinfo=UTC)])
def test_a_change_of_the_clocks_is_no_anomaly(begin: datetime) -> None:
    """Both changes come in the sixth week; the job runs by the clock on the wall."""
    starts, numbers = made(lambda at: 5000 if at.hour == 2 else 40, weeks=8, begin=begin)
    verdicts = judge(Series(starts, HOUR, numbers), BERLIN, since=begin + 5 * WEEK)
    # the hour of the job itself is not there, or is there twice, on that day
    assert [v.start for v in verdicts if v.is_anomaly and v.start.astimezone(BERLIN).hour != 2] == []
    by_utc = judge(Series(starts, HOUR, numbers), UTC, since=begin + 5 * WEEK)
    assert sum(v.is_anomaly for v in by_utc) > 3, "by clocks that do not change it would be one every night"


def test_few_where_many_are_usual_is_told() -> None:
    starts, numbers = made(lambda _: 40)
    verdict = newest(starts, [*numbers[:-1], 0.0])
    assert verdict.kind == "low"
    assert verdict.reason.startswith("0 errors, usually ")


def test_a_long_silence_of_few_is_told_too() -> None:
    starts, numbers = made(lambda _: 2.5)
    assert newest(starts, [*numbers[:-1], 0.0]).kind == "usual"
    verdict = newest(starts, [*numbers[:-16], *[0.0] * 16])
    assert verdict.kind == "low"
    assert "0 errors in " in verdict.reason


def test_no_data_is_not_zero() -> None:
    starts, numbers = made(lambda _: 40)
    verdict = newest(starts, [*numbers[:-1], None])
    assert verdict.kind == "unknown"
    assert verdict.reason.startswith("no data, usually ")
    gap: list[float | None] = [*numbers[:-60], *[None] * 48, *numbers[-12:]]
    assert not any(v.is_anomaly for v in judge(Series(starts, HOUR, gap), BERLIN, since=starts[-70]))


def test_where_nothing_at_all_came_in_nothing_is_known() -> None:
    assert without_gaps([0, 3, 0], [9, 9, 0]) == [0, 3, None]


def test_a_level_that_lasts_is_usual_after_a_day() -> None:
    starts, numbers = made(week, weeks=7)
    place = len(starts) - 5 * 24
    shifted = [*numbers[:place], *(3 * (number or 0.0) for number in numbers[place:])]
    verdicts = judge(Series(starts, HOUR, shifted), BERLIN, since=starts[place])
    assert verdicts[0].kind == "high"
    assert not any(verdict.is_anomaly for verdict in verdicts[24:])


def test_growth_is_no_anomaly() -> None:
    starts, numbers = made(lambda at: 300 * 1.02 ** ((at - BEGIN) / DAY), weeks=7)
    verdicts = judge(Series(starts, HOUR, numbers), BERLIN, since=BEGIN + 5 * WEEK)
    assert sum(verdict.is_anomaly for verdict in verdicts) <= 1


def test_a_spike_of_the_past_does_not_hide_the_next() -> None:
    starts, numbers = made(lambda _: 20)
    numbers[-7 * 24 - 1] = 900.0
    assert newest(starts, [*numbers[:-1], 300.0]).kind == "high"


@pytest.mark.parametrize(("days", "words"), [(20, " on "), (6, " on any day"), (1, " so far")])
def test_with_less_past_the_comparison_is_coarser_and_says_so(days: int, words: str) -> None:
    starts, numbers = made(lambda _: 20, weeks=days / 7)
    verdict = newest(starts, [*numbers[:-1], 400.0])
    assert verdict.kind == "high"
    assert words in verdict.reason


def test_with_hardly_any_past_nothing_is_said() -> None:
    starts, numbers = made(lambda _: 20, weeks=8 / 168)
    verdict = newest(starts, [*numbers[:-1], 400.0])
    assert verdict.kind == "unknown"
    assert "too little is known yet" in verdict.reason


def test_what_begins_with_many_after_a_long_silence_is_told() -> None:
    starts, _ = made(lambda _: 0)
    silence: list[float | None] = [0.0] * (len(starts) - 1)
    assert newest(starts, [*silence, 120.0]).reason == "120 errors, none in the 41 days before"
    assert newest(starts, [*silence, 2.0]).kind == "unknown"


def test_only_the_side_that_was_asked_for_counts() -> None:
    starts, numbers = made(lambda _: 40)
    assert newest(starts, [*numbers[:-1], 400.0], direction="down").kind == "usual"
    assert newest(starts, [*numbers[:-1], 0.0], direction="up").kind == "usual"


def test_more_sensitive_is_told_sooner() -> None:
    starts, numbers = made(lambda _: 40)
    tops = [
        (newest(starts, numbers, sensitivity=sensitivity).bounds or (0, 0))[1]
        for sensitivity in ("high", "normal", "low")
    ]
    assert tops == sorted(tops)
    assert tops[0] < tops[2]


def test_averages_vary_only_as_they_have_been_seen_to() -> None:
    starts, numbers = made(lambda _: 5000)
    seconds = [(number or 0.0) / 25_000 for number in numbers]  # about 0.2
    (usual,) = judge(Series(starts, HOUR, seconds, counted=False), BERLIN)
    (slow,) = judge(Series(starts, HOUR, [*seconds[:-1], 0.9], counted=False), BERLIN)
    assert (usual.kind, slow.kind) == ("usual", "high")


def test_quarters_of_an_hour_are_judged_as_well() -> None:
    step = timedelta(minutes=15)
    starts, numbers = made(lambda at: week(at) / 4, step=step)
    verdicts = judge(Series(starts, step, [*numbers[:-1], 900.0]), BERLIN, since=starts[-96])
    assert [v.start for v in verdicts if v.is_anomaly] == [starts[-1]]


def test_what_was_learnt_depends_on_the_past_alone() -> None:
    starts, numbers = made(week)
    place = len(starts) - 100
    changed = [*numbers[:place], *[9e6] * 100]
    before, after = (learn(Series(starts, HOUR, each), BERLIN, until=place) for each in (numbers, changed))
    assert before is not None
    assert after is not None
    assert (before.season, before.stray, before.tails) == (after.season, after.stray, after.tails)
