"""`drop`: the event goes no further."""

from elkvision.pipeline.event import WorkEvent
from elkvision.pipeline.filters.contract import NUMBER, Filter, Option, Plugin, Settings, Surroundings


def make(settings: Settings, around: Surroundings) -> Filter:
    """Drops every event, or about as many of a hundred as `percentage` says."""
    share = settings["percentage"] / 100

    def run(event: WorkEvent) -> bool:
        if share >= 1 or around.random_number() < share:
            event.cancel()
        return True

    return run


PLUGIN = Plugin(
    name="drop",
    summary="Drops events",
    options={"percentage": Option(NUMBER, default=100)},
    make=make,
)
