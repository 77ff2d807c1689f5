"""The steps of time that panels are drawn in: read easily, and begun where people begin them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from elkvision.server.apps.logs.selectors import step_for
from elkvision.store.contract import Span

#: 1970 began on a Thursday, a week begins on Monday.
_MONDAY = timedelta(days=4)
_HOUR = timedelta(hours=1)
_WEEK = timedelta(weeks=1)


def step_of(span: Span, seconds: int | None, *, buckets: int) -> timedelta:
    """The given one, or one that makes at most so many buckets. Raises BadRequest for more than 2,000."""
    return step_for(span, buckets, seconds)


def shift_of(step: timedelta, zone: ZoneInfo, at: datetime) -> timedelta:
    """Hours, days and weeks begin as they do in the zone."""
    if step < _HOUR:
        return timedelta(0)
    offset = at.astimezone(zone).utcoffset() or timedelta(0)
    weekly = _MONDAY if step % _WEEK == timedelta(0) else timedelta(0)
    return (weekly - offset) % step


def bounds(starts: Sequence[datetime], step: timedelta, start: datetime, end: datetime) -> tuple[list[str], list[str]]:
    """Where buckets begin and end, none beyond the range."""
    return [iso(max(each, start)) for each in starts], [iso(min(each + step, end)) for each in starts]


def iso(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
