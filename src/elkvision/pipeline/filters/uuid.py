"""`uuid`: a random identifier."""

from uuid import UUID

from elkvision.pipeline.event import WorkEvent
from elkvision.pipeline.filters.contract import BOOLEAN, FIELD, Filter, Option, Plugin, Settings, Surroundings
from elkvision.pipeline.values.references import reference


def make(settings: Settings, around: Surroundings) -> Filter:
    """Writes a version 4 UUID where there is no value yet, or always with `overwrite`."""
    target = reference(settings["target"])
    overwrite = settings["overwrite"]

    def run(event: WorkEvent) -> bool:
        if overwrite or target.get(event) in (None, False):
            target.set(event, str(UUID(bytes=around.random_bytes(16), version=4)))
        return True

    return run


PLUGIN = Plugin(
    name="uuid",
    summary="Adds a random identifier",
    options={"target": Option(FIELD, required=True), "overwrite": Option(BOOLEAN, default=False)},
    make=make,
)
