"""When a rule is evaluated: at whole multiples of `every` since 1970 UTC, once a window has settled. All in seconds."""

from datetime import timedelta
from typing import Final

from elkvision.alerting.rule import MOST_INSTANCES, MOST_VALUES, NewValue, Rule

#: How many missed windows are caught up with in one go; the next go takes the next ones.
MOST_AT_ONCE: Final = 1500
_NUMBERS: Final = 2_000_000


def ends_due(rule: Rule, until: int | None, moment: float) -> range:
    """The ends of the windows to evaluate now, oldest first: those after `until` that have settled at `moment`, which
    is the present or the store's watermark, whichever is earlier. A rule that begins has the newest alone."""
    every = seconds(rule.every)
    last = int(moment - seconds(rule.settle)) // every * every
    if until is None:
        return range(last, last + every, every)
    first = until // every * every + every
    return range(first, min(last, first + (_at_once(rule) - 1) * every) + every, every)


def next_due(rule: Rule, until: int | None) -> int:
    """The moment from which on there is something to evaluate; 0 for a rule that begins."""
    every = seconds(rule.every)
    return 0 if until is None else until // every * every + every + seconds(rule.settle)


def seconds(length: timedelta) -> int:
    return int(length.total_seconds())


def most_groups(rule: Rule) -> int:
    return MOST_VALUES if isinstance(rule.condition, NewValue) else MOST_INSTANCES


def _at_once(rule: Rule) -> int:
    return min(MOST_AT_ONCE, _NUMBERS // most_groups(rule))
