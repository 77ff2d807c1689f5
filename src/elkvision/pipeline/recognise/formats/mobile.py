"""Android's logcat."""

import re
from typing import Any, Final

from elkvision.core.event import LEVEL_NAMES
from elkvision.pipeline.recognise.formats.shape import DIGITS, Format, Line, pattern, process
from elkvision.pipeline.recognise.stamps import find_stamp


def _timed(found: re.Match[str], line: Line) -> dict[str, Any] | None:
    """`threadtime` and `time`: with a month and a day, and with a year when one was asked for."""
    stamp = find_stamp(line.head, 0, line.received_ms, line.zone)
    if stamp is None:
        return None
    return {"@timestamp": stamp.ns, **_tagged(found)}


def _brief(found: re.Match[str], _line: Line) -> dict[str, Any] | None:
    return _tagged(found)


def _tagged(found: re.Match[str]) -> dict[str, Any]:
    fields: dict[str, Any] = {"level": LEVEL_NAMES[found["level"].lower()]}
    tag = found["tag"].strip()
    if tag:
        fields["logger"] = tag
    attributes = process(found["pid"])
    if attributes:
        fields["attributes"] = attributes
    return fields


_DATE: Final = r"(?:\d{4}-)?\d\d-\d\d \d\d:\d\d:\d\d\.\d{3,9}(?: [+-]\d{4})?"
_THREADTIME: Final[Format] = (
    pattern(_DATE, r" +(?:\w+ +)??(?P<pid>\d+) +\d+ (?P<level>[VDIWEFA]) (?P<tag>[^:\n]{0,120}?) *:"),
    _timed,
)
_TIME: Final[Format] = (pattern(_DATE, r":? (?P<level>[VDIWEFA])/(?P<tag>[^\n(]{0,120}?) *\( *(?P<pid>\d+)\):"), _timed)
_BRIEF: Final[Format] = (pattern(r"(?P<level>[VDIWEF])/(?P<tag>[^\n(]{1,120}?) *\( *(?P<pid>\d+)\): "), _brief)

FORMATS: Final = {DIGITS: (_THREADTIME, _TIME), "VDIWEF": (_BRIEF,)}
