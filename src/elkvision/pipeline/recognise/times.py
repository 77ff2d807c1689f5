"""Reads times: text in the forms that logs use, and numbers by their magnitude. All in nanoseconds since 1970 UTC."""

import re
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

#: Nanoseconds from here on are no usable time: 2262-01-01.
END: Final = 9_214_646_400 * 10**9

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_NUMBER: Final = re.compile(r"(\d{9,19})(?:\.(\d+))?\Z", re.ASCII)
_ISO_TAIL: Final = re.compile(r"(?::(\d\d)(?:[.,](\d+))?)?(?: ?(Z|z|UTC|GMT|[+-]\d\d(?::?\d\d)?))?\Z", re.ASCII)
_ISO_HEAD: Final = re.compile(r"(\d{4}-\d\d-\d\d)(?:[Tt]| +)(\d\d:\d\d)", re.ASCII)
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d\Z", re.ASCII)


def read_time(text: str, zone: object = None, received_ms: int = 0) -> int | None:
    """The time that a text is, all of it; None when it is none, or out of range."""
    text = text.strip()
    head = _ISO_HEAD.match(text)
    if head:
        tail = _ISO_TAIL.match(text, head.end())
        if tail is None:
            return None
        return assemble(head[1] + " " + head[2] + ":" + (tail[1] or "00"), tail[2], tail[3], zone)
    number = _NUMBER.match(text)
    if number:
        return _digits(number[1], number[2] or "")
    if _DAY.match(text):
        return assemble(text + " 00:00:00", None, None, zone)
    return None


def read_number(number: int | float) -> int | None:
    """An epoch time in s, ms, µs or ns, by magnitude."""
    if not 10**8 <= number < END:
        return None
    unit = _unit(number)
    if isinstance(number, int):
        return _in_range(number * unit)
    return _in_range(round(number * unit / 1000) * 1000)


def assemble(moment: str, fraction: str | None, zone: str | None, default_zone: object) -> int | None:
    """From `YYYY-MM-DD hh:mm:ss`, the digits of a fraction, and a zone as it is written in a line."""
    seconds = seconds_of(moment, default_zone if zone is None else None)
    if seconds is None:
        return None
    if zone is not None and zone[0] in "+-":
        seconds -= offset_of(zone)
    ns = int(fraction[:9].ljust(9, "0")) if fraction else 0
    return _in_range(seconds * 10**9 + ns)


@lru_cache(maxsize=8192)
def seconds_of(moment: str, zone: object) -> int | None:
    """Seconds since 1970 of `YYYY-MM-DD hh:mm:ss` in a zone (IANA name; None and unknown ones are UTC)."""
    leap = moment.endswith(":60")
    try:
        at = datetime.fromisoformat(moment[:-2] + "59" if leap else moment)
        at = at.replace(tzinfo=zone_named(zone) if isinstance(zone, str) else UTC)
        return (at - _EPOCH).days * 86400 + (at - _EPOCH).seconds + leap
    except (ValueError, OverflowError):
        return None


@lru_cache(maxsize=1024)
def zone_named(name: str) -> ZoneInfo:
    """The zone of that name, UTC when there is none."""
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return ZoneInfo("UTC")


@lru_cache(maxsize=256)
def offset_of(text: str) -> int:
    """Seconds of `+02`, `-0330`, `+02:00`."""
    digits = text[1:].replace(":", "").ljust(4, "0")
    seconds = int(digits[:2]) * 3600 + int(digits[2:]) * 60
    return -seconds if text[0] == "-" else seconds


def _digits(whole: str, fraction: str) -> int | None:
    number = int(whole)
    if not 10**8 <= number < END:
        return None
    unit = _unit(number)
    part = int((fraction + "0" * 9)[: len(str(unit)) - 1] or 0)
    return _in_range(number * unit + part)


def _unit(number: int | float) -> int:
    if number < 10**11:
        return 10**9
    if number < 10**14:
        return 10**6
    return 1000 if number < 10**17 else 1


def _in_range(ns: int) -> int | None:
    return ns if 0 <= ns < END else None
