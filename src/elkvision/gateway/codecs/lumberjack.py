"""Lumberjack v2, the protocol of Beats: frames in, windows of events out, in bounded memory.

A window is acknowledged by the sequence number of its last event. One that is too large to hold is given in
parts, each acknowledged on its own, as the protocol allows.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from elkvision.core.errors import BadRequest

#: Events whose bytes pass this go on before their window is full.
PART_BYTES = 8 << 20
_INFLATE_STEP = 1 << 20
#: What a packed frame may become, as a multiple of `limit`.
_MOST_INFLATED = 8

_NUMBER = struct.Struct(">I")
_TWO = struct.Struct(">II")


class ProtocolError(BadRequest):
    """The other side does not speak Lumberjack v2, or asks for more than we hold."""


@dataclass
class Window:
    """Events as JSON without newlines, and the sequence number that acknowledges them."""

    events: list[bytes] = field(default_factory=list)
    last: int = 0
    size: int = 0


def acknowledgement(number: int) -> bytes:
    """Everything up to the number is safe; 0 only says that we are alive."""
    return b"2A" + _NUMBER.pack(number)


class Lumberjack:
    """One connection. `limit` bounds a frame, and `most` the events of a window."""

    def __init__(self, limit: int, most: int = 100_000) -> None:
        self.limit = limit
        self.most = most
        self._buffer = bytearray()
        self._inner = bytearray()
        self._window = Window()
        self._left = 0

    def feed(self, data: bytes) -> Iterator[Window]:
        """Windows that are whole now. Raises ProtocolError; then nothing more can be read."""
        self._buffer += data
        yield from self._frames(self._buffer, packed=False)

    def _frames(self, buffer: bytearray, *, packed: bool) -> Iterator[Window]:
        position = 0
        while len(buffer) - position >= 6:
            kind = bytes(buffer[position : position + 2])
            number = _NUMBER.unpack_from(buffer, position + 2)[0]
            if kind == b"2J":
                end = self._event(buffer, position)
                if end is None:
                    break
                position = end
                if self._left == 0 or self._window.size >= PART_BYTES:
                    yield self._take()
            elif kind == b"2W":
                position += 6
                if self._window.events:
                    yield self._take()
                self._open(number)
            elif kind == b"2C" and not packed:
                self._bounded(number, "A packed frame")
                if len(buffer) < position + 6 + number:
                    break
                body = bytes(buffer[position + 6 : position + 6 + number])
                position += 6 + number
                yield from self._unpack(body)
            else:
                raise _unknown(kind)
        del buffer[:position]

    def _open(self, size: int) -> None:
        if size > self.most:
            raise ProtocolError(f"A window of {size} events is over {self.most}.", hint="Set bulk_max_size lower.")
        self._left = size

    def _event(self, buffer: bytearray, position: int) -> int | None:
        """Take one event; returns where it ends, or None when not all of it is here."""
        if len(buffer) - position < 10:
            return None
        sequence, length = _TWO.unpack_from(buffer, position + 2)
        self._bounded(length, "An event")
        end: int = position + 10 + length
        if len(buffer) < end:
            return None
        if self._left == 0:
            raise ProtocolError("An event came without a window before it.")
        body = bytes(buffer[position + 10 : end])
        # Between the parts of an object a newline is as good as a space; in its strings there is none.
        self._window.events.append(body.replace(b"\n", b" ") if b"\n" in body else body)
        self._window.last = sequence
        self._window.size += length
        self._left -= 1
        return end

    def _unpack(self, body: bytes) -> Iterator[Window]:
        inflater = zlib.decompressobj()
        total = 0
        self._inner.clear()
        while True:
            try:
                piece = inflater.decompress(body, _INFLATE_STEP)
            except zlib.error as error:
                raise ProtocolError(f"A packed frame is not zlib: {error}.") from error
            body = inflater.unconsumed_tail
            total += len(piece)
            if total > _MOST_INFLATED * self.limit:
                raise ProtocolError(f"A packed frame is over {_MOST_INFLATED * self.limit} bytes when unpacked.")
            self._inner += piece
            yield from self._frames(self._inner, packed=True)
            if inflater.eof or not (piece or body):
                break
        if not inflater.eof or self._inner:
            raise ProtocolError("A packed frame ends too early.")

    def _take(self) -> Window:
        window, self._window = self._window, Window()
        return window

    def _bounded(self, size: int, what: str) -> None:
        if size > self.limit:
            raise ProtocolError(f"{what} of {size} bytes is over {self.limit}.")


def _unknown(kind: bytes) -> ProtocolError:
    if kind[:1] == b"1":
        return ProtocolError("This is Lumberjack v1.", hint="Use a Beat, or a client that speaks Lumberjack v2.")
    if kind == b"\x16\x03":
        return ProtocolError("This is TLS, which this listener does not speak.", hint="Switch `ssl` off in the output.")
    return ProtocolError(f"{kind!r} begins no Lumberjack v2 frame.")
