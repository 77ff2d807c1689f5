"""`convert`: columns that are numbers, truth values or moments. What cannot be converted stays as it is."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

from elkvision.pipeline.values.timestamp import Timestamp

_INTEGER: Final = re.compile(r"\s*[+-]?(?:0[xX][0-9a-fA-F_]+|0[bB][01_]+|0[oO]?[0-7_]*|[1-9][0-9]*(?:_[0-9]+)*)\s*")
_FLOAT: Final = re.compile(r"\s*[+-]?[0-9]+(?:_[0-9]+)*(?:\.[0-9]+(?:_[0-9]+)*)?(?:[eE][+-]?[0-9]+)?\s*")
_DATE: Final = re.compile(r"(?:(?:\w+,?\s+)?\w+\s+\d{1,2},?\s+\d{2,4}|\d{4}-\d{2}-\d{2})")
_MOMENT: Final = re.compile(
    r"(?:\w+,?\s+)?\w+\s+\d{1,2}\s+\d{1,2}:\d{1,2}:\d{1,2},?\s+\d{2,4}"
    r"|\d{4}-\d{2}-\d{2}(?:[T\s]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?(?:[+-]\d{2}(?::?\d{2})|\s?UTC|Z)?)?)?"
)
_WORDY: Final = ("%b %d %Y", "%B %d %Y", "%b %d %y", "%B %d %y")


def to_integer(text: str) -> Any:
    """A whole number as Ruby writes them: also `0x1F`, `0b1`, `017`, `1_000`."""
    if _INTEGER.fullmatch(text) is None:
        return text
    digits = text.strip().replace("_", "")
    sign, number = (-1 if digits.startswith("-") else 1), digits.lstrip("+-")
    try:
        octal = len(number) > 1 and number[0] == "0" and number[1] in "01234567"
        return sign * int(number, 8 if octal else 0)
    except ValueError:
        return text


def to_float(text: str) -> Any:
    """A number with or without a fraction."""
    return float(text.replace("_", "")) if _FLOAT.fullmatch(text) else text


def to_boolean(text: str) -> Any:
    """`true` and `false`, however they are capitalised; other texts in lower case."""
    lowered = text.strip().lower()
    return {"true": True, "false": False}.get(lowered, lowered)


def to_date(text: str) -> Any:
    """A day: the moment it begins in UTC."""
    return _read(text, _DATE, "")


def to_moment(text: str) -> Any:
    """A day and a time; UTC where no zone is written."""
    return _read(text, _MOMENT, " %H:%M:%S")


def _read(text: str, shape: re.Pattern[str], clock: str) -> Any:
    stripped = text.strip()
    if shape.fullmatch(stripped) is None:
        return text
    moment = _iso(stripped) if stripped[:4].isdigit() else _wordy(stripped, clock)
    if moment is None:
        return text
    return Timestamp.of(moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def _iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(re.sub(r"\s?UTC$", "+00:00", text))
    except ValueError:
        return None


def _wordy(text: str, clock: str) -> datetime | None:
    """`Sat Aug 28 2010`, `August 28, 2010`, `Aug 28 02:29:34 2010`."""
    words = text.replace(",", " ").split()
    wanted = 4 if clock else 3
    words = words[-wanted:]
    if clock and len(words) == wanted:
        words = [*words[:2], words[3], words[2]]
    for shape in _WORDY:
        try:
            return datetime.strptime(" ".join(words), f"{shape}{clock}").replace(tzinfo=UTC)
        except ValueError:
            continue
    return None


CONVERSIONS: Final[dict[str, Callable[[str], Any]]] = {
    "integer": to_integer,
    "float": to_float,
    "boolean": to_boolean,
    "date": to_date,
    "date_time": to_moment,
}
