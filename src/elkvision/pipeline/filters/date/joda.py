"""Joda's time patterns, `dd/MMM/yyyy:HH:mm:ss Z`, read the way Joda reads them.

A run of one letter is a field. Numbers may have fewer digits than letters; where two numbers touch, each takes as
many digits as letters. Texts are matched without regard to capitals, and text in single quotes stands for itself.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from elkvision.pipeline.filters.date.letters import (
    NUMBERS,
    ZONE_NAMES,
    Read,
    Setter,
    finish,
    put_half,
    put_month,
    put_weekday,
    set_era,
    set_fraction,
    set_month,
    set_offset,
    set_week_year,
    set_year,
    set_zone_id,
    set_zone_name,
)
from elkvision.pipeline.filters.date.locales import Locale
from elkvision.pipeline.filters.date.moments import Fields, NoMoment

#: Most digits of the fields that are plain numbers.
_DIGITS: Final = {"d": 2, "H": 2, "h": 2, "k": 2, "K": 2, "m": 2, "s": 2, "D": 3, "w": 2, "e": 1, "C": 9}
_YEARS: Final = "yYx"
_OFFSET: Final = r"(Z|z|[+-][0-9]{2}(?::?[0-9]{2}(?::?[0-9]{2}(?:[.,][0-9]{3})?)?)?)"


class BadPattern(ValueError):
    """The pattern has a letter that means nothing, or a quote that is not closed."""


@dataclass(frozen=True, slots=True)
class Joda:
    """A compiled pattern."""

    expression: re.Pattern[str]
    setters: tuple[Setter, ...]
    #: Whether a year is written; without one it has to be guessed.
    has_year: bool
    #: Whether only a time of day is written: it is one of the first of January then.
    only_time: bool

    def read(self, text: str) -> Fields:
        """The moment's parts. Raises NoMoment."""
        match = self.expression.fullmatch(text)
        if match is None:
            raise NoMoment("the text is not of the pattern")
        read = Read(Fields(year=1970 if self.only_time else 2000))
        for setter, value in zip(self.setters, match.groups(), strict=True):
            setter(read, value)
        finish(read)
        return read.fields


def compile_pattern(pattern: str, locale: Locale, now_year: int) -> Joda:
    """The compiled pattern. Raises BadPattern."""
    tokens = _tokens(pattern)
    expression: list[str] = []
    setters: list[Setter] = []
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


def _part(letter: str, length: int, number_follows: bool, locale: Locale, now_year: int) -> tuple[str, Setter]:
    if letter in _YEARS:
        return _year(letter, length, number_follows, now_year)
    if letter == "M":
        return ("([0-9]{1,2}+)", set_month) if length <= 2 else _named(locale.months, put_month)
    if letter == "E":
        return _named(locale.days, put_weekday)
    if letter == "a":
        return _named(locale.halves, put_half)
    if letter == "S":
        return f"([0-9]{{0,{length}}}+)", set_fraction
    if letter in _DIGITS:
        return f"([0-9]{{1,{max(_DIGITS[letter], length) if letter == 'C' else _DIGITS[letter]}}}+)", NUMBERS[letter]
    if letter == "Z":
        return (_OFFSET, set_offset) if length <= 2 else (r"([A-Za-z][\w+\-/]*|[+-][0-9]{2}:?[0-9]{2})", set_zone_id)
    if letter == "z":
        return f"({'|'.join(sorted(ZONE_NAMES, key=len, reverse=True))})", set_zone_name
    if letter == "G":
        return "(BCE|CE|BC|AD)", set_era
    raise BadPattern(f"`{letter}` means nothing in a time pattern")


def _year(letter: str, length: int, number_follows: bool, now_year: int) -> tuple[str, Setter]:
    digits = f"{{1,{length}}}+" if number_follows else "{1,9}+"
    if length == 2:
        digits = "{2}" if number_follows else digits
        return f"([+-]?[0-9]{digits})", _short_year(letter == "x", now_year - 30)
    return f"([+-]?[0-9]{digits})", set_week_year if letter == "x" else set_year


def _short_year(of_week: bool, pivot: int) -> Setter:
    """Two digits are a year from fifty before the pivot to forty-nine after; more digits are the year itself."""

    def put(read: Read, text: str) -> None:
        year = int(text)
        if len(text) == 2 and text.isdecimal():
            low = pivot - 50
            year = low + (year - low) % 100
        if of_week:
            read.week_year = year
        else:
            read.fields.year = year

    return put


def _named(names: dict[str, int], put: Callable[[Read, int], None]) -> tuple[str, Setter]:
    """One of these names, the longest that is there; in the cases they are known in."""
    choices = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))

    def set_name(read: Read, text: str) -> None:
        put(read, names[text])

    return f"(?-i:((?>{choices})))", set_name
