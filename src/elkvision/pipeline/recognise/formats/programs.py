"""Lines of libraries and programs whose level or time stands where no general rule would look."""

import re
from typing import Any, Final

from elkvision.core.event import LEVEL_NAMES
from elkvision.pipeline.recognise.calendar import moment, without_year
from elkvision.pipeline.recognise.formats.shape import DIGITS, Format, Line, pattern, process
from elkvision.pipeline.recognise.levels import LARGE
from elkvision.pipeline.recognise.stamps import find_stamp


def _glog(found: re.Match[str], line: Line) -> dict[str, Any] | None:
    """glog and klog: `I0102 15:04:05.000000    12 main.go:7] …`, with a year in newer ones."""
    rest = f"{found['month']}-{found['day']} {found['clock']}"
    if found["year"]:
        ns = moment(f"{found['year']}-{rest}", found["fraction"], None, line.zone)
    else:
        ns = without_year(rest, found["fraction"], None, line.received_ms, line.zone)
    if ns is None:
        return None
    fields: dict[str, Any] = {"@timestamp": ns, "level": LEVEL_NAMES[found["level"].lower()], "logger": found["file"]}
    fields["attributes"] = process(found["pid"])
    return fields


def _ruby(found: re.Match[str], line: Line) -> dict[str, Any] | None:
    """Ruby's Logger, and with it Rails: `I, [2024-01-01T12:00:00.123456 #42]  INFO -- name: …`."""
    stamp = find_stamp(line.head, found.start("time"), line.received_ms, line.zone)
    if stamp is None:
        return None
    fields: dict[str, Any] = {"@timestamp": stamp.ns, "level": LARGE.get(found["level"], "info")}
    if found["name"].strip():
        fields["logger"] = found["name"].strip()
    fields["attributes"] = process(found["pid"])
    return fields


def _tornado(found: re.Match[str], line: Line) -> dict[str, Any] | None:
    stamp = find_stamp(line.head, found.start("time"), line.received_ms, line.zone)
    if stamp is None:
        return None
    return {"@timestamp": stamp.ns, "level": LEVEL_NAMES[found["level"].lower()]}


def _python_basic(found: re.Match[str], _line: Line) -> dict[str, Any] | None:
    """Python's `basicConfig`: `WARNING:root:…`."""
    return {"level": LEVEL_NAMES[found["level"].lower()], "logger": found["logger"]}


def _dot_net(found: re.Match[str], _line: Line) -> dict[str, Any] | None:
    """.NET's console logger: `fail: Shop.Payments[12]`."""
    level = {"trce": "trace", "dbug": "debug", "info": "info", "warn": "warning", "fail": "error", "crit": "critical"}
    return {"level": level[found["level"]], "logger": found["logger"]}


def _php(found: re.Match[str], line: Line) -> dict[str, Any] | None:
    stamp = find_stamp(line.head, 1, line.received_ms, line.zone)
    if stamp is None:
        return None
    level = {"Fatal error": "critical", "Parse error": "critical", "Recoverable fatal error": "critical", "Warning": "warning",
             "Deprecated": "notice", "Notice": "notice"}[found["level"]]  # fmt: skip
    return {"@timestamp": stamp.ns, "level": level}


def _proxifier(found: re.Match[str], line: Line) -> dict[str, Any] | None:
    stamp = find_stamp(line.head, 1, line.received_ms, line.zone)
    return {"@timestamp": stamp.ns, "service": found["program"]} if stamp is not None else None


def _health_app(found: re.Match[str], line: Line) -> dict[str, Any] | None:
    stamp = find_stamp(line.head, 0, line.received_ms, line.zone)
    if stamp is None:
        return None
    return {"@timestamp": stamp.ns, "logger": found["component"], "attributes": process(found["pid"])}


_GLOG: Final[Format] = (
    pattern(
        r"(?P<level>[IWEF])(?P<year>\d{4})?(?P<month>\d\d)(?P<day>\d\d) (?P<clock>\d\d:\d\d:\d\d)(?:\.(?P<fraction>\d{1,9}))? +"
        r"(?P<pid>\d+) (?P<file>[^\s\]:]+):\d+\]"
    ),
    _glog,
)
_RUBY: Final[Format] = (
    pattern(
        r"[DIWEFAU], \[(?P<time>\d{4}-\d\d-\d\dT[\d:.]{8,18}) #(?P<pid>\d+)\] +(?P<level>[A-Z]+) -- (?P<name>[^:]{0,80}):"
    ),
    _ruby,
)
_TORNADO: Final[Format] = (
    pattern(r"\[(?P<level>[DIWECF]) (?P<time>(?:\d{6}|\d{4}-\d\d-\d\d) [\d:.]{8,15})[ \]]"),
    _tornado,
)
_PYTHON_BASIC: Final[Format] = (
    pattern(r"(?P<level>DEBUG|INFO|WARNING|ERROR|CRITICAL):(?P<logger>[A-Za-z_][\w.]{0,120}):"),
    _python_basic,
)
_DOT_NET: Final[Format] = (
    pattern(r"(?P<level>trce|dbug|info|warn|fail|crit): (?P<logger>[A-Za-z_][\w.`+]{0,200})\[\d+\]"),
    _dot_net,
)
_PHP: Final[Format] = (
    pattern(
        r"\[\d\d-[A-Z][a-z]{2}-\d{4} [^\]]{8,60}\] PHP (?P<level>Recoverable fatal error|Fatal error|Parse error|Warning|Notice|Deprecated):"
    ),
    _php,
)
_PROXIFIER: Final[Format] = (pattern(r"\[\d\d\.\d\d \d\d:\d\d:\d\d\] (?P<program>[^\n]{1,120}?) - "), _proxifier)
_HEALTH_APP: Final[Format] = (
    pattern(r"\d{8}-\d{1,2}:\d{1,2}:\d{1,2}:\d{1,3}\|(?P<component>[^|]{1,120})\|(?P<pid>\d+)\|"),
    _health_app,
)

FORMATS: Final = {
    "IWEF": (_GLOG,),
    "DIWEFAU": (_RUBY,),
    "DIWEC": (_PYTHON_BASIC,),
    "tdiwfc": (_DOT_NET,),
    "[": (_TORNADO, _PHP, _PROXIFIER),
    DIGITS: (_HEALTH_APP,),
}
