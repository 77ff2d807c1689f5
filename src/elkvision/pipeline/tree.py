"""A sender's object as a tree: no nulls, dotted keys are paths, nothing lost. See `normalise`."""

from typing import Any, Final

import orjson

MAX_DEPTH: Final = 32

_SCALARS: Final = frozenset({str, int, float, bool})


def tree_of(obj: dict[str, Any], depth: int = 1) -> dict[str, Any]:
    """A new tree; the object itself is left alone (scalars and their lists may be shared)."""
    if _SCALARS.issuperset(map(type, obj.values())):  # as most logs are
        return _split(obj) if "." in "".join(obj) else dict(obj)
    tree: dict[str, Any] = {}
    dotted = False
    for key, value in obj.items():
        kind = type(value)
        if kind is dict:
            value = _branch(value, depth)
            if value is None:
                continue
        elif kind is list:
            value = _list(value, depth)
        elif value is None:
            continue
        if "." in key:
            dotted = True
        tree[key] = value
    return _split(tree) if dotted else tree


def _branch(value: dict[str, Any], depth: int) -> dict[str, Any] | str | None:
    if depth >= MAX_DEPTH:
        return orjson.dumps(value).decode()
    return tree_of(value, depth + 1) or None


def _list(values: list[Any], depth: int) -> list[Any]:
    if depth >= MAX_DEPTH:
        return [orjson.dumps(value).decode() if isinstance(value, (dict, list)) else value for value in values]
    made: list[Any] = []
    for value in values:
        kind = type(value)
        if kind is dict:
            made.append(tree_of(value, depth + 1))
        elif kind is list:
            made.append(_list(value, depth + 1))
        elif value is not None:
            made.append(value)
    return made


def _split(flat: dict[str, Any]) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for key, value in flat.items():
        if "." in key or key in tree:
            _put(tree, key, value)
        else:
            tree[key] = value
    return tree


def _put(tree: dict[str, Any], key: str, value: Any) -> None:
    """Put a value at its path; where a value already is on the way, under what is left of the dotted key."""
    parts = key.split(".") if "." in key else [key]
    if len(parts) > MAX_DEPTH or "" in parts:
        parts = [key]
    place = tree
    for at, part in enumerate(parts[:-1]):
        below = place.setdefault(part, {})
        if type(below) is not dict:
            return _put_last(place, ".".join(parts[at:]), value)
        place = below
    return _put_last(place, parts[-1], value)


def _put_last(place: dict[str, Any], name: str, value: Any) -> None:
    if name not in place:
        place[name] = value
        return
    old = place[name]
    if type(value) is dict and type(old) is dict:
        for inner, each in value.items():
            _put_last(old, inner, each)
    elif type(value) is dict:
        for inner, each in value.items():
            _put_last(place, f"{name}.{inner}", each)
    elif type(old) is dict:
        place[name] = value
        for inner, each in old.items():
            _put_last(place, f"{name}.{inner}", each)
    else:
        place[name] = [*(old if type(old) is list else [old]), *(value if type(value) is list else [value])]
