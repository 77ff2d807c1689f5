"""A proof in one sentence."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from elkvision.alerting.durations import spoken
from elkvision.alerting.firings import Firing
from elkvision.alerting.rule import Match, Rule

_WORDS: Final = ((86_400, "day"), (3600, "hour"), (60, "minute"), (1, "second"))


def summary(rule: Rule, count: int, found: Sequence[Firing], start: int, end: int, *, latest: bool) -> str:
    """`It would have fired 14 times in the last 7 days, longest 1 h 12 m.`"""
    when = f"in {'the last' if latest else 'these'} {_length(end - start)}"
    if isinstance(rule.condition, Match):
        return f"It would have told of {count:,} {'line' if count == 1 else 'lines'} {when}."
    if not found:
        return f"It would not have fired {when}."
    longest = max((each.end or end) - each.start for each in found)
    times = "once" if count == 1 else "twice" if count == 2 else f"{count:,} times"
    length = (
        f"for {spoken(timedelta(seconds=longest))}" if count == 1 else f"longest {spoken(timedelta(seconds=longest))}"
    )
    ending = _still(count, sum(each.end is None for each in found))
    return f"It would have fired {times} {when}, {length}{ending}."


def _still(count: int, still: int) -> str:
    if not still:
        return ""
    if count == 1:
        return ", and still fires"
    return "; one still fires" if still == 1 else f"; {still:,} still fire"


def _length(seconds: int) -> str:
    """In the largest unit that it is a whole number of, once there are two of them."""
    size, unit = next(
        (size, unit) for size, unit in _WORDS if seconds % size == 0 and (seconds >= 2 * size or size == 1)
    )
    amount = seconds // size
    return f"{amount:,} {unit}" + ("" if amount == 1 else "s")
