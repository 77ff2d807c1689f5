"""What each letter of a time pattern does with the text that was found for it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, tzinfo
from functools import cache
from typing import Final
from zoneinfo import available_timezones

from elkvision.pipeline.filters.date.moments import Fields, NoMoment, find_zone
from elkvision.pipeline.filters.date.plain_formats import day_of_week, month_and_day, read_offset

#: Abbreviations of zones that Joda reads.
ZONE_NAMES: Final = {
    "UT": "UTC", "UTC": "UTC", "GMT": "UTC", "EST": "America/New_York", "EDT": "America/New_York",
    "CST": "America/Chicago", "CDT": "America/Chicago", "MST": "America/Denver", "MDT": "America/Denver",
    "PST": "America/Los_Angeles", "PDT": "America/Los_Angeles",
}  # fmt: skip


@dataclass(slots=True)
class Read:
    """What the parts of a pattern set while a text is read."""

    fields: Fields
    half: int | None = None
    clock12: int | None = None
    day_of_year: int | None = None
    week_year: int | None = None
    week: int | None = None
    weekday: int | None = None
    era_before: bool = False


Setter = Callable[[Read, str], None]


def put_month(read: Read, number: int) -> None:
    read.fields.month = number


def put_weekday(read: Read, number: int) -> None:
    read.weekday = number


def put_half(read: Read, number: int) -> None:
    read.half = number


def set_year(read: Read, text: str) -> None:
    read.fields.year = int(text)


def set_week_year(read: Read, text: str) -> None:
    read.week_year = int(text)


def set_month(read: Read, text: str) -> None:
    read.fields.month = int(text)


def _set_day(read: Read, text: str) -> None:
    read.fields.day = int(text)


def _set_hour(read: Read, text: str) -> None:
    read.fields.hour = int(text)


def _set_clock_hour(read: Read, text: str) -> None:
    hour = int(text)
    if not 1 <= hour <= 24:
        raise NoMoment("there is no such hour")
    read.fields.hour = hour % 24


def _set_half_hour(read: Read, text: str) -> None:
    if int(text) > 11:
        raise NoMoment("there is no such hour of half a day")
    read.clock12 = int(text)


def _set_half_clock_hour(read: Read, text: str) -> None:
    if not 1 <= int(text) <= 12:
        raise NoMoment("there is no such hour of half a day")
    read.clock12 = int(text) % 12


def _set_minute(read: Read, text: str) -> None:
    read.fields.minute = int(text)


def _set_second(read: Read, text: str) -> None:
    read.fields.second = int(text)


def set_fraction(read: Read, text: str) -> None:
    read.fields.nanosecond = int(text[:9].ljust(9, "0"))


def _set_day_of_year(read: Read, text: str) -> None:
    read.day_of_year = int(text)


def _set_week(read: Read, text: str) -> None:
    read.week = int(text)


def _set_weekday(read: Read, text: str) -> None:
    read.weekday = int(text)


def _set_century(read: Read, text: str) -> None:
    read.fields.year = int(text) * 100 + read.fields.year % 100


def set_offset(read: Read, text: str) -> None:
    read.fields.offset = read_offset(text)


def set_zone_name(read: Read, text: str) -> None:
    read.fields.zone = _zone(ZONE_NAMES[text.upper()])


def set_zone_id(read: Read, text: str) -> None:
    read.fields.zone = _zone(text)


def set_era(read: Read, text: str) -> None:
    read.era_before = text.upper() in ("BC", "BCE")


@cache
def _every_zone() -> set[str]:
    return available_timezones()


def _zone(name: str) -> tzinfo:
    if name != "UTC" and name[0] not in "+-" and name not in _every_zone():
        raise NoMoment(f"`{name}` is no time zone")
    return UTC if name == "UTC" else find_zone(name)


NUMBERS: Final[dict[str, Setter]] = {
    "d": _set_day, "H": _set_hour, "k": _set_clock_hour, "K": _set_half_hour, "h": _set_half_clock_hour,
    "m": _set_minute, "s": _set_second, "D": _set_day_of_year, "w": _set_week, "e": _set_weekday, "C": _set_century,
}  # fmt: skip


def finish(read: Read) -> None:
    """Puts together what only means something together."""
    fields = read.fields
    if read.era_before:
        raise NoMoment("no log is older than our era")
    if read.clock12 is not None:
        fields.hour = read.clock12 + 12 * (read.half or 0)
    if read.day_of_year is not None:
        fields.month, fields.day = month_and_day(fields.year, read.day_of_year)
    elif read.week is not None or read.week_year is not None:
        year = read.week_year if read.week_year is not None else fields.year
        day = day_of_week(year, read.week or 1, read.weekday or 1)
        fields.year, fields.month, fields.day = day.year, day.month, day.day
