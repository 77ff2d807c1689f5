"""`json_encode`: a field's value as JSON text."""

import json
from typing import Any

import orjson

from elkvision.pipeline.event import WorkEvent
from elkvision.pipeline.filters.contract import FIELD, Filter, Option, Plugin, Settings, Surroundings
from elkvision.pipeline.values.references import reference


def make(settings: Settings, around: Surroundings) -> Filter:  # noqa: ARG001 - needs nothing from outside
    """Writes the source's value into the target, or over the source."""
    read = reference(settings["source"]).get
    target = reference(settings["target"] or settings["source"])

    def run(event: WorkEvent) -> bool:
        try:
            target.set(event, encoded(read(event)))
        except (ValueError, TypeError, RecursionError):
            event.tag("_jsongeneratefailure")
            return False
        return True

    return run


def encoded(value: Any) -> str:
    """The value as JSON without white space; moments are ISO 8601."""
    try:
        return orjson.dumps(value, default=str).decode()
    except TypeError:  # an integer of more than 64 bits
        return json.dumps(value, default=str, ensure_ascii=False, separators=(",", ":"))


PLUGIN = Plugin(
    name="json_encode",
    summary="Writes a field as JSON text",
    options={"source": Option(FIELD, required=True), "target": Option(FIELD)},
    make=make,
)
