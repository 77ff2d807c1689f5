"""A log file that cannot fill the disk: it is bounded, and one older generation is kept."""

from collections.abc import Callable
from pathlib import Path

LIMIT_BYTES = 4 << 20


class BoundedLog:
    """Appends whole lines; at the limit the file becomes `<name>.1` and a new one begins.

    A disk that is full does not stop the part: its lines are dropped. `also` hears each of them.
    """

    def __init__(self, path: Path, limit: int = LIMIT_BYTES, also: Callable[[bytes], None] | None = None) -> None:
        self._also = also
        self.path = path
        self.limit = limit
        self._file = path.open("ab", buffering=0)
        self._size = self._file.tell()

    def write(self, line: bytes) -> None:
        if self._also is not None:
            self._also(line)
        try:
            if self._size + len(line) > self.limit:
                self._turn()
            self._size += self._file.write(line) or 0
        except OSError:
            return

    def close(self) -> None:
        self._file.close()

    def _turn(self) -> None:
        self._file.close()
        self.path.replace(self.path.with_name(self.path.name + ".1"))
        self._file = self.path.open("ab", buffering=0)
        self._size = 0
