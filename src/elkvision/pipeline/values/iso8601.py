"""Moments as ISO 8601 writes them, and as Logstash reads `@timestamp`."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Any, Final
from zoneinfo import ZoneInfo

from elkvision.pipeline.values.timestamp import Timestamp

_MOMENT: Final = re.compile(
    r"\s*([+-]?\d{4,9})-(\d\d)(?:-(\d\d)(?:[T ](\d\d)(?::?(\d\d)(?::?(\d\d)(?:[.,](\d{1,18}))?)?)?"
    r"\s*(?:([Zz])|([+-])(\d\d):?(\d\d)?)?)?)?\s*",
    re.ASCII,
)


def moment_of(value: Any, zone: str = "UTC") -> Timestamp | None:
    """The moment that a value is, or None: a `Timestamp`, or a text such as `2024-05-01T10:00:00.123+02:00`."""
    if isinstance(value, Timestamp):
        return value
    found = _MOMENT.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return None
    year, month, day, hour, minute, second, fraction, utc, sign, hours, minutes = found.groups()
    try:
        offset = _offset(utc, sign, hours, minutes) or _zone(zone)
        whole = datetime(
            int(year), int(month), int(day or 1), int(hour or 0), int(minute or 0), int(second or 0), tzinfo=offset
        )
        stamp = Timestamp.of(whole)
    except (ValueError, OverflowError):
        return None
    return Timestamp(stamp.nanoseconds + int(f"{fraction or '0':0<9}"[:9]))


def _offset(utc: str | None, sign: str | None, hours: str | None, minutes: str | None) -> tzinfo | None:
    if utc:
        return UTC
    if not sign:
        return None
    ahead = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
    return timezone(-ahead if sign == "-" else ahead)


def _zone(name: str) -> tzinfo:
    return UTC if name == "UTC" else ZoneInfo(name)
