"""The segment that is being written."""

import asyncio
import os
import secrets
import zlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from elkvision.core.event import MAX_LINES, SEGMENT_BITS
from elkvision.gateway.spool.records import Closed, Frame, Origin, defaults_of, encode

#: A segment closes at this size whatever its lines.
SEGMENT_BYTES = 32 << 20

#: What one writev takes on Linux.
_MOST_PIECES = 1024


@dataclass(eq=False)
class Parcel:
    """Lines of one origin that will share a frame, and who waits to hear that it is durable.

    `named` is the sender's own name for them, `answer` (JSON) what it is answered.
    """

    origin: Origin
    received_ms: int
    pieces: list[bytes] = field(default_factory=list)
    lines: int = 0
    length: int = 0
    named: str | None = None
    answer: str | None = None
    waiters: list["asyncio.Future[None]"] = field(default_factory=list)
    durable: bool = False

    def add(self, piece: bytes, lines: int) -> None:
        self.pieces.append(piece)
        self.lines += lines
        self.length += len(piece)


class OpenSegment:
    """Appends frames. After `write` failed the segment must be closed: what the disk has is uncertain."""

    def __init__(self, folder: Path, created_ms: int) -> None:
        self.number = secrets.randbits(SEGMENT_BITS)
        self.name = name_of(created_ms, self.number)
        self.created_ms = created_ms
        self.lines = 0
        self.length = 0
        self.index_length = 0
        self.frames: list[Frame] = []
        flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC
        self._payload = os.open(folder / f"{self.name}.seg", flags, 0o600)
        try:
            self._index = os.open(folder / f"{self.name}.idx", flags, 0o600)
        except OSError:
            os.close(self._payload)
            raise
        fsync_folder(folder)

    def write(self, parcels: Sequence[Parcel]) -> list[Frame]:
        """Append and make durable. Raises OSError, having taken back what it could."""
        frames = self._frames(parcels)
        try:
            for parcel in parcels:
                _write_all(self._payload, parcel.pieces)
            records = b"".join(map(encode, frames))
            _write_all(self._index, [records])
            os.fdatasync(self._payload)
            os.fdatasync(self._index)
        except OSError:
            self._take_back()
            raise
        for parcel in parcels:
            parcel.durable = True
        self.frames += frames
        self.index_length += len(records)
        self.lines += sum(frame.lines for frame in frames)
        self.length += sum(frame.length for frame in frames)
        return frames

    def close(self) -> Closed:
        """Say in the index that nothing follows, durably. Raises OSError."""
        closed = Closed(True, self.lines, self.length)
        try:
            _write_all(self._index, [encode(closed)])
            os.fdatasync(self._index)
        except OSError:
            self._take_back()
            raise
        os.close(self._payload)
        os.close(self._index)
        return closed

    def has_room(self, parcel: Parcel, most_lines: int) -> bool:
        return self._fits(self.lines, self.length, parcel, most_lines)

    def takes(self, parcels: Sequence[Parcel], most_lines: int) -> int:
        """How many of the parcels belong in this segment, the first in any case."""
        lines, length = self.lines, self.length
        for count, parcel in enumerate(parcels):
            if count and not self._fits(lines, length, parcel, most_lines):
                return count
            lines += parcel.lines
            length += parcel.length
        return len(parcels)

    @staticmethod
    def _fits(lines: int, length: int, parcel: Parcel, most_lines: int) -> bool:
        return lines < most_lines and length < SEGMENT_BYTES and lines + parcel.lines <= MAX_LINES

    def _frames(self, parcels: Sequence[Parcel]) -> list[Frame]:
        frames = []
        offset, line = self.length, self.lines
        for parcel in parcels:
            crc = 0
            for piece in parcel.pieces:
                crc = zlib.crc32(piece, crc)
            frames.append(
                Frame(
                    offset, parcel.length, line, parcel.lines, parcel.received_ms, crc,
                    parcel.origin.tenant, parcel.origin.input, parcel.origin.key,
                    dict(defaults_of(parcel.origin.defaults)), parcel.named,
                    parcel.answer,
                )
            )  # fmt: skip
            offset += parcel.length
            line += parcel.lines
        return frames

    def _take_back(self) -> None:
        with suppress(OSError):
            os.ftruncate(self._index, self.index_length)
            os.ftruncate(self._payload, self.length)


def name_of(created_ms: int, number: int) -> str:
    return f"{created_ms:013d}-{number:010x}"


def number_of(name: str) -> int:
    return int(name.rpartition("-")[2], 16)


def fsync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write_all(descriptor: int, pieces: Sequence[bytes]) -> None:
    for start in range(0, len(pieces), _MOST_PIECES):
        some = pieces[start : start + _MOST_PIECES]
        written = os.writev(descriptor, some)
        if written < sum(map(len, some)):
            _write_rest(descriptor, b"".join(some), written)


def _write_rest(descriptor: int, data: bytes, written: int) -> None:
    view = memoryview(data)
    while written < len(data):
        written += os.write(descriptor, view[written:])
