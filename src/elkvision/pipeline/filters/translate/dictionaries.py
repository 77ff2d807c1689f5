"""Where dictionaries come from: the configuration, or a file that is read again now and then."""

import csv
import io
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
import yaml

from elkvision.pipeline.filters.contract import BadSetting, Surroundings
from elkvision.pipeline.values.ruby import to_s

#: Gives the entries as they are now; a change is a new mapping.
Dictionary = Callable[[], Mapping[str, Any]]


def inline(entries: Mapping[str, Any]) -> Dictionary:
    """Entries that stand in the configuration."""
    return lambda: entries


def from_file(path: str, around: Surroundings, interval: float, replace: bool) -> Dictionary:
    """The entries of a file. Raises BadSetting when it cannot be read at the beginning.

    After `interval` seconds it is read again; when that fails, the old entries stay.
    """
    try:
        entries = read(path, around.read_file(path))
    except (OSError, ValueError) as error:
        raise BadSetting(f"the dictionary {path} cannot be read: {error}", option="dictionary_path") from None
    step = int(interval * 1_000_000_000)
    if step <= 0:
        return inline(entries)
    next_look = around.now() + step

    def current() -> Mapping[str, Any]:
        nonlocal entries, next_look
        if around.now() >= next_look:
            next_look = around.now() + step
            try:
                new = read(path, around.read_file(path))
                entries = new if replace else {**entries, **new}
            except (OSError, ValueError) as error:
                around.warn(f"`translate`: {path} cannot be read, the old entries stay: {error}")
        return entries

    return current


def read(path: str, data: bytes) -> dict[str, Any]:
    """The entries in a file, by the end of its name. Raises ValueError."""
    ending = path.rsplit(".", 1)[-1].lower()
    if ending == "csv":
        rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
        return {row[0]: row[1] if len(row) > 1 else None for row in rows if row}
    if ending not in ("json", "yml", "yaml"):
        raise ValueError("its name ends in none of .yml, .yaml, .json, .csv")
    try:
        content = msgspec.json.decode(data) if ending == "json" else yaml.load(data, _loader())  # noqa: S506 - a safe one
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from None
    if not isinstance(content, dict):
        raise ValueError("a hash was expected: keys with their values")
    return {to_s(key): value for key, value in content.items()}


def _loader() -> Any:
    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)
