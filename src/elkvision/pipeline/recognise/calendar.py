"""Days, zones and years, as nanoseconds since 1970 UTC. What is no time, or out of range, is None."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

#: Nanoseconds from here on are no usable time: 2262-01-01.
END: Final = 9_214_646_400 * 10**9

#: Numbers below are no time: 1973 in seconds.
FIRST_NUMBER: Final = 10**8

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_DAY_MS: Final = 86_400_000

#: Zones that logs name by letters, and that mean one thing only; seconds east of Greenwich.
NAMED_ZONES: Final = {
    "Z": 0, "z": 0, "UTC": 0, "GMT": 0, "WET": 0, "WEST": 3600, "CET": 3600, "CEST": 7200, "EET": 7200, "EEST": 10800,
    "MSK": 10800, "JST": 32400, "KST": 32400, "EST": -18000, "EDT": -14400, "CDT": -18000, "MST": -25200,
    "MDT": -21600, "PST": -28800, "PDT": -25200,
}  # fmt: skip

MONTHS: Final = {
    name[:size]: number
    for number, name in enumerate(
        ("january", "february", "march", "april", "may", "june", "july",
         "august", "september", "october", "november", "december"), 1,
    )
    for size in (3, len(name))
}  # fmt: skip


def moment(second: str, fraction: str | None, zone: str | None, default_zone: object) -> int | None:
    """From `YYYY-MM-DD hh:mm:ss`, the digits of a fraction, and a zone as a line writes it."""
    if zone is None:
        seconds = seconds_of(second, default_zone)
        if seconds is None:
            return None
    else:
        seconds = seconds_of(second, None)
        if seconds is None:
            return None
        seconds -= offset_of(zone)
    return in_range(seconds * 1_000_000_000 + (int(fraction[:9].ljust(9, "0")) if fraction else 0))


@lru_cache(maxsize=8192)
def seconds_of(second: str, zone: object) -> int | None:
    """Seconds since 1970 of `YYYY-MM-DD hh:mm:ss` in a zone (IANA name; None and unknown ones are UTC)."""
    leap = second.endswith(":60")
    try:
        at = datetime.fromisoformat(second[:-2] + "59" if leap else second)
        since = at.replace(tzinfo=zone_named(zone) if isinstance(zone, str) else UTC) - _EPOCH
    except (ValueError, OverflowError):
        return None
    return since.days * 86400 + since.seconds + leap


@lru_cache(maxsize=256)
def zone_named(name: str) -> ZoneInfo:
    """The zone of that name, UTC when there is none."""
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return ZoneInfo("UTC")


@lru_cache(maxsize=256)
def offset_of(zone: str) -> int:
    """Seconds east of Greenwich of `+02`, `-0330`, `+02:00`, or one of NAMED_ZONES."""
    if zone in NAMED_ZONES:
        return NAMED_ZONES[zone]
    digits = zone[1:].replace(":", "").ljust(4, "0")
    seconds = int(digits[:2]) * 3600 + int(digits[2:]) * 60
    return -seconds if zone[0] == "-" else seconds


def without_year(
    rest: str, fraction: str | None, zone: str | None, received_ms: int, default_zone: object
) -> int | None:
    """A time whose line says no year, `MM-DD hh:mm:ss`: the latest that is not after the receipt plus a day."""
    latest_ms = received_ms + _DAY_MS
    year = _last_year(latest_ms // _DAY_MS)
    for candidate in range(year, year - 10, -1):  # a 29th of February may be eight years back
        found = moment(f"{candidate}-{rest}", fraction, zone, default_zone)
        if found is not None and found <= latest_ms * 1_000_000:
            return found
    return None


@lru_cache(maxsize=64)
def _last_year(day: int) -> int:
    """The latest year that it may be anywhere on a day since 1970 UTC."""
    return (_EPOCH + timedelta(days=min(max(day, 0), 106_000) + 1)).year


def of_number(number: int | float) -> int | None:
    """An epoch time in s, ms, µs or ns, by magnitude."""
    if not FIRST_NUMBER <= number < END:
        return None
    unit = _unit(number)
    if isinstance(number, int):
        return in_range(number * unit)
    return in_range(round(number * unit / 1000) * 1000)


def of_digits(whole: str, fraction: str | None) -> int | None:
    """The same of digits in a text, with those of a fraction."""
    number = int(whole)
    if not FIRST_NUMBER <= number < END:
        return None
    unit = _unit(number)
    part = (fraction or "").ljust(9, "0")[: len(str(unit)) - 1]
    return in_range(number * unit + int(part or 0))


def _unit(number: int | float) -> int:
    if number < 10**11:
        return 10**9
    if number < 10**14:
        return 10**6
    return 1000 if number < 10**17 else 1


def in_range(ns: int) -> int | None:
    return ns if 0 <= ns < END else None
