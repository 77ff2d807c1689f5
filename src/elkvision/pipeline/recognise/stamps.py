"""The shapes in which logs write a time. `find_stamp` reads one that begins at a place of a text."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final, NamedTuple

from elkvision.pipeline.recognise.calendar import MONTHS, moment, of_digits, without_year


class Stamp(NamedTuple):
    ns: int
    end: int  # the place after it
    zoned: bool  # it says its zone


class _Setting(NamedTuple):
    """What a line does not say itself."""

    received_ms: int
    zone: object


_Reader = Callable[[re.Match[str], _Setting], int | None]

_NAMED: Final = r"UTC|GMT|WES?T|CES?T|EES?T|MSK|JST|KST|E[SD]T|CDT|M[SD]T|P[SD]T"
_ZONE: Final = rf"(?P<zone>[Zz](?![A-Za-z])|[ ]?[+-]\d\d:?\d\d(?!\d)|[+-]\d\d(?![\d:])|[ ]?(?:{_NAMED})(?![A-Za-z]))?"
_FRACTION: Final = r"(?:(?:[.,]|:(?=\d{3}(?!\d)))(?P<fraction>\d+))?"
_CLOCK: Final = r"(?P<clock>\d\d:\d\d:\d\d)"
_LOOSE_CLOCK: Final = r"(?P<h>\d{1,2}):(?P<m>\d\d):(?P<s>\d\d)"
_HALF: Final = r"(?:[ \u202f](?P<half>[AaPp]\.?[Mm]\.?)(?![A-Za-z]))?"
_WEEKDAY: Final = r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? +)?"
_END: Final = r"(?![\w])"


def _pattern(*parts: str) -> re.Pattern[str]:
    return re.compile("".join(parts), re.ASCII)


def _zone(found: re.Match[str]) -> str | None:
    zone = found["zone"]
    return zone.strip() if zone else None


def _iso(found: re.Match[str], at: _Setting) -> int | None:
    return moment(f"{found['date']} {found['clock']}", found["fraction"], _zone(found), at.zone)


def _year_first(found: re.Match[str], at: _Setting) -> int | None:
    second = (
        f"{found['y']}-{found['mo']:0>2}-{found['d']:0>2} {found['h']:0>2}:{found['m']:0>2}:{found['s'] or '00':0>2}"
    )
    return moment(second, found["fraction"], _zone(found), at.zone)


def _milliseconds(found: re.Match[str], at: _Setting) -> int | None:
    second = f"{found['y']}-{found['mo']}-{found['d']} {found['h']:0>2}:{found['m']:0>2}:{found['s']:0>2}"
    return moment(second, f"{found['ms']:0>3}" if found["ms"] else None, None, at.zone)


def _short_year(found: re.Match[str], at: _Setting) -> int | None:
    """`yy/MM/dd`, as Spark and Hadoop write; `MM/dd/yy` where that is no day."""
    a, b, c = found["a"], found["b"], found["c"]
    clock = f"{found['h']:0>2}:{found['m']}:{found['s']}"
    first = moment(f"20{a}-{b}-{c} {clock}", found["fraction"], None, at.zone)
    return first if first is not None else moment(f"20{c}-{a}-{b} {clock}", found["fraction"], None, at.zone)


def _year_last(found: re.Match[str], at: _Setting) -> int | None:
    """Days with points, or above twelve, come first; else it is the month, as in the United States."""
    a, b = found["a"], found["b"]
    month, day = (b, a) if found["sep"] == "." or int(a) > 12 else (a, b)
    return moment(f"{found['y']}-{month:0>2}-{day:0>2} {_clock(found)}", found["fraction"], _zone(found), at.zone)


def _named_month(found: re.Match[str], at: _Setting) -> int | None:
    month = MONTHS.get(found["mon"].lower())
    if month is None:
        return None
    rest = f"{month:02d}-{found['d']:0>2} {_clock(found)}"
    year = found["y"] or (found["y2"] if "y2" in found.re.groupindex else None)
    if year is None:
        return without_year(rest, found["fraction"], _zone(found), at.received_ms, at.zone)
    return moment(f"{'20' + year if len(year) == 2 else year}-{rest}", found["fraction"], _zone(found), at.zone)


def _clock(found: re.Match[str]) -> str:
    hour, half = found["h"], found["half"]
    if half:
        hour = str(int(hour) % 12 + (12 if half[0] in "pP" else 0))
    return f"{hour:0>2}:{found['m']}:{found['s']}"


def _month_day(found: re.Match[str], at: _Setting) -> int | None:
    rest = f"{found['mo']}-{found['d']} {found['clock']}"
    return without_year(rest, found["fraction"], None, at.received_ms, at.zone)


def _six_digits(found: re.Match[str], at: _Setting) -> int | None:
    second = f"20{found['y']}-{found['mo']}-{found['d']} {found['h']:0>2}:{found['m']}:{found['s']}"
    return moment(second, None, None, at.zone)


def _number(found: re.Match[str], _at: _Setting) -> int | None:
    return of_digits(found["whole"], found["fraction"])


_YMD: Final = r"(?P<y>\d{4})(?P<mo>\d\d)(?P<d>\d\d)"
_AT_DIGIT: Final[tuple[tuple[re.Pattern[str], _Reader], ...]] = (
    (_pattern(r"(?P<date>\d{4}-\d\d-\d\d)[T ]", _CLOCK, _FRACTION, _ZONE, _END), _iso),
    (_pattern(r"(?P<y>\d{4})([-/.])(?P<mo>\d{1,2})\2(?P<d>\d{1,2})(?:[Tt:_-]| +)(?P<h>\d{1,2})([:.])(?P<m>\d\d)"
              r"(?:\6(?P<s>\d\d))?", _FRACTION, _ZONE, _END), _year_first),
    (_pattern(r"(?P<mo>\d\d)[-./](?P<d>\d\d) ", _CLOCK, _FRACTION, _END), _month_day),
    (_pattern(r"(?P<a>\d\d)/(?P<b>\d\d)/(?P<c>\d\d) ", _LOOSE_CLOCK, _FRACTION, _END), _short_year),
    (_pattern(r"(?P<y>\d\d)(?P<mo>\d\d)(?P<d>\d\d) (?P<h>\d\d)(?P<m>\d\d)(?P<s>\d\d)", _END), _six_digits),
    (_pattern(r"(?P<y>\d\d)(?P<mo>\d\d)(?P<d>\d\d) +", _LOOSE_CLOCK, _END), _six_digits),
    (_pattern(_YMD, r"[- ](?P<h>\d{1,2}):(?P<m>\d{1,2}):(?P<s>\d{1,2})(?:[:](?P<ms>\d{1,3}))?(?![\w.,])"), _milliseconds),
    (_pattern(_YMD, r"[-T ]?(?P<h>\d\d):?(?P<m>\d\d):?(?P<s>\d\d)", _FRACTION, _ZONE, _END), _year_first),
    (_pattern(r"(?P<d>\d{1,2})[ /-](?P<mon>[A-Z][A-Za-z]{2,8})[ /-](?P<y>\d{4}|\d\d)[ :T]+", _LOOSE_CLOCK, _FRACTION, _HALF, _ZONE, _END),
     _named_month),
    (_pattern(r"(?P<a>\d{1,2})(?P<sep>[/.-])(?P<b>\d{1,2})(?P=sep)(?P<y>\d{4})[T,: ]+", _LOOSE_CLOCK, _FRACTION, _HALF, _ZONE, _END), _year_last),
    (_pattern(r"(?P<whole>\d{10}|\d{13}|\d{16}|\d{19})(?:[.,](?P<fraction>\d{1,9}))?(?=[\s|,;:\]\"]|\Z)"), _number),
)  # fmt: skip
_AT_LETTER: Final[tuple[tuple[re.Pattern[str], _Reader], ...]] = (
    (_pattern(_WEEKDAY, r"(?P<mon>[A-Z][A-Za-z]{2,8})\.? +(?P<d>\d{1,2})(?:,? +(?P<y>\d{4}),?)? +", _LOOSE_CLOCK, _FRACTION, _HALF,
              _ZONE, r"(?: (?P<y2>(?:19|20)\d\d)(?=[\s\]:]|\Z))?", _END), _named_month),
    (_pattern(_WEEKDAY, r"(?P<d>\d{1,2})[ -](?P<mon>[A-Z][A-Za-z]{2,8})[ -](?P<y>\d{4}|\d\d) +", _LOOSE_CLOCK, _FRACTION, _HALF, _ZONE, _END),
     _named_month),
)  # fmt: skip
_LETTERS: Final = frozenset("JFMASONDTW")


def find_stamp(text: str, place: int, received_ms: int, zone: object) -> Stamp | None:
    """The time that begins there."""
    first = text[place : place + 1]
    if "0" <= first <= "9":
        shapes = _AT_DIGIT
    elif first in _LETTERS and first:
        shapes = _AT_LETTER
    else:
        return None
    for pattern, read in shapes:
        found = pattern.match(text, place)
        if found is None:
            continue
        ns = read(found, _Setting(received_ms, zone))
        if ns is not None:
            return Stamp(ns, found.end(), "zone" in pattern.groupindex and found["zone"] is not None)
    return None


_LONE_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d\Z", re.ASCII)
_LONE_DIGITS: Final = re.compile(r"(\d{9,19})(?:\.(\d+))?\Z", re.ASCII)
_MORE_SPACES: Final = re.compile(r"(?<=\d)(?:[Tt]|\s+)(?=\d)|\s+")


def read_time(text: str, zone: object, received_ms: int) -> int | None:
    """The time that a text is, all of it."""
    text = text.strip()
    if len(text) > 64:
        return None
    if len(text) == 24 or len(text) == 20:
        ns = _zulu(text)
        if ns is not None:
            return ns
    return _read_time(text, zone, received_ms)


@lru_cache(maxsize=4096)
def _zulu_second(second: str) -> int | None:
    return moment(second.replace("T", " "), None, "Z", None) if second[10] == "T" else None


def _zulu(text: str) -> int | None:
    """The form that most senders use, quickly: `…T…Z` with three digits or none."""
    if text[-1] != "Z" or not text.isascii():
        return None
    second = _zulu_second(text[:19])
    if second is None or len(text) == 20:
        return second
    digits = text[20:23]
    return second + int(digits) * 1_000_000 if text[19] == "." and digits.isdecimal() else None


def _read_time(text: str, zone: object, received_ms: int) -> int | None:
    if _LONE_DAY.match(text):
        return moment(text + " 00:00:00", None, None, zone)
    digits = _LONE_DIGITS.match(text)
    if digits:
        return of_digits(digits[1], digits[2])
    plain = _MORE_SPACES.sub(" ", text)
    found = find_stamp(plain, 0, received_ms, zone)
    return found.ns if found is not None and found.end == len(plain) else None
