"""Takes the document's fields out of a sender's tree, by the aliases of `core.event`."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

from elkvision.core.event import ALIASES, LEVEL_NAMES, Event, fold_level
from elkvision.pipeline.recognise.calendar import of_number
from elkvision.pipeline.recognise.stamps import read_time

MAX_KEYWORD: Final = 1024
_NOT_THERE: Final = object()

#: Reads a value as the field's type: None when it is not usable. Those of times want the zone and the receipt too.
_Reader = Callable[..., Any]

#: One name to try: where it stands at the top, its path when it stands deeper, the name as ALIASES has it, its reader.
_Try = tuple[str, tuple[str, ...] | None, str, _Reader]


def take_fields(tree: dict[str, Any], event: Event, zone: object, received_ms: int) -> None:
    """Move every field that the tree has under a usable alias into the event."""
    for field, tries in _plan(tuple(tree)):
        for key, path, alias, reader in tries:
            value = tree.get(key, _NOT_THERE)
            if path is not None:
                value = _at(value, path) if type(value) is dict else _NOT_THERE
            if value is _NOT_THERE:  # or taken for another field
                continue
            read = reader(value, zone, received_ms) if reader is _time else reader(value)
            if read is not None:
                event[field] = read
                if path is None:
                    del tree[key]
                else:
                    _remove(tree, path)
                if alias == "date":
                    _add_clock(tree, event, value, zone, received_ms)
                break


def _add_clock(tree: dict[str, Any], event: Event, date: Any, zone: object, received_ms: int) -> None:
    """A day in `date` with its time of day in `time`, as tables have them."""
    clock = tree.get("time")
    if type(date) is str and type(clock) is str and len(date.strip()) <= 10:
        both = read_time(f"{date.strip()} {clock.strip()}", zone, received_ms)
        if both is not None:
            event["@timestamp"] = both
            del tree["time"]


def _paths(name: str) -> tuple[tuple[str, ...], ...]:
    """Where a name may stand: as a path, or (see `tree`) under what is left of a dotted key."""
    parts = tuple(name.split("."))
    if len(parts) == 1:
        return (parts,)
    return (parts, *((*parts[:at], ".".join(parts[at:])) for at in range(len(parts) - 2, -1, -1)))


def _at(below: dict[str, Any], path: tuple[str, ...]) -> Any:
    """What stands at a path, given what stands at its first part."""
    place: Any = below
    for part in path[1:]:
        if type(place) is not dict:
            return _NOT_THERE
        place = place.get(part, _NOT_THERE)
    return place


def _remove(tree: dict[str, Any], path: tuple[str, ...]) -> None:
    if len(path) == 1:
        del tree[path[0]]
        return
    below = tree[path[0]]
    _remove(below, path[1:])
    if not below:
        del tree[path[0]]


def _time(value: Any, zone: object, received_ms: int) -> int | None:
    if type(value) is str:
        return read_time(value, zone, received_ms)
    return of_number(value) if type(value) in (int, float) else None


def _level(alias: str) -> _Reader:
    def read(value: Any) -> str | None:
        known = LEVEL_NAMES.get(value) if type(value) is str else None
        return known or fold_level(value, alias)

    return read


def _keyword(value: Any) -> str | None:
    if type(value) is not str or not 0 < len(value) <= MAX_KEYWORD or value.isspace():
        return None
    return value


def _identifier(value: Any) -> str | None:
    return str(value) if type(value) is int else _keyword(value)


def _message(value: Any) -> str | None:
    return value.rstrip("\r\n") if type(value) is str else None


def _tags(value: Any) -> list[str] | None:
    if type(value) is str:
        value = value.split(",")
    if type(value) is not list or any(type(tag) is not str for tag in value):
        return None
    return list(dict.fromkeys(tag for tag in map(str.strip, value) if tag)) or None


_READERS: Final[dict[str, _Reader]] = {
    "@timestamp": _time, "message": _message, "tags": _tags, "trace_id": _identifier, "span_id": _identifier,
}  # fmt: skip


def _try(field: str, path: tuple[str, ...], alias: str) -> _Try:
    reader = _level(alias) if field == "level" else _READERS.get(field, _keyword)
    return path[0], path if len(path) > 1 else None, alias, reader


_TRIES: Final = tuple(
    (field, tuple(_try(field, path, name) for name in names for path in _paths(name)))
    for field, names in ALIASES.items()
)


@lru_cache(maxsize=4096)
def _plan(keys: tuple[str, ...]) -> tuple[tuple[str, tuple[_Try, ...]], ...]:
    """What to try for objects with these top-level keys. Senders repeat themselves, so this is kept."""
    present = frozenset(keys)
    chosen = ((field, tuple(one for one in tries if one[0] in present)) for field, tries in _TRIES)
    return tuple(one for one in chosen if one[1])
