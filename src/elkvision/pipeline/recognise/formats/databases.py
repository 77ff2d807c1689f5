"""PostgreSQL, MySQL, Redis, MongoDB's old text form."""

import re
from typing import Any, Final

from elkvision.pipeline.recognise.formats.shape import DIGITS, Format, Line, pattern, process
from elkvision.pipeline.recognise.stamps import find_stamp

_POSTGRES_LEVELS: Final = {
    "LOG": "info", "STATEMENT": "info", "DETAIL": "info", "HINT": "info", "CONTEXT": "info", "INFO": "info", "NOTICE": "notice",
    "WARNING": "warning", "ERROR": "error", "FATAL": "critical", "PANIC": "critical",
    **{f"DEBUG{n}": "debug" for n in ("", 1, 2, 3, 4, 5)},
}  # fmt: skip
_REDIS_LEVELS: Final = {".": "debug", "-": "info", "*": "notice", "#": "warning"}
_MONGODB_LEVELS: Final = {"F": "critical", "E": "error", "W": "warning", "I": "info", "D": "debug"}


def _postgres(found: re.Match[str], line: Line) -> dict[str, Any] | None:
    """The default prefix `%m [%p]`, with `user@database` or whatever else before the level."""
    stamp = find_stamp(line.head, 0, line.received_ms, line.zone)
    if stamp is None:
        return None
    return {
        "@timestamp": stamp.ns,
        "level": _POSTGRES_LEVELS[found["level"]],
        "attributes": process(found["pid"]),
    }


def _mysql(found: re.Match[str], line: Line) -> dict[str, Any] | None:
    """`2024-01-01T12:00:00.123456Z 12 [Note] [MY-010116] …`: a note is what the server says in passing."""
    stamp = find_stamp(line.head, 0, line.received_ms, line.zone)
    if stamp is None:
        return None
    level = {"Note": "notice", "System": "info", "Warning": "warning", "ERROR": "error", "Error": "error"}[
        found["level"]
    ]
    return {"@timestamp": stamp.ns, "level": level}


def _redis(found: re.Match[str], line: Line) -> dict[str, Any] | None:
    stamp = find_stamp(line.head, found.start("time"), line.received_ms, line.zone)
    if stamp is None:
        return None
    return {"@timestamp": stamp.ns, "level": _REDIS_LEVELS[found["mark"]], "attributes": process(found["pid"])}


def _mongodb(found: re.Match[str], line: Line) -> dict[str, Any] | None:
    stamp = find_stamp(line.head, 0, line.received_ms, line.zone)
    if stamp is None:
        return None
    return {"@timestamp": stamp.ns, "level": _MONGODB_LEVELS[found["level"]], "logger": found["component"]}


_POSTGRES: Final[Format] = (
    pattern(
        r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})? [A-Z]{3,5} (?:\[(?P<pid>\d+)(?:-\d+)?\]:?)?[^:\n]{0,120}?:?\s{0,2}"
        rf"\b(?P<level>{'|'.join(sorted(_POSTGRES_LEVELS, key=len, reverse=True))}):  "
    ),
    _postgres,
)
_MYSQL: Final[Format] = (
    pattern(r"[\d-]{6,10}[T ] ?[\d:.]{7,15}(?:Z|[+-]\d\d:\d\d)? +\d+ \[(?P<level>Note|System|Warning|ERROR|Error)\]"),
    _mysql,
)
_REDIS: Final[Format] = (
    pattern(
        r"(?:(?P<pid>\d+):[XCSM]|\[\d+\]) (?P<time>\d\d [A-Z][a-z]{2} (?:\d{4} )?\d\d:\d\d:\d\d\.\d{3}) (?P<mark>[.*#-]) "
    ),
    _redis,
)
_MONGODB: Final[Format] = (
    pattern(r"\d{4}-\d\d-\d\dT[\d:.]{8,16}(?:Z|[+-]\d\d:?\d\d) (?P<level>[FEWID])\d? (?P<component>[A-Z-]{1,10}) +\["),
    _mongodb,
)

FORMATS: Final = {DIGITS: (_POSTGRES, _MYSQL, _REDIS, _MONGODB), "[": (_REDIS,)}
