"""`json_encode`: a field's value as JSON text."""

from elkvision.pipeline.event import WorkEvent
from elkvision.pipeline.filters.contract import FIELD, Filter, Option, Plugin, Settings, Surroundings
from elkvision.pipeline.values.json_text import json_text
from elkvision.pipeline.values.references import reference


def make(settings: Settings, around: Surroundings) -> Filter:  # noqa: ARG001 - needs nothing from outside
    """Writes the source's value into the target, or over the source."""
    read = reference(settings["source"]).get
    target = reference(settings["target"] or settings["source"])

    def run(event: WorkEvent) -> bool:
        try:
            target.set(event, json_text(read(event)))
        except (ValueError, TypeError, RecursionError):
            event.tag("_jsongeneratefailure")
            return False
        return True

    return run


PLUGIN = Plugin(
    name="json_encode",
    summary="Writes a field as JSON text",
    options={"source": Option(FIELD, required=True), "target": Option(FIELD)},
    make=make,
)
