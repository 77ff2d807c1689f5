"""`de_dot`: no dots in field names."""

from collections.abc import Callable
from typing import Any

from elkvision.pipeline.event import WorkEvent
from elkvision.pipeline.filters.contract import (
    BOOLEAN,
    FIELD,
    BadSetting,
    Filter,
    Option,
    Plugin,
    Settings,
    Surroundings,
)
from elkvision.pipeline.values.references import Reference, reference


def make(settings: Settings, around: Surroundings) -> Filter:  # noqa: ARG001 - needs nothing from outside
    """Renames the fields that are named, else all at the top; with `recursive` those in hashes too."""
    separator, nested = settings["separator"], settings["nested"]
    if "." in separator:
        raise BadSetting("the separator must not have a dot in it", option="separator")

    def without_dots(name: str) -> Reference:
        if not nested:
            return reference(name.replace(".", separator))
        inner = name.replace(".", "][")
        return reference(inner if name.startswith("[") else f"[{inner}]")

    given = [(reference(name), without_dots(name)) for name in settings["fields"] or () if "." in name]
    everywhere = not settings["fields"]
    deep = _replacing(separator) if settings["recursive"] and not nested else None

    def run(event: WorkEvent) -> bool:
        renamed = [(reference(name), without_dots(name)) for name in event.data if "." in name] if everywhere else given
        for old, new in renamed:
            if old.has(event):
                new.set(event, old.remove(event))
        if deep is not None:
            event.data = deep(event.data)
        return True

    return run


def _replacing(separator: str) -> Callable[[Any], Any]:
    def deep(value: Any) -> Any:
        if isinstance(value, dict):
            return {key.replace(".", separator): deep(item) for key, item in value.items()}
        return [deep(item) for item in value] if isinstance(value, list) else value

    return deep


PLUGIN = Plugin(
    name="de_dot",
    summary="Takes dots out of field names",
    options={
        "separator": Option(default="_"),
        "nested": Option(BOOLEAN, default=False),
        "fields": Option(FIELD, many=True),
        "recursive": Option(BOOLEAN, default=False),
    },
    make=make,
)
