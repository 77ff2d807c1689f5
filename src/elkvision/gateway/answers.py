"""What senders who name their messages were answered, so that a repeat adds nothing (for 24 hours).

An answer is in the index of the segment that holds the message, and in a journal of its own that outlives
the segment. The journal is written after the index and before the acknowledgement, so it never speaks of a
message that is not durable; what a crash kept from it is read from the index at recovery.
"""

import asyncio
import errno
import hashlib
import os
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from elkvision.core.clock import Clock, now_ms
from elkvision.core.errors import BadRequest
from elkvision.gateway.spool.records import Frame
from elkvision.gateway.spool.segment import fsync_folder

DAY_MS = 24 * 3600 * 1000
#: The oldest are forgotten beyond this many.
MOST = 200_000


class Entry(msgspec.Struct, frozen=True):
    """`content` is the checksum of the lines that came under the name; None in what older versions wrote."""

    named: str
    at: int
    answer: str
    content: int | None = None


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Entry)


def digest_of(tenant: str, name: str) -> str:
    """What stands for a sender's name of a message; another tenant's same name is another."""
    return hashlib.sha256(f"{tenant}\0{name}".encode()).hexdigest()[:32]


def other_content() -> BadRequest:
    return BadRequest(
        "Other lines came under this Idempotency-Key before, so these were not taken.",
        hint="give each message a name of its own, such as a UUID",
    )


class Answers:
    """Answers by digest. `waiting` has the messages that are on their way to the disk, with their content's checksum."""

    def __init__(self, folder: Path, clock: Clock = now_ms) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.file = folder / "answers.log"
        self.clock = clock
        self.waiting: dict[str, tuple[int, asyncio.Future[bytes]]] = {}
        self._entries: dict[str, Entry] = {}
        self._written = 0
        self._torn = False
        self._read()
        self._rewrite()

    def get(self, digest: str, content: int) -> bytes | None:
        """Raises BadRequest when something else came under that name: to answer as then would be to lose it."""
        if not self._knows(digest):
            return None
        if self._entries[digest].content not in (None, content):
            raise other_content()
        return self._entries[digest].answer.encode()

    def entries(self) -> list[Entry]:
        """All that are remembered, in no order."""
        return [entry for entry in tuple(self._entries.values()) if self._knows(entry.named)]

    def _knows(self, digest: str) -> bool:
        entry = self._entries.get(digest)
        return entry is not None and entry.at > self.clock() - DAY_MS

    def remember(self, frames: Iterable[Frame]) -> None:
        """Durably. Raises OSError; this process remembers all the same."""
        new = [
            Entry(frame.named, frame.received_ms, frame.answer, frame.crc)
            for frame in frames
            if frame.named is not None and frame.answer is not None and not self._knows(frame.named)
        ]
        if not new:
            return
        self._entries.update((entry.named, entry) for entry in new)
        if self._torn or self._written + len(new) > 2 * MOST:
            self._rewrite()
        else:
            self._add(new)

    def _add(self, new: Sequence[Entry]) -> None:
        lines = b"".join(map(_line, new))
        self._torn = True  # until we know better
        descriptor = os.open(self.file, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            if os.write(descriptor, lines) < len(lines):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.fdatasync(descriptor)
        finally:
            os.close(descriptor)
        self._torn = False
        self._written += len(new)

    def _read(self) -> None:
        if not self.file.exists():
            return
        for line in self.file.read_bytes().split(b"\n"):
            if line[:9] == b"%08x " % zlib.crc32(line[9:]):
                entry = _decoder.decode(line[9:])
                self._entries[entry.named] = entry

    def _rewrite(self) -> None:
        """Drop what is over a day old, and the oldest beyond the bound."""
        oldest = self.clock() - DAY_MS
        kept = sorted((entry for entry in self._entries.values() if entry.at > oldest), key=lambda entry: entry.at)[
            -MOST:
        ]
        self._entries = {entry.named: entry for entry in kept}
        new = self.file.with_suffix(".new")
        with new.open("wb") as out:
            out.writelines(map(_line, kept))
            out.flush()
            os.fsync(out.fileno())
        new.replace(self.file)
        fsync_folder(self.file.parent)
        self._written = len(kept)
        self._torn = False


def _line(entry: Entry) -> bytes:
    body = _encoder.encode(entry)
    return b"%08x %s\n" % (zlib.crc32(body), body)
