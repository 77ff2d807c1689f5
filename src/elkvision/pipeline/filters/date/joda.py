"""Joda's time patterns, `dd/MMM/yyyy:HH:mm:ss Z`, read the way Joda reads them.

A run of one letter is a field. Numbers may have fewer digits than letters; where two numbers touch, each takes as
many digits as letters. Texts are matched without regard to capitals, and text in single quotes stands for itself.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, tzinfo
from typing import Final
from zoneinfo import available_timezones

from elkvision.pipeline.filters.date.locales import Locale
from elkvision.pipeline.filters.date.moments import Fields, NoMoment, find_zone
from elkvision.pipeline.filters.date.plain_formats import day_of_week, month_and_day, read_offset

#: Most digits of the fields that are plain numbers.
_DIGITS: Final = {"d": 2, "H": 2, "h": 2, "k": 2, "K": 2, "m": 2, "s": 2, "D": 3, "w": 2, "e": 1, "C": 9}
_YEARS: Final = "yYx"
#: Abbreviations of zones that Joda reads.
_ZONE_NAMES: Final = {
    "UT": "UTC", "UTC": "UTC", "GMT": "UTC", "EST": "America/New_York", "EDT": "America/New_York",
    "CST": "America/Chicago", "CDT": "America/Chicago", "MST": "America/Denver", "MDT": "America/Denver",
    "PST": "America/Los_Angeles", "PDT": "America/Los_Angeles",
}  # fmt: skip
_OFFSET: Final = r"(Z|z|[+-][0-9]{2}(?::?[0-9]{2}(?::?[0-9]{2}(?:[.,][0-9]{3})?)?)?)"


class BadPattern(ValueError):
    """The pattern has a letter that means nothing, or a quote that is not closed."""


@dataclass(slots=True)
class _Read:
    """What the parts of a pattern set while a text is read."""

    fields: Fields
    half: int | None = None
    clock12: int | None = None
    day_of_year: int | None = None
    week_year: int | None = None
    week: int | None = None
    weekday: int | None = None
    era_before: bool = False


_Set = Callable[[_Read, str], None]


@dataclass(frozen=True, slots=True)
class Joda:
    """A compiled pattern."""

    expression: re.Pattern[str]
    setters: tuple[_Set, ...]
    #: Whether a year is written; without one it has to be guessed.
    has_year: bool
    #: Whether only a time of day is written: it is one of the first of January then.
    only_time: bool

    def read(self, text: str) -> Fields:
        """The moment's parts. Raises NoMoment."""
        match = self.expression.fullmatch(text)
        if match is None:
            raise NoMoment("the text is not of the pattern")
        read = _Read(Fields(year=1970 if self.only_time else 2000))
        for setter, value in zip(self.setters, match.groups(), strict=True):
            setter(read, value)
        _finish(read)
        return read.fields


def compile_pattern(pattern: str, locale: Locale, now_year: int) -> Joda:
    """The compiled pattern. Raises BadPattern."""
    tokens = _tokens(pattern)
    expression: list[str] = []
    setters: list[_Set] = []
    letters = ""
    for at, (letter, length) in enumerate(tokens):
        if length == 0:
            expression.append(re.escape(letter))
            continue
        following = tokens[at + 1] if at + 1 < len(tokens) else ("", 0)
        text, setter = _part(letter, length, _is_number(*following), locale, now_year)
        expression.append(text)
        setters.append(setter)
        letters += letter
    # What makes Logstash guess a year is that neither letter stands anywhere in the pattern.
    return Joda(
        re.compile("".join(expression), re.IGNORECASE),
        tuple(setters),
        has_year="y" in pattern or "Y" in pattern,
        only_time=not set(letters) & set("yYxMdDwCe"),
    )


def _tokens(pattern: str) -> list[tuple[str, int]]:
    """Runs of one letter with their length, and texts (length 0)."""
    tokens: list[tuple[str, int]] = []
    at = 0
    while at < len(pattern):
        letter = pattern[at]
        if letter == "'":
            text, at = _quoted(pattern, at + 1)
            tokens.append((text, 0))
        elif letter.isascii() and letter.isalpha():
            end = at
            while end < len(pattern) and pattern[end] == letter:
                end += 1
            tokens.append((letter, end - at))
            at = end
        else:
            tokens.append((letter, 0))
            at += 1
    return tokens


def _quoted(pattern: str, at: int) -> tuple[str, int]:
    if pattern.startswith("'", at):
        return "'", at + 1
    text = ""
    while at < len(pattern):
        if pattern[at] != "'":
            text += pattern[at]
            at += 1
        elif pattern.startswith("''", at):
            text += "'"
            at += 2
        else:
            return text, at + 1
    raise BadPattern(f"the quote in `{pattern}` is not closed")


def _is_number(letter: str, length: int) -> bool:
    return length > 0 and (letter in _DIGITS or letter in _YEARS or letter == "S" or (letter == "M" and length <= 2))


