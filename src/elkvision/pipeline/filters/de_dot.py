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
from elkvision.pipeline.values.references import path_of, reference

Path = tuple[str, ...]
#: The names that come in the place of a name.
Names = Callable[[str], Path]


def make(settings: Settings, around: Surroundings) -> Filter:  # noqa: ARG001 - needs nothing from outside
    """Renames the fields that are named, else all at the top; with `recursive` what lies in them too."""
    separator, deep = settings["separator"], settings["recursive"]
    if "." in separator:
        raise BadSetting("the separator must not have a dot in it", option="separator")
    names: Names = _parts if settings["nested"] else lambda name: (name.replace(".", separator),)
    given = [path_of(name) for name in settings["fields"] or ()]

    def run(event: WorkEvent) -> bool:
        for path in given or [(name,) for name in event.data]:
            if deep or any("." in key for key in path):
                _rename(event, path, names, deep)
        return True

    return run


def _parts(name: str) -> Path:
    parts = tuple(name.split("."))
    return parts if all(parts) else (name,)


def _rename(event: WorkEvent, path: Path, names: Names, deep: bool) -> None:
    old = reference(_written(path))
    if not old.has(event):
        return
    new = reference(_written(tuple(part for key in path for part in names(key))))
    value = old.get(event)
    if deep:
        value = _renamed(value, names)
    if new is not old:
        old.remove(event)
        _remove_empty(event, path[:-1])
    new.set(event, value)


def _written(path: Path) -> str:
    return path[0] if len(path) == 1 else "".join(f"[{key}]" for key in path)


def _remove_empty(event: WorkEvent, path: Path) -> None:
    """Takes hashes away that nothing is left in, as long as their names have dots."""
    while path and "." in path[-1] and event.get(_written(path)) == {}:
        event.remove(_written(path))
        path = path[:-1]


def _renamed(value: Any, names: Names) -> Any:
    """The value with every name in it replaced."""
    if isinstance(value, list):
        return [_renamed(item, names) for item in value]
    if not isinstance(value, dict):
        return value
    result: dict[str, Any] = {}
    for name, item in value.items():
        *above, last = names(name)
        place = result
        for key in above:
            below = place.setdefault(key, {})
            if not isinstance(below, dict):  # `a` and `a.b`: the one in the other cannot be
                place, last = result, name
                break
            place = below
        place[last] = _renamed(item, names)
    return result


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
