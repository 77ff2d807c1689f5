"""The plan file of a segment: how it was split and what it went through at its first insert, for every repeat."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from elkvision.gateway.spool.segment import fsync_folder


class Written(msgspec.Struct, frozen=True, omit_defaults=True):
    """`express` None: no line takes that lane. `back`: the engine has its lines but for these, and is not given them
    again. `routes`: whose lines went through pipelines, and the names of those (`making`)."""

    express: dict[str, Any] | None = None
    back: Sequence[int] | None = None
    routes: Mapping[str, str] = {}


def read(folder: Path, name: str) -> Written | None:
    try:
        return msgspec.json.decode((folder / f"{name}.plan").read_bytes(), type=Written)
    except FileNotFoundError:
        return None


def routes_named(folder: Path) -> set[str]:
    """The routes that any segment here still needs."""
    named: set[str] = set()
    for path in folder.glob("*.plan"):
        plan = read(folder, path.stem)
        named.update(plan.routes.values() if plan else ())
    return named


def write(folder: Path, name: str, plan: Written) -> None:
    """Durably, before the first insert that follows it."""
    replace(folder / f"{name}.plan", msgspec.json.encode(plan))


def replace(path: Path, content: bytes) -> None:
    """The whole of it or nothing, and durable."""
    new = path.with_name(f"{path.name}.new")
    with new.open("wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    new.replace(path)
    fsync_folder(path.parent)
