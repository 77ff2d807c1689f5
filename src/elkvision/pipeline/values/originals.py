"""Events of texts that a sender wrote."""

from typing import Any

import orjson

from elkvision.pipeline.event import WorkEvent
from elkvision.pipeline.values.references import reference


def event_of_text(text: str, now: int, ecs: bool, *tags: str) -> WorkEvent:
    """An event with a text as its message; with ECS also as the original."""
    data: dict[str, Any] = {"message": text}
    if ecs:
        data["event"] = {"original": text}
    event = WorkEvent.of(data, now)
    for tag in tags:
        event.tag(tag)
    return event


def event_of_object(found: Any, now: int, target: str | None) -> WorkEvent:
    """An event of what was read: its fields, or all of it under a target. Raises TypeError when it has no fields."""
    if target:
        event = WorkEvent.of({}, now)
        reference(target).set(event, found)
        return event
    if not isinstance(found, dict):
        raise TypeError("an object was expected")
    return WorkEvent.of(found, now)


def json_of(event: WorkEvent) -> bytes:
    """The event as JSON; moments are ISO 8601."""
    return orjson.dumps(event.data, default=str)
