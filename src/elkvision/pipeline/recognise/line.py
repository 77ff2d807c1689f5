"""Recognises a plain line."""

import re
from typing import Any, Final

from elkvision.core.event import LEVEL_NAMES
from elkvision.pipeline.recognise.times import read_time

_ISO_LINE: Final = re.compile(
    r"\[?(\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?: ?(?:Z|[+-]\d\d:?\d\d))?)\]?[ \t:|,-]*(?:\[?([A-Za-z]{3,9})\b)?"
)


def recognise(text: str, received_ms: int, zone: object) -> dict[str, Any]:
    """The fields that the head of a line says: `@timestamp`, `level`, `host`, `logger`, `service`, `attributes`."""
    found = _ISO_LINE.match(text)
    if found is None:
        return {}
    fields: dict[str, Any] = {}
    time = read_time(found[1], zone, received_ms)
    if time is not None:
        fields["@timestamp"] = time
    level = LEVEL_NAMES.get((found[2] or "").lower())
    if level is not None:
        fields["level"] = level
    return fields
