"""Bytes of a file or of standard input, unpacked where they are gzip or Zstandard, as whole lines."""

import gzip
import io
import os
import select
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple, cast

import zstandard

from elkvision.core.errors import BadRequest

CHUNK = 1 << 18
#: Standard input that says nothing for so long has said all of its last record.
PATIENCE = 1.0
#: A line that goes on longer than this is cut here: nobody would take it, and memory stays flat.
LONGEST_LINE = 16 << 20

_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"


class Piece(NamedTuple):
    """Whole lines, each with its newline (the last one of a stream may have none), and how far the source was read.
    `quiet`: nothing more came for a while, or ever will."""

    data: bytes
    place: int
    quiet: bool


def is_packed(head: bytes) -> bool:
    return head.startswith((_GZIP, _ZSTD))


def pieces_of_file(path: Path) -> Iterator[Piece]:
    """Raises BadRequest when the file cannot be read or unpacked."""
    try:
        with path.open("rb") as raw:
            head = raw.read(4)
            raw.seek(0)
            yield from _whole_lines(_unpacked(raw, head), raw.tell)
    except (OSError, EOFError, zlib.error, zstandard.ZstdError) as error:
        raise BadRequest(f"{path} cannot be read: {error}") from error


def pieces_of_standard_input() -> Iterator[Piece]:
    """Lines as they come; packed input is unpacked."""
    source = sys.stdin.buffer
    head = cast(io.BufferedReader, source).peek(4)[:4]
    if is_packed(head):
        yield from _whole_lines(_unpacked(source, head), lambda: 0)
    else:
        yield from _as_it_comes(source)


def _unpacked(raw: BinaryIO, head: bytes) -> BinaryIO:
    if head.startswith(_GZIP):
        return cast(BinaryIO, gzip.GzipFile(fileobj=raw))
    if head.startswith(_ZSTD):
        return cast(BinaryIO, zstandard.ZstdDecompressor().stream_reader(raw, read_across_frames=True))
    return raw


def _whole_lines(stream: BinaryIO, place: object) -> Iterator[Piece]:
    assert callable(place)
    rest = b""
    while data := stream.read(CHUNK):
        rest += data
        end = rest.rfind(b"\n") + 1
        if end:
            yield Piece(rest[:end], place(), False)
            rest = rest[end:]
        elif len(rest) > LONGEST_LINE:
            yield Piece(rest + b"\n", place(), False)
            rest = b""
    yield Piece(rest, place(), True)


def _as_it_comes(source: BinaryIO) -> Iterator[Piece]:
    """A pipe is not waited for longer than a moment, so that what came is on its way."""
    descriptor = source.fileno()
    rest = cast(io.BufferedReader, source).read1(CHUNK)
    ended = not rest
    while not ended:
        end = rest.rfind(b"\n") + 1
        if end:
            yield Piece(rest[:end], 0, False)
            rest = rest[end:]
        elif len(rest) > LONGEST_LINE:
            yield Piece(rest + b"\n", 0, False)
            rest = b""
        ready, _, _ = select.select([descriptor], [], [], PATIENCE)
        if not ready:
            yield Piece(b"", 0, True)
            select.select([descriptor], [], [])
        data = os.read(descriptor, CHUNK)
        rest += data
        ended = not data
    yield Piece(rest, 0, True)
