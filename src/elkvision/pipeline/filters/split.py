"""`split`: an event for each part of a text, or for each item of a list."""

from typing import Any

from elkvision.pipeline.allowance import TooMuch
from elkvision.pipeline.event import WorkEvent
from elkvision.pipeline.filters.contract import FIELD, MOST_COPIES, Option, Plugin, Settings, Spread, Surroundings
from elkvision.pipeline.values.references import reference

FAILURE_TAG = "_split_type_failure"


def make(settings: Settings, around: Surroundings) -> Spread:  # noqa: ARG001 - needs nothing from outside
    """Parts that are empty make no event. A text in one part leaves the event as it is; anything else is tagged."""
    source = reference(settings["field"])
    target = reference(settings["target"] or settings["field"])
    terminator = settings["terminator"]

    def run(event: WorkEvent) -> list[WorkEvent]:
        value = source.get(event)
        if isinstance(value, str):
            parts: list[Any] = parts_of(value, terminator)
            if len(parts) == 1:
                return []
        elif isinstance(value, list):
            parts = value
        else:
            event.tag(FAILURE_TAG)
            return []
        if len(parts) > MOST_COPIES:
            raise TooMuch(f"{len(parts)} parts are more events than one line may become")
        if target is source:
            source.set(event, None)  # or each copy would begin with a copy of everything
        made = []
        try:
            for part in parts:
                if part is not None and part != "":
                    one = event.clone()
                    target.set(one, part)
                    made.append(one)
        finally:
            source.set(event, value)  # what cannot be split stays whole
        event.cancel()
        return made

    return Spread(run)


def parts_of(text: str, terminator: str) -> list[str]:
    """What lies between terminators; of an empty text nothing does."""
    if not text:
        return []
    if not terminator:
        return list(text)
    return text.split() if terminator == " " else text.split(terminator)


PLUGIN = Plugin(
    name="split",
    summary="Makes an event for each part of a field",
    options={
        "field": Option(FIELD, default="message"),
        "target": Option(FIELD),
        "terminator": Option(default="\n"),
    },
    make=make,
)
