"""Times written by a pattern of letters: `yyyy.MM.dd`, `HH:mm:ss.SSS`, `EEE, d MMM`, `'at' HH`.

The letters are those that Joda-Time and java.time share, in UTC and in English; a text in
single quotes stands for itself.
"""

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import Final

from elkvision.pipeline.values.timestamp import Timestamp

_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

Writer = Callable[[datetime, int], str]


@lru_cache(maxsize=1024)
def time_writer(pattern: str) -> Callable[[Timestamp], str]:
    """What writes a moment by the pattern. Raises ValueError at a letter that means nothing."""
    writers = [_writer(piece, length) for piece, length in _pieces(pattern)]

    @lru_cache(maxsize=64)
    def write_second(second: int) -> str:
        moment = Timestamp(second * 1_000_000_000).at_second()
        return "".join([write(moment, 0) for write in writers])

    def write_all(stamp: Timestamp) -> str:
        moment, fraction = stamp.at_second(), stamp.fraction()
        return "".join([write(moment, fraction) for write in writers])

    if any(piece[0] in "SnAN" for piece, length in _pieces(pattern) if length):
        return write_all
    return lambda stamp: write_second(stamp.nanoseconds // 1_000_000_000)


def _pieces(pattern: str) -> list[tuple[str, int]]:
    """Runs of one letter with their length, and texts (length 0)."""
    pieces: list[tuple[str, int]] = []
    at = 0
    while at < len(pattern):
        letter = pattern[at]
        if letter == "'":
            end, text = _quoted(pattern, at)
            pieces.append((text, 0))
        elif letter.isascii() and letter.isalpha():
            end = at
            while end < len(pattern) and pattern[end] == letter:
                end += 1
            pieces.append((letter, end - at))
        else:
            end = at + 1
            pieces.append((letter, 0))
        at = end
    return pieces


def _quoted(pattern: str, at: int) -> tuple[int, str]:
    """Where the quoted text that opens here ends, and the text; two quotes are one quote."""
    if pattern.startswith("''", at):
        return at + 2, "'"
    text = ""
    at += 1
    while at < len(pattern):
        if pattern[at] != "'":
            text += pattern[at]
            at += 1
        elif pattern.startswith("''", at):
            text += "'"
            at += 2
        else:
            return at + 1, text
    raise ValueError(f"the quote in the time pattern {pattern!r} is not closed")


def _writer(letter: str, length: int) -> Writer:
    if length == 0:
        return lambda moment, fraction: letter  # noqa: ARG005 - a text is the same at any time
    if letter == "S":
        return lambda moment, fraction: f"{fraction:09d}".ljust(length, "0")[:length]  # noqa: ARG005
    if letter in _NAMES:
        short, long = _NAMES[letter]
        return lambda moment, fraction: long(moment) if length >= 4 else short(moment)  # noqa: ARG005
    if letter in "Mu" and (letter == "u" or length >= 3):
        return _month(length) if letter == "M" else _numeric(lambda moment: moment.year, length)
    if letter in _NUMBERS:
        number = _NUMBERS[letter]
        if letter in "yYx" and length == 2:
            return lambda moment, fraction: f"{number(moment) % 100:02d}"  # noqa: ARG005
        return _numeric(number, length)
    if letter in _ZONES:
        zone = _ZONES[letter](length)
        return lambda moment, fraction: zone  # noqa: ARG005 - always UTC
    raise ValueError(f"`{letter}` means nothing in a time pattern")


def _month(length: int) -> Writer:
    if length == 3:
        return lambda moment, fraction: _MONTHS[moment.month - 1][:3]  # noqa: ARG005
    return lambda moment, fraction: _MONTHS[moment.month - 1]  # noqa: ARG005


def _numeric(number: Callable[[datetime], int], length: int) -> Writer:
    return lambda moment, fraction: f"{number(moment):0{length}d}"  # noqa: ARG005


_NUMBERS: Final[dict[str, Callable[[datetime], int]]] = {
    "y": lambda moment: moment.year,
    "Y": lambda moment: moment.year,
    "x": lambda moment: moment.isocalendar().year,
    "w": lambda moment: moment.isocalendar().week,
    "C": lambda moment: moment.year // 100,
    "M": lambda moment: moment.month,
    "D": lambda moment: moment.timetuple().tm_yday,
    "d": lambda moment: moment.day,
    "e": lambda moment: moment.isoweekday(),
    "H": lambda moment: moment.hour,
    "k": lambda moment: moment.hour or 24,
    "K": lambda moment: moment.hour % 12,
    "h": lambda moment: moment.hour % 12 or 12,
    "m": lambda moment: moment.minute,
    "s": lambda moment: moment.second,
}

_NAMES: Final[dict[str, tuple[Callable[[datetime], str], Callable[[datetime], str]]]] = {
    "E": (lambda moment: _DAYS[moment.weekday()][:3], lambda moment: _DAYS[moment.weekday()]),
    "a": (lambda moment: "AM" if moment.hour < 12 else "PM",) * 2,
    "G": (lambda moment: "AD",) * 2,  # noqa: ARG005 - no log is older
}

_ZONES: Final[dict[str, Callable[[int], str]]] = {
    "Z": lambda length: ("+0000", "+00:00", "UTC")[min(length, 3) - 1],
    "z": lambda length: "UTC" if length < 4 else "Coordinated Universal Time",
    "X": lambda length: "Z",  # noqa: ARG005
}
