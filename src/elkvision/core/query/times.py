"""Times as people type them in a query, each a span as long as it was written: a day, a minute, a moment."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

_NANO: Final = 1_000_000_000
_SECONDS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST: Final = -(1 << 63)
_LAST: Final = (1 << 63) - 1
_NOW = re.compile(r"now(?:([+-])(\d{1,9})([smhdw]))?(?:/([smhdw]))?\Z")
_NUMBER = re.compile(r"\d{9,19}\Z")
_ISO = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ](\d\d)(?::(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?)?)?)?"
    r"(Z|[+-]\d\d(?::?\d\d)?)?\Z",
    re.IGNORECASE,
)

#: First nanosecond of the span, and the first one after it.
Instants = tuple[int, int]


def read_time(text: str, now_ms: Callable[[], int]) -> Instants:
    """Raises ValueError with a sentence when the text is no time. Without a zone it is UTC.

    What lies outside the years 1677 to 2262, which 64 bits of nanoseconds hold, counts as their edge.
    """
    first, after = _read(text, now_ms)
    return max(_FIRST, min(first, _LAST)), max(_FIRST, min(after, _LAST))


def _read(text: str, now_ms: Callable[[], int]) -> Instants:
    relative = _NOW.match(text)
    if relative:
        return _relative(relative, now_ms())
    if _NUMBER.match(text):
        return _epoch(text)
    absolute = _ISO.match(text)
    if absolute is None:
        raise ValueError("it has none of the known forms")
    return _absolute(absolute)


def _relative(found: re.Match[str], now_ms: int) -> Instants:
    sign, amount, unit, rounding = found.groups()
    moment = now_ms * 1_000_000
    if amount:
        moment += (-1 if sign == "-" else 1) * int(amount) * _SECONDS[unit] * _NANO
    if not rounding:
        return moment, moment + 1
    length = _SECONDS[rounding] * _NANO
    # 1970 began on a Thursday, weeks begin on Monday.
    shift = 3 * _SECONDS["d"] * _NANO if rounding == "w" else 0
    start = (moment + shift) // length * length - shift
    return start, start + length


def _epoch(text: str) -> Instants:
    """Seconds, milliseconds, microseconds or nanoseconds, by how many digits there are."""
    unit = next(unit for digits, unit in ((11, _NANO), (14, 1_000_000), (17, 1000), (19, 1)) if len(text) <= digits)
    return int(text) * unit, (int(text) + 1) * unit


def _absolute(found: re.Match[str]) -> Instants:
    year, month, day, hour, minute, second, fraction, zone = found.groups()
    if zone and not hour:
        raise ValueError("a zone needs a time of day")
    start = datetime(int(year), int(month or 1), int(day or 1), int(hour or 0), int(minute or 0), tzinfo=UTC)
    seconds = int(second or 0)
    if seconds > 59:
        raise ValueError("seconds go to 59")
    nanos = _nanoseconds(start) + seconds * _NANO - _offset(zone)
    if fraction:
        unit = 10 ** (9 - len(fraction))
        first = nanos + int(fraction) * unit
        return first, first + unit
    if second or minute or hour or day:
        length = 1 if second else 60 if minute else 3600 if hour else 86_400
        return nanos, nanos + length * _NANO
    following = (start.replace(day=28) + timedelta(days=4)).replace(day=1) if month else _next_year(start)
    return nanos, _nanoseconds(following)


def _next_year(start: datetime) -> datetime:
    return start.replace(year=start.year + 1)


def _nanoseconds(moment: datetime) -> int:
    since = moment - _EPOCH
    return (since.days * 86_400 + since.seconds) * _NANO + since.microseconds * 1000


def _offset(zone: str | None) -> int:
    if not zone or zone in "Zz":
        return 0
    digits = zone[1:].replace(":", "")
    minutes = int(digits[:2]) * 60 + int(digits[2:] or 0)
    return (-1 if zone[0] == "-" else 1) * minutes * 60 * _NANO


def time_text(nanoseconds: int) -> str:
    """The moment in ISO 8601, to the nanosecond."""
    seconds, rest = divmod(nanoseconds, _NANO)
    return f"{(_EPOCH + timedelta(seconds=seconds)).replace(tzinfo=None).isoformat()}.{rest:09d}Z"
