"""What lies in an uploaded file: itself, or what was packed into it.

Packing is told by its first bytes, never by the file's name. Inflation is bounded: a file may hold
at most `MAX_INFLATED` bytes and `MAX_RATIO` times what was sent.
"""

import gzip
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

import zstandard

MAX_INFLATED = 64 << 30
MAX_RATIO = 1000
#: Below this, any ratio is harmless: a few repeated lines pack better than a thousand to one.
_SMALL = 64 << 20
MAX_MEMBERS = 10_000


class Unreadable(Exception):
    """The file cannot be read further. Says why, and where in it."""


@dataclass(frozen=True)
class Source:
    """One stream of bytes within a file. `position` tells how many bytes of the upload were read; `member` is
    the name within an archive."""

    name: str
    stream: BinaryIO
    position: Callable[[], int]
    member: str = ""


def sources(path: Path, name: str) -> Iterator[Source]:
    """Every stream of an uploaded file, one after another. Raises Unreadable."""
    with path.open("rb") as file:
        head = file.read(4)
        file.seek(0)
        if head[:4] == b"PK\x03\x04" or head[:4] == b"PK\x05\x06":
            yield from _zipped(file, path.stat().st_size)
        elif head[:2] == b"\x1f\x8b":
            unpacked = cast(BinaryIO, gzip.GzipFile(fileobj=file))
            yield Source(name.removesuffix(".gz"), _bounded(unpacked, path.stat().st_size), file.tell)
        elif head == b"\x28\xb5\x2f\xfd":
            stream = cast(BinaryIO, zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True))
            yield Source(name.removesuffix(".zst"), _bounded(stream, path.stat().st_size), file.tell)
        else:
            yield Source(name, file, file.tell)


def _zipped(file: BinaryIO, size: int) -> Iterator[Source]:
    try:
        archive = zipfile.ZipFile(file)
    except zipfile.BadZipFile as error:
        raise Unreadable(f"the zip file is damaged: {error}") from error
    members = [member for member in archive.infolist() if not member.is_dir()]
    if len(members) > MAX_MEMBERS:
        raise Unreadable(f"the zip file holds {len(members):,} files; at most {MAX_MEMBERS:,} are read")
    for member in members:
        if member.filename.startswith("__MACOSX/"):
            continue  # the resource forks that macOS adds beside the real files
        if member.flag_bits & 0x1:
            raise Unreadable(f"{member.filename} in the zip file is encrypted; send it without a password")
        try:
            stream = cast(BinaryIO, archive.open(member))
        except NotImplementedError as error:
            raise Unreadable(f"{member.filename} in the zip file is packed in a way that cannot be read") from error
        with stream:
            yield Source(member.filename, _bounded(stream, size), file.tell, member.filename)


def _bounded(stream: BinaryIO, packed: int) -> BinaryIO:
    return cast(BinaryIO, io.BufferedReader(_Bounded(stream, packed), 1 << 18))


class _Bounded(io.RawIOBase):
    """Reads a decompressor and stops when it gives more than it should."""

    def __init__(self, stream: BinaryIO, packed: int) -> None:
        self._stream = stream
        self._given = 0
        self._most = min(MAX_INFLATED, max(_SMALL, packed * MAX_RATIO))

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(cast(bytearray, buffer))
        try:
            data = self._stream.read(len(view))
        except (OSError, EOFError, zlib.error, zipfile.BadZipFile, zstandard.ZstdError) as error:
            raise Unreadable(f"the packed data is damaged after {self._given:,} bytes: {error}") from error
        self._given += len(data)
        if self._given > self._most:
            raise Unreadable(f"it unpacks to more than {self._most:,} bytes; send it in smaller files")
        view[: len(data)] = data
        return len(data)
