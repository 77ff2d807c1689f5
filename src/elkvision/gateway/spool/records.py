"""What the index of a segment says, and how it is written: `<crc32 of the JSON, 8 hex> <JSON>` a line."""

import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import msgspec

from elkvision.core.tenancy import TenantId


@dataclass(frozen=True, slots=True)
class Origin:
    """Whose lines, and how they came. Lines of one origin that arrive together share a frame."""

    tenant: TenantId
    input: str
    key: int | None = None
    #: JSON object: values for fields that a line does not give itself (`store.contract.Run`).
    defaults: str = "{}"


class Frame(msgspec.Struct, frozen=True, omit_defaults=True):
    """Consecutive lines of one origin: where they are in the payload, and their checksum."""

    offset: int
    length: int
    line: int
    lines: int
    received_ms: int
    crc: int
    tenant: str
    input: str
    key: int | None = None
    defaults: dict[str, Any] = {}
    #: The digest of the sender's own name for this message, and what it was answered.
    named: str | None = None
    answer: str | None = None

    @property
    def end(self) -> int:
        return self.offset + self.length


class Closed(msgspec.Struct, frozen=True):
    """The last record of a segment: nothing is added any more."""

    closed: bool
    lines: int
    length: int


_encoder = msgspec.json.Encoder()
_frame = msgspec.json.Decoder(Frame)
_closed = msgspec.json.Decoder(Closed)


@lru_cache(maxsize=1024)
def defaults_of(text: str) -> Mapping[str, Any]:
    """The object of an Origin's `defaults`; not to be changed by whoever gets it."""
    value: dict[str, Any] = msgspec.json.decode(text, type=dict[str, Any])
    return value


def encode(record: Frame | Closed) -> bytes:
    body = _encoder.encode(record)
    return b"%08x %s\n" % (zlib.crc32(body), body)


def decode_frame(body: bytes) -> Frame:
    return _frame.decode(body)


def decode(index: bytes) -> Iterator[tuple[Frame | Closed, int]]:
    """Every whole record and where it ends in the file, up to the first that is torn.

    Raises ValueError for a record that is whole but not ours: nothing may be cut off for that.
    """
    start = 0
    while (end := index.find(b"\n", start)) >= 0:
        body = index[start + 9 : end]
        if index[start : start + 9] != b"%08x " % zlib.crc32(body):
            return
        record: Frame | Closed = _closed.decode(body) if body.startswith(b'{"closed"') else _frame.decode(body)
        yield record, end + 1
        start = end + 1
