"""Formats with a name: ISO8601, UNIX, UNIX_MS, TAI64N."""

import math
import re
from datetime import date, timedelta
from typing import Any, Final

from elkvision.pipeline.filters.date.moments import Fields, NoMoment

_FRACTION: Final = r"(?:[.,](?P<{}>[0-9]+))?"
_OFFSET: Final = r"(?P<offset>Z|z|[+-][0-9]{2}(?::?[0-9]{2}(?::?[0-9]{2}(?:[.,][0-9]+)?)?)?)?"
_CLOCK: Final = (
    r"(?P<hour>[0-9]{1,2})(?:"
    r":(?P<minute>[0-9]{1,2})(?:"
    r":(?P<second>[0-9]{1,2})" + _FRACTION.format("second_part") + "|" + r"[.,](?P<minute_part>[0-9]+))?"
    "|" + r"[.,](?P<hour_part>[0-9]+))?"
)
_DAY: Final = (
    r"(?P<year>[+-]?[0-9]{1,9})(?:"
    r"-W(?P<week>[0-9]{1,2})(?:-(?P<weekday>[0-9]))?"
    r"|-(?P<day_of_year>[0-9]{3})(?![0-9-])"
    r"|-(?P<month>[0-9]{1,2})(?:-(?P<day>[0-9]{1,2}))?"
    r")?"
)
#: A day, a time, or both with a T between them; with a blank between them only when milliseconds follow.
_ISO: Final = re.compile(rf"(?:{_DAY}(?:T(?:{_CLOCK})?{_OFFSET})?)")
_ISO_TIME: Final = re.compile(rf"T{_CLOCK}{_OFFSET}")
_BLANK: Final = re.compile(
    r"(?P<year>[0-9]{1,9})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2}) "
    r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{1,2}):(?P<second>[0-9]{1,2})[.,](?P<second_part>[0-9]{1,3})" + _OFFSET
)
_WHOLE: Final = re.compile(r"[+-]?[0-9]{1,20}")
_TAI: Final = re.compile(r"@?(?P<seconds>[0-9a-fA-F]{16})(?P<nanoseconds>[0-9a-fA-F]{8})")
#: The last second that Logstash takes for one since 1970: what is larger are milliseconds.
_LAST_SECOND: Final = 2**31 - 1
#: The years 1 to 9999.
_FIRST_SECOND: Final = -62_135_596_800
_END_SECOND: Final = 253_402_300_800
#: TAI was ahead of UTC by that much in 1970; leap seconds since are not told apart.
_TAI_AHEAD: Final = 10


def read_iso8601(text: str) -> Fields:
    """ISO 8601, with a few liberties. Raises NoMoment."""
    match = _ISO.fullmatch(text) or _BLANK.fullmatch(text) or _ISO_TIME.fullmatch(text)
    if match is None:
        raise NoMoment("that is not ISO 8601")
    parts = match.groupdict()
    fields = Fields(year=int(parts.get("year") or 1970))
    _set_day(fields, parts)
    if parts.get("hour"):
        _set_clock(fields, parts)
    if parts.get("offset"):
        fields.offset = read_offset(parts["offset"])
    return fields


def _set_day(fields: Fields, parts: dict[str, Any]) -> None:
    if parts.get("month"):
        fields.month, fields.day = int(parts["month"]), int(parts["day"] or 1)
    elif parts.get("day_of_year"):
        fields.month, fields.day = month_and_day(fields.year, int(parts["day_of_year"]))
    elif parts.get("week"):
        day = day_of_week(fields.year, int(parts["week"]), int(parts["weekday"] or 1))
        fields.year, fields.month, fields.day = day.year, day.month, day.day


def _set_clock(fields: Fields, parts: dict[str, Any]) -> None:
    fields.hour, fields.minute, fields.second = (int(parts[part] or 0) for part in ("hour", "minute", "second"))
    for part, span in (("hour_part", 3600), ("minute_part", 60), ("second_part", 1)):
        if digits := parts.get(part):
            rest = span * int(digits[:18].ljust(18, "0")) // 1_000_000_000
            fields.minute += rest // 60_000_000_000
            fields.second += rest // 1_000_000_000 % 60
            fields.nanosecond = rest % 1_000_000_000


def read_offset(text: str) -> int:
    """`Z`, `+02`, `+0200` or `+02:00`, in seconds. Raises NoMoment."""
    if text in ("Z", "z"):
        return 0
    digits = text[1:].replace(":", "").split(".")[0].split(",")[0].ljust(6, "0")
    hours, minutes, seconds = int(digits[:2]), int(digits[2:4]), int(digits[4:6])
    if hours > 23 or minutes > 59 or seconds > 59:
        raise NoMoment("there is no such offset")
    total = hours * 3600 + minutes * 60 + seconds
    return -total if text[0] == "-" else total


def month_and_day(year: int, day_of_year: int) -> tuple[int, int]:
    """Month and day of the n-th day of a year. Raises NoMoment."""
    if day_of_year < 1 or not 1 <= year <= 9998:
        raise NoMoment("there is no such day of the year")
    day = date(year, 1, 1) + timedelta(days=day_of_year - 1)
    if day.year != year:
        raise NoMoment("the year has not that many days")
    return day.month, day.day


def day_of_week(year: int, week: int, weekday: int) -> date:
    """The day of a week of ISO 8601. Raises NoMoment."""
    try:
        return date.fromisocalendar(year, week, weekday)
    except ValueError as wrong:
        raise NoMoment(str(wrong)) from wrong


def read_unix(value: Any) -> int:
    """Seconds since 1970, as a number or a text, in nanoseconds. Raises NoMoment."""
    if isinstance(value, str):
        whole, dot, fraction = value.partition(".")
        if _WHOLE.fullmatch(whole) is None or (dot and not fraction.isdecimal()):
            raise NoMoment("that is no number of seconds")
        nanoseconds = int(fraction[:9].ljust(9, "0"))
        return _seconds(int(whole)) * 1_000_000_000 + (-nanoseconds if whole.startswith("-") else nanoseconds)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise NoMoment("that is no number of seconds")
        _seconds(int(value))
        # To the microsecond: what was written as .123456 is not to become .123455.
        return round(value * 1_000_000) * 1000
    return _seconds(int(value)) * 1_000_000_000


def _seconds(seconds: int) -> int:
    if not _FIRST_SECOND <= seconds <= _LAST_SECOND:
        raise NoMoment("so many seconds make no moment")
    return seconds


def read_unix_ms(value: Any) -> int:
    """Milliseconds since 1970, as a number or a text, in nanoseconds. Raises NoMoment."""
    if (isinstance(value, str) and _WHOLE.fullmatch(value) is None) or (
        isinstance(value, float) and not math.isfinite(value)
    ):
        raise NoMoment("that is no number of milliseconds")
    milliseconds = int(value)
    if not _FIRST_SECOND * 1000 <= milliseconds < _END_SECOND * 1000:
        raise NoMoment("so many milliseconds make no moment")
    return milliseconds * 1_000_000


def read_tai64n(value: Any) -> int:
    """What daemontools writes: 24 hexadecimal digits, with an @ or without. Raises NoMoment."""
    match = _TAI.match(value) if isinstance(value, str) else None
    if match is None:
        raise NoMoment("that is not TAI64N")
    seconds = (int(match["seconds"], 16) & (2**62 - 1)) - _TAI_AHEAD
    if seconds >= _END_SECOND:
        raise NoMoment("so many seconds make no moment")
    return seconds * 1_000_000_000 + int(match["nanoseconds"], 16)
