"""Where following a file stopped, kept on disk, so that it goes on there and sends nothing twice.

A file is known by its device and inode, and by a fingerprint of its beginning: an inode that is used again, or a file that
was emptied and written anew, has another.
"""

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

from elkvision.core.errors import BadRequest

_FINGERPRINT = 1_024


@dataclass
class Mark:
    """How far a file was sent. `pending` is the end of a batch that may have been sent: it is sent again just so."""

    path: str
    offset: int = 0
    pending: int = 0
    head_size: int = 0
    head: str = ""


def default_path() -> Path:
    base = os.environ.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    return Path(base) / "elkvision" / "send.json"


class State:
    """The marks of one destination. Raises BadRequest when the file cannot be read or written."""

    def __init__(self, path: Path, url: str) -> None:
        self.path = path
        self._url = url
        self._all = self._read()
        self.marks: dict[str, Mark] = {name: Mark(**mark) for name, mark in self._all.get(url, {}).items()}

    def save(self) -> None:
        """Durable when it returns."""
        self._all[self._url] = {name: asdict(mark) for name, mark in self.marks.items()}
        beside = self.path.with_name(self.path.name + ".new")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with beside.open("w") as file:
                json.dump(self._all, file)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(self.path)
        except OSError as error:
            raise BadRequest(f"where following stopped cannot be kept in {self.path}: {error.strerror}") from error

    def _read(self) -> dict[str, dict[str, dict[str, Any]]]:
        try:
            read = json.loads(self.path.read_text())
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            raise BadRequest(f"{self.path} cannot be read: {error}", hint="name another one with --state") from error
        return read if isinstance(read, dict) else {}


def identity(status: os.stat_result) -> str:
    return f"{status.st_dev}:{status.st_ino}"


def fingerprint(file: BinaryIO, size: int) -> tuple[int, str]:
    """Of the first bytes, at most so many as were sent: they do not change while a file only grows."""
    size = min(size, _FINGERPRINT)
    return size, hashlib.sha256(os.pread(file.fileno(), size, 0)).hexdigest()


def still_fits(mark: Mark, file: BinaryIO) -> bool:
    """Whether the file is the one that the mark was made for, and as long as it was."""
    if os.fstat(file.fileno()).st_size < mark.offset:
        return False
    return not mark.head_size or fingerprint(file, mark.head_size) == (mark.head_size, mark.head)
