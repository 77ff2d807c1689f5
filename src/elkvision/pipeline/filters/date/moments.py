"""What was read of a moment, and the instant it makes."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

_EPOCH: Final = date(1970, 1, 1).toordinal()
_SECOND: Final = 1_000_000_000


class NoMoment(ValueError):
    """The text is no moment of that format."""


@dataclass(slots=True)
class Fields:
    """Parts of a moment; what was not written has the value it takes then."""

    year: int = 2000
    month: int = 1
    day: int = 1
    hour: int = 0
    minute: int = 0
    second: int = 0
    nanosecond: int = 0
    #: Seconds east of Greenwich, or a zone, where the text says so.
    offset: int | None = None
    zone: tzinfo | None = None


def instant(fields: Fields, zone: tzinfo, year: int | None = None) -> int:
    """Nanoseconds since 1970 UTC; `year` counts instead of the one that was read. Raises NoMoment."""
    year = fields.year if year is None else year
    day = fields.day
    if not (1 <= fields.month <= 12 and 1 <= day <= 31):
        raise NoMoment("there is no such day")
    if not (0 <= fields.hour <= 23 and 0 <= fields.minute <= 59 and 0 <= fields.second <= 59):
        raise NoMoment("there is no such time of day")
    if not 1 <= year <= 9998:
        raise NoMoment("the year is out of reach")
    if day > 28 and day > (last := monthrange(year, fields.month)[1]):
        if year == fields.year or day > monthrange(fields.year, fields.month)[1]:
            raise NoMoment("the month has not that many days")
        # The 29th of February, in a year that was guessed.
        day = last
    seconds = (date(year, fields.month, day).toordinal() - _EPOCH) * 86400
    seconds += fields.hour * 3600 + fields.minute * 60 + fields.second
    if fields.offset is not None:
        seconds -= fields.offset
    else:
        seconds -= _offset(fields.zone or zone, seconds)
    return seconds * _SECOND + fields.nanosecond


def _offset(zone: tzinfo, local: int) -> int:
    """Seconds east of Greenwich at a local time. Raises NoMoment when clocks leap over it."""
    if zone is UTC:
        return 0
    moment = datetime(1970, 1, 1) + timedelta(seconds=local)  # noqa: DTZ001 - a local time has no zone yet
    offset = moment.replace(tzinfo=zone).utcoffset()
    assert offset is not None, "every zone knows its offset"
    back = (moment.replace(tzinfo=UTC) - offset).astimezone(zone).replace(tzinfo=None)
    if back != moment:
        raise NoMoment("clocks leap over that time")
    return int(offset.total_seconds())


@lru_cache(maxsize=1024)
def find_zone(name: str) -> tzinfo:
    """The zone of that name (`Europe/Paris`, `UTC`, `+02:00`). Raises NoMoment."""
    if name in ("UTC", "Etc/UTC", "Z"):
        return UTC
    if name[:1] in ("+", "-"):
        digits = name[1:].replace(":", "")
        if not digits.isdecimal() or len(digits) not in (1, 2, 4, 6):
            raise NoMoment(f"`{name}` is no time zone")
        hours, rest = digits[:2], digits[2:].ljust(4, "0")
        span = timedelta(hours=int(hours), minutes=int(rest[:2]), seconds=int(rest[2:]))
        return timezone(-span if name[0] == "-" else span)
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as wrong:
        raise NoMoment(f"`{name}` is no time zone") from wrong
