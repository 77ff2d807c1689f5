"""What every engine does with an ask before it counts anything."""

from datetime import UTC, datetime, timedelta
from typing import Final

from elkvision.core.errors import BadRequest
from elkvision.core.query import field_named
from elkvision.core.query.values import TIME_FIELDS
from elkvision.store.contract import Ask, Span

MOST_GROUPS: Final = 4
MOST_BUCKETS: Final = 70_000
MOST_NUMBERS: Final = 2_000_000
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def buckets(ask: Ask) -> range:
    """The numbers of an ask's buckets: one begins at 1970 + shift + number * step. Empty without a step.

    Raises BadRequest for what no engine answers.
    """
    _look_at_groups(ask)
    _look_at_measures(ask)
    if ask.step is None:
        return range(0)
    return _numbers(ask, ask.step)


def reach(ask: Ask) -> Span:
    """The span, with what its first windows reach back for."""
    if ask.step is None or ask.window is None or ask.span.start is None:
        return ask.span
    return Span(ask.span.query, ask.span.start - (ask.window - ask.step), ask.span.end)


def _look_at_groups(ask: Ask) -> None:
    if len(ask.groups) > MOST_GROUPS:
        raise BadRequest(f"Logs are grouped by at most {MOST_GROUPS} fields.", hint="leave some out")
    names = [field_named(name) for name in ask.groups]
    if len(set(names)) < len(names):
        raise BadRequest("Logs are not grouped by the same field twice.", hint="name it once")
    for name in names:
        if name in TIME_FIELDS:
            raise BadRequest(f"Logs are not grouped by {name}.", hint="give a step, and count by time")
    if ask.groups and ask.limit < 1:
        raise BadRequest("Of the groups at least one is kept.", hint="give a limit of 1 or more")


def _look_at_measures(ask: Ask) -> None:
    for measure in ask.measures:
        if measure.kind != "count" and not measure.field:
            raise BadRequest(f"The measure {measure.kind} lacks its field.", hint="name a field, or use count")
        if not 0 <= measure.percent <= 100:
            raise BadRequest("A percentile is from 0 to 100.", hint="95 is a usual one")
    if not 0 <= ask.order_by < len(ask.measures):
        raise BadRequest("Groups are ordered by one of the measures.", hint="count them from 0")


def _numbers(ask: Ask, step: timedelta) -> range:
    start, end = ask.span.start, ask.span.end
    if start is None or end is None:
        raise BadRequest("A step needs a range with both ends.", hint="give from and to")
    if step <= timedelta(0):
        raise BadRequest("A step has to be longer than nothing.", hint="use a second or more")
    if ask.window is not None and (ask.window < step or ask.window % step):
        raise BadRequest(
            "A window is as long as its step, or a whole number of times as long.", hint="change one of them"
        )
    first = (start - _EPOCH - ask.shift) // step
    last = (end - _EPOCH - ask.shift - timedelta.resolution) // step
    count = last - first + 1
    if count > MOST_BUCKETS:
        raise BadRequest(
            f"This range has more than {MOST_BUCKETS:,} steps.", hint="use a longer step or a shorter range"
        )
    if count * len(ask.measures) * (ask.limit if ask.groups else 1) > MOST_NUMBERS:
        raise BadRequest(
            f"This would be more than {MOST_NUMBERS:,} numbers.",
            hint="use a longer step, a lower limit of groups or a shorter range",
        )
    return range(first, last + 1)
