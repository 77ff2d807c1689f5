"""Access logs (Apache, nginx, HAProxy, IIS) and the web servers' error logs."""

import re
from typing import Any, Final

from elkvision.pipeline.recognise.formats.shape import DIGITS, LETTERS, Format, Line, pattern, process
from elkvision.pipeline.recognise.levels import level_in_bracket
from elkvision.pipeline.recognise.stamps import find_stamp


def _access(found: re.Match[str], line: Line) -> dict[str, Any] | None:
    """Common and combined. A status is no level, so none is given."""
    stamp = find_stamp(line.head, found.start("time"), line.received_ms, line.zone)
    if stamp is None:
        return None
    http: dict[str, Any] = {"response": {"status_code": int(found["status"])}}
    if found["method"]:
        http["request"] = {"method": found["method"]}
    if found["bytes"] != "-":
        http["response"]["bytes"] = int(found["bytes"])
    attributes: dict[str, Any] = {"http": http, "client": {"address": found["client"]}}
    if found["url"]:
        attributes["url"] = {"original": found["url"]}
    if found["agent"] and found["agent"] != "-":
        attributes["user_agent"] = {"original": found["agent"]}
    return {"@timestamp": stamp.ns, "attributes": attributes}


def _haproxy(found: re.Match[str], line: Line) -> dict[str, Any] | None:
    stamp = find_stamp(line.head, found.start("time"), line.received_ms, line.zone)
    return {"@timestamp": stamp.ns, "attributes": {"client": {"address": found["client"]}}} if stamp else None


def _apache_error(_found: re.Match[str], line: Line) -> dict[str, Any] | None:
    stamp = find_stamp(line.head, 1, line.received_ms, line.zone)
    if stamp is None or not line.head.startswith("] [", stamp.end):
        return None
    fields: dict[str, Any] = {"@timestamp": stamp.ns}
    inner = line.head[stamp.end + 3 : line.head.find("]", stamp.end + 3)]
    level = level_in_bracket(inner)
    if level is not None:
        fields["level"] = level
    more = _APACHE_PROCESS.match(line.head, stamp.end + 3 + len(inner))
    if more is not None:
        fields["attributes"] = process(more[1])
    return fields


_APACHE_PROCESS: Final = pattern(r"\] \[pid (\d{1,10})")
_WEEKDAYS: Final = r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"

_ACCESS: Final[Format] = (
    pattern(
        r"(?P<client>[\w.:-]{2,255}) \S+ [^\[\"]{1,120}\[(?P<time>\d\d/[A-Z][a-z]{2}/\d{4}:[^\]]{8,24})\] "
        r"\"(?:(?P<method>[A-Z]{3,10}) (?P<url>[^\s\"]+)[^\"]*|(?:[^\"\\]|\\.)*)\" (?P<status>\d{3}) (?P<bytes>\d{1,18}|-)"
        r"(?: \"[^\"]*\" \"(?P<agent>(?:[^\"\\]|\\.)*)\")?"
    ),
    _access,
)
_HAPROXY: Final[Format] = (
    pattern(r"(?P<client>[\da-fA-F.:]{3,45}):\d{1,5} \[(?P<time>\d\d/[A-Z][a-z]{2}/\d{4}:[^\]]{8,24})\] "),
    _haproxy,
)
_APACHE_ERROR: Final[Format] = (pattern(rf"\[(?={_WEEKDAYS} )"), _apache_error)

FORMATS: Final = {DIGITS + LETTERS: (_ACCESS, _HAPROXY), ":": (_ACCESS, _HAPROXY), "[": (_APACHE_ERROR,)}
