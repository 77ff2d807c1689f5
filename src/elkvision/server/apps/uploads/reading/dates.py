"""Tables that spread a time over columns: Month, Date and Time, or year, month, day, hour, minute and second.

The columns are joined to one text in a form that the pipeline reads, and stay in the row as they are. A day and a time
of day under `date` and `time` are left to the pipeline, which reads them itself where the day is as in ISO 8601.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from elkvision.core.clock import now_ms
from elkvision.core.event import ALIASES
from elkvision.pipeline.recognise.stamps import read_time

_PARTS: Final = {
    "year": ("year", "yyyy"),
    "month": ("month", "mon"),
    "day": ("day", "dd", "mday", "dayofmonth"),
    "date": ("date", "logdate", "eventdate", "startdate"),
    "time": ("time", "clock", "timeofday", "logtime", "eventtime", "starttime"),
    "hour": ("hour", "hh"),
    "minute": ("minute", "min"),
    "second": ("second", "sec"),
}
_WITHOUT_SECONDS: Final = re.compile(r"\A(\d{1,2}:\d\d)(?![:\d])")
#: A column of such a name has the whole time already; of these two it may be half of it.
_WHOLE: Final = frozenset(name.lower() for name in ALIASES["@timestamp"]) - {"date", "time", "eventtime", "event_time"}


class Spread:
    """Where in a table's rows the parts of the time are."""

    def __init__(self, columns: Sequence[str]) -> None:
        plain = {re.sub(r"[^a-z]", "", name.lower()): name for name in reversed(columns)}
        whole = any(name.lower() in _WHOLE for name in columns)
        self._at: Mapping[str, str] = (
            {}
            if whole
            else {part: plain[known] for part, names in _PARTS.items() for known in reversed(names) if known in plain}
        )

    def joined(self, row: Mapping[str, str]) -> str | None:
        """The row's time as one text; None where the row has none that can be read."""
        part = {name: row[column].strip() for name, column in self._at.items() if row.get(column, "").strip()}
        clock = _clock_of(part)
        day = _day_of(part) if clock else None
        if day is None:
            return None
        text = f"{day} {clock}"
        return text if read_time(text, None, now_ms()) is not None else None


def _clock_of(part: Mapping[str, str]) -> str | None:
    if "time" in part:
        return _WITHOUT_SECONDS.sub(r"\1:00", part["time"], count=1)
    if "hour" in part and "minute" in part:
        return f"{part['hour']:0>2}:{part['minute']:0>2}:{part.get('second', '0'):0>2}"
    return None


def _day_of(part: Mapping[str, str]) -> str | None:
    month, day, year = part.get("month"), part.get("day") or part.get("date"), part.get("year")
    if month is None or day is None or not day.isdecimal():
        return part.get("date")
    if month.isdecimal():
        return "-".join([*([year] if year else []), f"{month:0>2}", f"{day:0>2}"])
    return f"{month.capitalize()} {day}, {year}" if year else f"{month.capitalize()} {day}"
