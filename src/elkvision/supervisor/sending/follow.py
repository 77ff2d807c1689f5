"""Follows files and globs as they grow, through rotation by renaming and by copying and emptying."""

import glob
import hashlib
import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from elkvision.supervisor.sending.carrying import MOST_BYTES, MOST_LINES, Carrier
from elkvision.supervisor.sending.reading import LONGEST_LINE, is_packed
from elkvision.supervisor.sending.records import Packer
from elkvision.supervisor.sending.state import Mark, State, fingerprint, identity, still_fits

_LOOK_SECONDS = 0.2
_SEARCH_SECONDS = 1.0
#: A file that grew no more for so long has said all of its last record.
_PATIENCE = 1.0
_READ = MOST_BYTES // 2


class Follower:
    """Sends what the files of some patterns say, from where it stopped, and goes on until `stop` says so.

    A batch's bounds are on disk before it is sent, and that it was sent after: what was interrupted between is sent
    again as the same batch under the same name, so that an input which knows names (HTTP) keeps it once.
    """

    def __init__(
        self, patterns: list[str], carrier: Carrier, state: State, fields: Mapping[str, Any], say: Callable[[str], None]
    ) -> None:
        self._patterns = patterns
        self._carrier = carrier
        self._state = state
        self._fields = fields
        self._say = say
        self._tails: dict[str, Tail] = {}
        self._packed: set[str] = set()

    def run(self, stop: Callable[[], bool]) -> None:
        searched = 0.0
        while not stop():
            if time.monotonic() - searched >= _SEARCH_SECONDS:
                self._search()
                searched = time.monotonic()
            moved = False
            for name in list(self._tails):
                moved = self._step(name) or moved
            if not moved:
                time.sleep(_LOOK_SECONDS)
        self._state.save()
        for tail in self._tails.values():
            tail.file.close()

    def _search(self) -> None:
        """Open what is new, also what was renamed while nobody looked."""
        paths = {path for pattern in self._patterns for path in _matches(pattern)}
        folders = {Path(mark.path).parent for mark in self._state.marks.values()}
        beside = [path for folder in folders for path in _files_in(folder) if path not in paths]
        for path in sorted(paths):
            self._open(path, only_known=False)
        for path in beside:
            self._open(path, only_known=True)
        self._forget_deleted({_name_of(path) for path in (*paths, *beside)})

    def _forget_deleted(self, there: set[str]) -> None:
        for name in list(self._state.marks):
            if name not in there and name not in self._tails:
                del self._state.marks[name]

    def _open(self, path: str, *, only_known: bool) -> None:
        try:
            name = identity(os.stat(path))
            if name in self._tails or (only_known and name not in self._state.marks):
                return
            file = Path(path).open("rb", buffering=0)  # noqa: SIM115 - it stays open while it is followed
        except OSError:
            return
        if is_packed(os.pread(file.fileno(), 4, 0)):
            file.close()
            if path not in self._packed:
                self._packed.add(path)
                self._say(f"{path} is packed and not followed; send it without --follow.")
            return
        mark = self._state.marks.get(name)
        if mark is None or not still_fits(mark, file):
            if only_known:
                file.close()
                return
            mark = self._state.marks[name] = Mark(str(Path(path).absolute()))
        elif mark.path != str(Path(path).absolute()) and os.fstat(file.fileno()).st_size <= mark.offset:
            file.close()  # renamed, and read to its end
            return
        self._tails[name] = Tail(file, mark, self._fields)

    def _step(self, name: str) -> bool:
        tail = self._tails[name]
        if not still_fits(tail.mark, tail.file):
            self._say(f"{tail.mark.path} was emptied: it is read from its beginning.")
            tail.restart()
        batch = tail.batch()
        if batch:
            self._send(tail, batch, name)
            return True
        if tail.is_gone():
            tail.file.close()
            del self._tails[name]
        return False

    def _send(self, tail: "Tail", batch: list[bytes], name: str) -> None:
        mark = tail.mark
        if self._carrier.transport.acknowledged:
            mark.pending = tail.end
            self._state.save()
        label = f"{name}:{mark.head}:{mark.offset}:{tail.end}"
        self._carrier.send(batch, hashlib.sha256(label.encode()).hexdigest())
        tail.sent()
        self._state.save()


