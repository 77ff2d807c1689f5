"""`clone`: copies of an event, each with a name of its own."""

from elkvision.pipeline.event import WorkEvent
from elkvision.pipeline.filters.contract import ARRAY, Option, Plugin, Settings, Spread, Surroundings
from elkvision.pipeline.values.ruby import to_s


def make(settings: Settings, around: Surroundings) -> Spread:
    """A copy for each name: its `type`, or with ECS one of its tags."""
    names = [to_s(name) for name in settings["clones"]]
    as_tag = settings["ecs_compatibility"] != "disabled"
    if not names:
        around.warn("`clone`: the list `clones` is empty, so nothing is cloned")

    def run(event: WorkEvent) -> list[WorkEvent]:
        copies = []
        for name in names:
            copy = event.clone()
            if as_tag:
                copy.tag(name)
            else:
                copy.data["type"] = name
            copies.append(copy)
        return copies

    return Spread(run)


PLUGIN = Plugin(
    name="clone",
    summary="Makes copies of an event",
    options={"clones": Option(ARRAY, required=True)},
    make=make,
)
