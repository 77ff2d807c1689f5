"""What a reparse makes, on the disk between comparing and applying: chunks of pairs, each whole or not there."""

import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import orjson
import zstandard

from elkvision.core.errors import Unavailable
from elkvision.core.event import Event

#: So much of the disk stays free for the spool and the store.
_SPARED: Final = 1 << 30

#: A kept event and what it becomes.
Pair = tuple[Event, list[Event]]


class Staging:
    """The folder of one reparse."""

    def __init__(self, root: Path, id: UUID) -> None:
        self.folder = root / str(id)

    def clear(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def write(self, number: int, pairs: Sequence[Pair]) -> None:
        """Durably. Raises Unavailable when the disk has no room for it."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        packed = zstandard.compress(orjson.dumps(pairs), 3)
        if shutil.disk_usage(self.folder).free < _SPARED + len(packed):
            raise Unavailable(
                f"The disk of {self.folder.parent} has less than a gigabyte left, which the logs need themselves.",
                hint="make room, or reparse a shorter range",
            )
        new = self._path(number).with_suffix(".new")
        with new.open("wb") as file:
            file.write(packed)
            file.flush()
            os.fsync(file.fileno())
        new.replace(self._path(number))

    def read(self, number: int) -> list[Pair]:
        """Raises FileNotFoundError when it is not there any more."""
        pairs: list[Any] = orjson.loads(zstandard.decompress(self._path(number).read_bytes()))
        return [(old, new) for old, new in pairs]

    def bytes(self) -> int:
        return sum(path.stat().st_size for path in self.folder.glob("*.zst"))

    def _path(self, number: int) -> Path:
        return self.folder / f"{number:08d}.zst"
