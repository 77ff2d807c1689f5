"""Lengths of time as people write them: `90s`, `5m`, `1h30m`, `7d`."""

import re
from datetime import timedelta
from typing import Final

_UNITS: Final = {"w": 604_800, "d": 86_400, "h": 3600, "m": 60, "s": 1}
_LENGTH = re.compile(r"(?:\d{1,9}[wdhms])+\Z")
_PART = re.compile(r"(\d+)([wdhms])")
_LONGEST: Final = 10 * 365 * 86_400


def read_duration(text: str) -> timedelta:
    """Raises ValueError when the text is no length of time, or one of more than ten years."""
    if text == "0":
        return timedelta(0)
    if not _LENGTH.match(text):
        raise ValueError(f"{text!r} is no length of time")
    seconds = sum(int(amount) * _UNITS[unit] for amount, unit in _PART.findall(text))
    if seconds > _LONGEST:
        raise ValueError(f"{text!r} is more than ten years")
    return timedelta(seconds=seconds)


def duration_text(length: timedelta) -> str:
    """The shortest spelling that reads back as the same length, in one unit: `90s`, `5m`, `36h`."""
    seconds = length // timedelta(seconds=1)
    if seconds == 0:
        return "0s"
    unit = next(unit for unit in ("d", "h", "m", "s") if seconds % _UNITS[unit] == 0)
    return f"{seconds // _UNITS[unit]}{unit}"


def spoken(length: timedelta) -> str:
    """The length in its two largest units, for sentences: `1 h 12 m`, `7 d`, `0 s`."""
    seconds = length // timedelta(seconds=1)
    units = [("d", 86_400), ("h", 3600), ("m", 60), ("s", 1)]
    first = next((place for place, (_, size) in enumerate(units) if seconds >= size), len(units) - 1)
    parts: list[str] = []
    for unit, size in units[first : first + 2]:
        amount, seconds = divmod(seconds, size)
        if amount or not parts:
            parts.append(f"{amount} {unit}")
    return " ".join(parts)
