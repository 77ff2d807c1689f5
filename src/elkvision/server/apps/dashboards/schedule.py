"""When a report is due: at a time of day on the clocks of a zone."""

import calendar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from elkvision.server.apps.dashboards.models import Every


def next_time(every: str, *, weekday: int, day: int, at: str, zone: ZoneInfo, after: datetime) -> datetime:
    """The first time after that moment. A time that the clocks leave out is an hour later, one that they show twice is
    the first; a month without the day has it on its last."""
    hour, minute = map(int, at.split(":"))
    first = after.astimezone(zone).date()
    for each in (first + timedelta(days=n) for n in range(-1, 63)):
        if _fits(each, every, weekday, day):
            moment = datetime.combine(each, time(hour, minute), zone).astimezone(UTC)
            if moment > after:
                return moment
    raise AssertionError("there is one in every two months")


def _fits(each: date, every: str, weekday: int, day: int) -> bool:
    if every == Every.WEEK:
        return each.weekday() == weekday
    if every == Every.MONTH:
        return each.day == min(day, calendar.monthrange(each.year, each.month)[1])
    return True
