"""`truncate`: texts that are too long lose their end."""

from typing import Any

from elkvision.pipeline.event import WorkEvent
from elkvision.pipeline.filters.contract import FIELD, NUMBER, Filter, Option, Plugin, Settings, Surroundings
from elkvision.pipeline.values.references import reference


def make(settings: Settings, around: Surroundings) -> Filter:  # noqa: ARG001 - needs nothing from outside
    """Cuts the fields that are named, else every field; in lists and hashes too."""
    fields = [reference(name) for name in settings["fields"] or ()]
    length = int(settings["length_bytes"])

    def run(event: WorkEvent) -> bool:
        for field in fields:
            value = field.get(event)
            short = shortened(value, length)
            if short is not value:
                field.set(event, short)
        if not fields:
            event.data.update({name: shortened(value, length) for name, value in event.data.items()})
        return True

    return run


def shortened(value: Any, length: int) -> Any:
    """The value with every text in it cut to so many bytes, and never in the middle of a character."""
    if isinstance(value, str):
        return cut(value, length)
    if isinstance(value, list):
        return [cut(item, length) if isinstance(item, str) else item for item in value]
    if isinstance(value, dict):
        return {key: shortened(item, length) for key, item in value.items()}
    return value


def cut(text: str, length: int) -> str | None:
    """The first bytes of a text as whole characters; of a negative length nothing is left, not even a text."""
    if len(text) * 4 <= length:
        return text
    data = text.encode()
    if len(data) <= length:
        return text
    return None if length < 0 else data[:length].decode(errors="ignore")


PLUGIN = Plugin(
    name="truncate",
    summary="Cuts long texts",
    options={
        "fields": Option(FIELD, many=True),
        "length_bytes": Option(NUMBER, required=True),
    },
    make=make,
)
