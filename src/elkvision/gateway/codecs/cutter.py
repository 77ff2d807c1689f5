"""Cuts a stream at newlines, without looking at any line, in bounded memory."""

from collections.abc import Iterator
from typing import NamedTuple


class Cut(NamedTuple):
    """Newline-terminated lines; `truncated` means one line of which only the start is here."""

    data: bytes
    lines: int
    truncated: bool = False


class Cutter:
    """Chunks in, whole lines out. A line over `limit` bytes is given once, cut; its rest is counted in `lost`.

    Chunks must not be longer than the limit, so that only a line that began before can be over it.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.lost = 0
        self._parts: list[bytes] = []
        self._length = 0
        self._skipping = False

    def feed(self, chunk: memoryview, buffer: bytes | bytearray, size: int) -> Iterator[Cut]:
        """`chunk` views the first `size` bytes of `buffer`, which may change afterwards."""
        start = 0
        if self._skipping or self._length:
            first = buffer.find(b"\n", 0, size)
            if first < 0:
                yield from self._carry(chunk[:size])
                return
            if self._skipping or self._length + first > self.limit:
                yield from self._carry(chunk[:first])
                self._forget()
                start = first + 1
        last = buffer.rfind(b"\n", start, size) + 1
        if last > start:
            data = b"".join((*self._parts, chunk[start:last]))
            self._forget()
            yield Cut(data, data.count(b"\n"))
        yield from self._carry(chunk[max(start, last) : size])

    def rest(self) -> Iterator[Cut]:
        """What is left when the sender has gone: a last line without its newline."""
        if self._length and not self._skipping:
            yield Cut(b"".join((*self._parts, b"\n")), 1)
        self._forget()

    def _carry(self, piece: memoryview) -> Iterator[Cut]:
        if self._skipping:
            self.lost += len(piece)
            return
        room = self.limit - self._length
        if len(piece) > room:
            yield Cut(b"".join((*self._parts, piece[:room], b"\n")), 1, truncated=True)
            self.lost += len(piece) - room
            self._forget()
            self._skipping = True
        elif len(piece):
            self._parts.append(bytes(piece))
            self._length += len(piece)

    def _forget(self) -> None:
        self._parts.clear()
        self._length = 0
        self._skipping = False
