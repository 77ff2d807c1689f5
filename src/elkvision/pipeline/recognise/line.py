"""Recognises a plain line: the formats that are known by their shape first, then any header with a time or a level."""

import re
from typing import Any, Final

from elkvision.pipeline.recognise.formats import Line, formats_for
from elkvision.pipeline.recognise.levels import LARGE, level_after, level_by_key, level_in_bracket
from elkvision.pipeline.recognise.stamps import Stamp, find_stamp, read_time

#: A header ends within so many characters; what is behind is never looked at.
_HEAD: Final = 2048
_OPENING: Final = ("[", "(", "<", '"', "'", "|")

_LEADING_LEVEL: Final = re.compile(
    rf"(?:({'|'.join(sorted(LARGE, key=len, reverse=True))})(?=[\s:|\],;-]|\Z)|\[\s?([A-Za-z]{{1,13}})\s*\](?=[\s\[:-]|\Z))"
)
#: A time of day says no day: the level behind it counts, the time does not.
_CLOCK_ALONE: Final = re.compile(r"\[?\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?!\d)")
_PREFIX: Final = re.compile(r"(?:\[[^\[\]]{0,120}\]|[^\s|]{1,120})(?:\s*\|)?[\s:,-]*[\[(]?")
_MOST_PREFIXES: Final = 3
_SYSLOG: Final = re.compile(r" ([\w.-]+) ([\w./()@-]{1,64})(?:\[(\d+)\])?: ")
_LOGGER: Final = re.compile(
    r"[\])>:]*(?:\s+(?:\[[^\[\]]{0,120}\]|\([^()]{0,120}\)|---|-|\d+))*\s+[\[]?([A-Za-z_][\w$]*(?:(?:[.$/]|::)[\w$-]+)+)(?=:|\s+[-:\[(|]|\])"
)
_LOGGER_BEFORE: Final = re.compile(r"\s+-\s+([A-Za-z_][\w.$-]*)\s+-\s+\Z")
_KEY_VALUE: Final = re.compile(r"[\w.@-]{1,60}=\S")


def recognise(text: str, received_ms: int, zone: object) -> dict[str, Any]:
    """The fields that the head of a line says: `@timestamp`, `level`, `host`, `logger`, `service`, `attributes`."""
    head = text[:_HEAD].lstrip(" \t\ufeff")
    line = Line(head, received_ms, zone)
    for pattern, read in formats_for(head[:1]):
        found = pattern.match(head)
        if found is not None:
            fields = read(found, line)
            if fields is not None:
                return fields
    return _any_header(head, received_ms, zone)


def _any_header(head: str, received_ms: int, zone: object) -> dict[str, Any]:
    place = 1 if head.startswith(_OPENING) else 0
    stamp = find_stamp(head, place, received_ms, zone)
    if stamp is not None:
        return _after_stamp(head, stamp)
    fields: dict[str, Any] = {}
    clock = _CLOCK_ALONE.match(head)
    if clock is not None:
        return _add_level(fields, head, clock.end())
    leading = _LEADING_LEVEL.match(head)
    if leading is not None:
        level = LARGE.get(leading[1]) if leading[1] else level_in_bracket(leading[2])
        if level is not None:
            fields["level"] = level
    elif _KEY_VALUE.match(head):
        return _pairs(head, received_ms, zone)
    stamp = _stamp_behind(head, received_ms, zone)
    if stamp is not None:
        return {**_after_stamp(head, stamp), **fields}
    if leading is not None and fields:
        _add_logger(fields, head, leading.end())
    return fields


def _after_stamp(head: str, stamp: Stamp) -> dict[str, Any]:
    fields: dict[str, Any] = {"@timestamp": stamp.ns}
    if stamp.zoned:
        syslog = _SYSLOG.match(head, stamp.end)
        if syslog is not None and syslog[1] not in LARGE:
            fields["host"], fields["service"] = syslog[1], syslog[2]
            if syslog[3]:
                fields["attributes"] = {"process": {"pid": int(syslog[3])}}
            return fields
    return _add_level(fields, head, stamp.end)


def _add_level(fields: dict[str, Any], head: str, place: int) -> dict[str, Any]:
    """What stands behind a time: the level, and the logger beside it."""
    found = level_after(head, place)
    if found is not None:
        fields["level"] = found.level
        before = _LOGGER_BEFORE.match(head, place, found.start) if head.startswith(" - ", place) else None
        if before is not None:
            fields["logger"] = before[1]
        else:
            _add_logger(fields, head, found.end)
    elif "=" in head[place : place + 80]:
        level = level_by_key(head, place)
        if level is not None:
            fields["level"] = level
    return fields


def _add_logger(fields: dict[str, Any], head: str, place: int) -> None:
    logger = _LOGGER.match(head, place, place + 300)
    if logger is not None:
        fields["logger"] = logger[1]


def _stamp_behind(head: str, received_ms: int, zone: object) -> Stamp | None:
    """A time behind one to three words or brackets, as in `INFO [main] 2024-…` or `app.log 2024-…`."""
    place = 0
    for _ in range(_MOST_PREFIXES):
        prefix = _PREFIX.match(head, place, 400)
        if prefix is None:
            return None
        place = prefix.end()
        stamp = find_stamp(head, place, received_ms, zone)
        if stamp is not None and not head[place : stamp.end].isdecimal():
            return stamp
    return None


_TIME_KEY: Final = re.compile(r"(?:^|\s)(?:time|ts|timestamp|@timestamp|t|datetime)=(?:\"([^\"]{8,64})\"|(\S{8,64}))")
_LOGGER_KEY: Final = re.compile(r"(?:^|\s)(?:logger|component|module|caller)=\"?([^\s\"]{1,200})")


def _pairs(head: str, received_ms: int, zone: object) -> dict[str, Any]:
    """A line of `key=value` pairs (logfmt)."""
    fields: dict[str, Any] = {}
    time = _TIME_KEY.search(head)
    if time is not None:
        ns = read_time(time[1] or time[2], zone, received_ms)
        if ns is not None:
            fields["@timestamp"] = ns
    level = level_by_key(head)
    if level is not None:
        fields["level"] = level
    logger = _LOGGER_KEY.search(head)
    if logger is not None:
        fields["logger"] = logger[1]
    return fields