class Tail:
    """One open file: reads from its mark, and holds back the record that is still open."""

    def __init__(self, file: BinaryIO, mark: Mark, fields: Mapping[str, Any]) -> None:
        self.file = file
        self.mark = mark
        self.end = mark.offset
        self._fields = fields
        self._grew = time.monotonic()
        self._size = -1

    def restart(self) -> None:
        self.mark.offset = self.mark.pending = self.mark.head_size = self.end = 0
        self.mark.head = ""

    def batch(self) -> list[bytes]:
        """The wire lines of the next records, ending at `end`; none when there is nothing to send yet."""
        fixed = self.mark.pending > self.mark.offset
        size = os.fstat(self.file.fileno()).st_size
        if size != self._size:
            self._size, self._grew = size, time.monotonic()
        if size <= self.mark.offset:
            return []
        wanted = self.mark.pending - self.mark.offset if fixed else _READ
        data = os.pread(self.file.fileno(), wanted, self.mark.offset)
        quiet = time.monotonic() - self._grew > _PATIENCE and self.mark.offset + len(data) >= size
        return self._packed(data, quiet or fixed)

    def sent(self) -> None:
        self.mark.offset = self.mark.pending = self.end
        self.mark.head_size, self.mark.head = fingerprint(self.file, self.end)

    def is_gone(self) -> bool:
        """Nothing is left to read, and its name belongs to another file or to none, for a while already."""
        if time.monotonic() - self._grew < 2 * _PATIENCE or self._size > self.mark.offset:
            return False
        return not _same(self.mark.path, identity(os.fstat(self.file.fileno())))

    def _packed(self, data: bytes, everything: bool) -> list[bytes]:
        """The records that the data ends; with `everything`, also the one at its end, and a last line without newline
        when the file has lost its name."""
        whole = data.rfind(b"\n") + 1
        if not whole:
            if len(data) < LONGEST_LINE and len(data) < _READ and not (everything and self._lost_name()):
                return []
            whole = len(data)
        if everything and whole < len(data) and self._lost_name():
            whole = len(data)
        return self._records(_with_ends(data[:whole]), everything, at_least_one=whole >= _READ // 2)

    def _records(self, lines: list[bytes], everything: bool, at_least_one: bool) -> list[bytes]:
        packer = Packer(self.mark.path, self._fields)
        made: list[bytes] = []
        at = held = 0
        for line in lines:
            made += packer.add(line)
            if len(made) >= MOST_LINES - 1:
                everything = False
            held, at = at if packer.waiting else at + len(line), at + len(line)
            if not everything and len(made) >= MOST_LINES - 1:
                break
        if everything or (at_least_one and not made):
            made += packer.rest()
            held = at
        self.end = self.mark.offset + held
        return made

    def _lost_name(self) -> bool:
        return not _same(self.mark.path, identity(os.fstat(self.file.fileno())))


def _with_ends(data: bytes) -> list[bytes]:
    lines = data.split(b"\n")
    ended = [line + b"\n" for line in lines[:-1]]
    return [*ended, lines[-1]] if lines[-1] else ended


def _matches(pattern: str) -> list[str]:
    found = glob.glob(pattern, recursive=True) if glob.has_magic(pattern) else [pattern]
    return [path for path in found if os.path.isfile(path)]


def _files_in(folder: Path) -> list[str]:
    try:
        return [entry.path for entry in os.scandir(folder) if entry.is_file()]
    except OSError:
        return []


def _same(path: str, name: str) -> bool:
    return _name_of(path) == name


def _name_of(path: str) -> str:
    try:
        return identity(os.stat(path))
    except OSError:
        return ""
