"""What container runtimes put before a program's own line."""

import re
from typing import Any, Final

import orjson

from elkvision.core.event import ALIASES, fold_level
from elkvision.pipeline.recognise.calendar import moment
from elkvision.pipeline.recognise.formats.shape import DIGITS, Format, Line, pattern


def _cri(found: re.Match[str], line: Line) -> dict[str, Any] | None:
    """The Kubernetes container runtime: time, stream, full or partial, and the line."""
    ns = moment(f"{found['date']} {found['clock']}", found["fraction"], found["zone"], line.zone)
    if ns is None:
        return None
    fields: dict[str, Any] = {"@timestamp": ns, "attributes": {"stream": found["stream"]}}
    level = _inner_level(line.head[found.end() :], line.received_ms, line.zone)
    if level is not None:
        fields["level"] = level
    return fields


def _inner_level(line: str, received_ms: int, zone: object) -> str | None:
    if line.startswith("{"):
        return _json_level(line)
    from elkvision.pipeline.recognise.line import recognise

    level: str | None = recognise(line, received_ms, zone).get("level")
    return level


def _json_level(line: str) -> str | None:
    try:
        inner = orjson.loads(line)
    except ValueError:
        return None
    for alias in ALIASES["level"]:
        level = fold_level(inner.get(alias), alias)
        if level is not None:
            return level
    return None


_CRI: Final[Format] = (
    pattern(
        r"(?P<date>\d{4}-\d\d-\d\d)T(?P<clock>\d\d:\d\d:\d\d)(?:\.(?P<fraction>\d{1,9}))?(?P<zone>Z|[+-]\d\d:\d\d) "
        r"(?P<stream>stdout|stderr) [FP] "
    ),
    _cri,
)

FORMATS: Final = {DIGITS: (_CRI,)}
