"""Blocks of records, cut the same way however often the file is read: a block's number is its name for ever."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from elkvision.server.apps.uploads.reading.records import Record, records
from elkvision.server.apps.uploads.reading.sources import Unreadable, sources

BLOCK_BYTES = 1 << 20
BLOCK_RECORDS = 10_000


@dataclass(frozen=True, slots=True)
class Refusal:
    """A record that is not taken: the line of the file, or the item of a JSON file, from 1; and why."""

    line: int
    reason: str
    file: str = ""


@dataclass
class Block:
    """`payload` is newline-terminated lines, `lines` where each came from, `position` how many bytes of the
    upload were read when the block was complete."""

    number: int
    format: str = ""
    file: str = ""
    payload: bytes = b""
    lines: list[int] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    position: int = 0


def blocks(path: Path, name: str, *, most: int) -> Iterator[Block]:
    """The file's records in blocks of about a megabyte. Raises Unreadable after the last whole record before
    the place that cannot be read; what came before has been given."""
    number = 0
    for source in sources(path, name):
        kind, found = records(source.name, source.stream, most)
        gathered = _Gathering()
        broken: Unreadable | None = None
        try:
            for record in found:
                gathered.add(record, source.member)
                if gathered.is_full():
                    yield gathered.block(number, kind, source.member, source.position())
                    number += 1
                    gathered = _Gathering()
        except Unreadable as error:
            broken = error
        last = gathered.block(number, kind, source.member, source.position())
        if last.lines or last.refusals:
            yield last
            number += 1
        if broken is not None:
            raise broken


class _Gathering:
    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._lines: list[int] = []
        self._refusals: list[Refusal] = []
        self._size = 0

    def add(self, record: Record, file: str) -> None:
        if record.payload is None:
            self._refusals.append(Refusal(record.line, record.reason, file))
            return
        self._parts.append(record.payload)
        self._lines.append(record.line)
        self._size += len(record.payload) + 1

    def is_full(self) -> bool:
        return self._size >= BLOCK_BYTES or len(self._lines) + len(self._refusals) >= BLOCK_RECORDS

    def block(self, number: int, kind: str, file: str, position: int) -> Block:
        payload = b"\n".join([*self._parts, b""]) if self._parts else b""
        return Block(number, kind, file, payload, self._lines, self._refusals, position)
