"""Lines to events, and back."""

from typing import Any

import orjson

from elkvision.pipeline import WorkEvent
from elkvision.pipeline.values.json_text import json_text


def event_of(line: bytes, now: int) -> WorkEvent:
    """A JSON object is the event; anything else is its message."""
    fields: Any = None
    if line.lstrip().startswith(b"{"):
        try:
            fields = orjson.loads(line)
        except orjson.JSONDecodeError:
            fields = None
    if not isinstance(fields, dict):
        fields = {"message": line.decode("utf-8", "replace").rstrip("\r\n")}
    return WorkEvent.of(fields, now)


def written(event: WorkEvent) -> bytes:
    """The event as a line of JSON, without its metadata."""
    return (json_text(event.data) + "\n").encode("utf-8", "replace")