def _part(letter: str, length: int, number_follows: bool, locale: Locale, now_year: int) -> tuple[str, _Set]:
    if letter in _YEARS:
        return _year(letter, length, number_follows, now_year)
    if letter == "M":
        return ("([0-9]{1,2}+)", _set_month) if length <= 2 else _named(locale.months, _put_month)
    if letter == "E":
        return _named(locale.days, _put_weekday)
    if letter == "a":
        return _named(locale.halves, _put_half)
    if letter == "S":
        return f"([0-9]{{0,{length}}}+)", _set_fraction
    if letter in _DIGITS:
        return f"([0-9]{{1,{max(_DIGITS[letter], length) if letter == 'C' else _DIGITS[letter]}}}+)", _NUMBERS[letter]
    if letter == "Z":
        return (_OFFSET, _set_offset) if length <= 2 else (r"([A-Za-z][\w+\-/]*|[+-][0-9]{2}:?[0-9]{2})", _set_zone_id)
    if letter == "z":
        return f"({'|'.join(sorted(_ZONE_NAMES, key=len, reverse=True))})", _set_zone_name
    if letter == "G":
        return "(BCE|CE|BC|AD)", _set_era
    raise BadPattern(f"`{letter}` means nothing in a time pattern")


def _year(letter: str, length: int, number_follows: bool, now_year: int) -> tuple[str, _Set]:
    digits = f"{{1,{length}}}+" if number_follows else "{1,9}+"
    if length == 2:
        digits = "{2}" if number_follows else digits
        return f"([+-]?[0-9]{digits})", _short_year(letter == "x", now_year - 30)
    return f"([+-]?[0-9]{digits})", _set_week_year if letter == "x" else _set_year


def _short_year(of_week: bool, pivot: int) -> _Set:
    """Two digits are a year from fifty before the pivot to forty-nine after; more digits are the year itself."""

    def put(read: _Read, text: str) -> None:
        year = int(text)
        if len(text) == 2 and text.isdecimal():
            low = pivot - 50
            year = low + (year - low) % 100
        if of_week:
            read.week_year = year
        else:
            read.fields.year = year

    return put


def _named(names: dict[str, int], put: Callable[[_Read, int], None]) -> tuple[str, _Set]:
    """One of these names, the longest that is there; in the cases they are known in."""
    choices = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))

    def set_name(read: _Read, text: str) -> None:
        put(read, names[text])

    return f"(?-i:((?>{choices})))", set_name


def _put_month(read: _Read, number: int) -> None:
    read.fields.month = number


def _put_weekday(read: _Read, number: int) -> None:
    read.weekday = number


def _put_half(read: _Read, number: int) -> None:
    read.half = number


def _set_year(read: _Read, text: str) -> None:
    read.fields.year = int(text)


def _set_week_year(read: _Read, text: str) -> None:
    read.week_year = int(text)


def _set_month(read: _Read, text: str) -> None:
    read.fields.month = int(text)


def _set_day(read: _Read, text: str) -> None:
    read.fields.day = int(text)


def _set_hour(read: _Read, text: str) -> None:
    read.fields.hour = int(text)


def _set_clock_hour(read: _Read, text: str) -> None:
    hour = int(text)
    if not 1 <= hour <= 24:
        raise NoMoment("there is no such hour")
    read.fields.hour = hour % 24


def _set_half_hour(read: _Read, text: str) -> None:
    if int(text) > 11:
        raise NoMoment("there is no such hour of half a day")
    read.clock12 = int(text)


def _set_half_clock_hour(read: _Read, text: str) -> None:
    if not 1 <= int(text) <= 12:
        raise NoMoment("there is no such hour of half a day")
    read.clock12 = int(text) % 12


def _set_minute(read: _Read, text: str) -> None:
    read.fields.minute = int(text)


def _set_second(read: _Read, text: str) -> None:
    read.fields.second = int(text)


def _set_fraction(read: _Read, text: str) -> None:
    read.fields.nanosecond = int(text[:9].ljust(9, "0"))


def _set_day_of_year(read: _Read, text: str) -> None:
    read.day_of_year = int(text)


def _set_week(read: _Read, text: str) -> None:
    read.week = int(text)


def _set_weekday(read: _Read, text: str) -> None:
    read.weekday = int(text)


def _set_century(read: _Read, text: str) -> None:
    read.fields.year = int(text) * 100 + read.fields.year % 100


def _set_offset(read: _Read, text: str) -> None:
    read.fields.offset = read_offset(text)


def _set_zone_name(read: _Read, text: str) -> None:
    read.fields.zone = _zone(_ZONE_NAMES[text.upper()])


def _set_zone_id(read: _Read, text: str) -> None:
    read.fields.zone = _zone(text)


def _set_era(read: _Read, text: str) -> None:
    read.era_before = text.upper() in ("BC", "BCE")


def _zone(name: str) -> tzinfo:
    if name != "UTC" and name[0] not in "+-" and name not in available_timezones():
        raise NoMoment(f"`{name}` is no time zone")
    return UTC if name == "UTC" else find_zone(name)


_NUMBERS: Final[dict[str, _Set]] = {
    "d": _set_day, "H": _set_hour, "k": _set_clock_hour, "K": _set_half_hour, "h": _set_half_clock_hour,
    "m": _set_minute, "s": _set_second, "D": _set_day_of_year, "w": _set_week, "e": _set_weekday, "C": _set_century,
}  # fmt: skip


def _finish(read: _Read) -> None:
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
