"""What could not be kept as a log: its bytes, and why. Files that the gateway writes and the server reads.

`<folder>/<tenant>/<UTC date>-<n>.ndjson`, an object a line, newest last. A tenant's letters are bounded; the
oldest file goes first.
"""

import base64
import builtins
import errno
import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from elkvision.core.clock import moment
from elkvision.core.tenancy import TenantId

#: A tenant's letters are in about so many files, so that dropping one drops little.
_FILES = 8
#: Of one letter's bytes this many are kept; `size` tells how many there were.
MOST_BYTES = 1 << 20


class DeadLetter(msgspec.Struct, frozen=True):
    """`bytes` is base64. `id` is the id that the event would have had."""

    id: str
    received_at: int
    input: str
    reason: str
    bytes: str
    size: int

    def raw(self) -> builtins.bytes:
        return base64.b64decode(self.bytes)


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(DeadLetter)


def letter(*, id: str, received_ms: int, input: str, reason: str, data: bytes) -> DeadLetter:
    kept = base64.b64encode(data[:MOST_BYTES]).decode()
    return DeadLetter(id, received_ms, input, reason, kept, len(data))


def write(folder: Path, tenant: TenantId, letters: Sequence[DeadLetter], *, budget: int) -> int:
    """Add letters durably. Returns how many old ones had to go to stay within the tenant's bytes."""
    room = folder / tenant
    room.mkdir(parents=True, exist_ok=True, mode=0o700)
    dropped = 0
    for one in letters:
        _append(_current(room, one.received_at, max(budget // _FILES, 1)), _encoder.encode(one) + b"\n")
        dropped += _bound(room, budget)
    return dropped


def _append(path: Path, line: bytes) -> None:
    """Durably, and never to a line that a crash or a full disk tore. Raises OSError."""
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        size = os.fstat(descriptor).st_size
        if size and os.pread(descriptor, 1, size - 1) != b"\n":
            line = b"\n" + line
        if os.write(descriptor, line) < len(line):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        os.fdatasync(descriptor)
    finally:
        os.close(descriptor)


def read(folder: Path, tenant: TenantId, *, before: str | None = None, limit: int = 50) -> list[DeadLetter]:
    """Newest first; `before` is the id of the last one that was seen. Each once, also when delivery repeated itself."""
    found: list[DeadLetter] = []
    seen: set[str] = set()
    skipping = before is not None
    for one in _newest_first(folder / tenant):
        if one.id in seen:
            continue
        seen.add(one.id)
        if skipping:
            skipping = one.id != before
            continue
        found.append(one)
        if len(found) == limit:
            break
    return found


def forget(folder: Path, tenant: TenantId) -> None:
    """Remove every letter of a tenant that is no more."""
    shutil.rmtree(folder / tenant, ignore_errors=True)


def _newest_first(room: Path) -> Iterator[DeadLetter]:
    for path in reversed(_files(room)):
        try:
            lines = path.read_bytes().splitlines()
        except FileNotFoundError:
            continue
        for line in reversed(lines):
            try:
                yield _decoder.decode(line)
            except msgspec.MsgspecError:
                continue  # a line that a crash tore


def _files(room: Path) -> list[Path]:
    return sorted(room.glob("*.ndjson"), key=lambda path: (path.stem[:10], int(path.stem[11:])))


def _current(room: Path, received_ms: int, size: int) -> Path:
    day = moment(received_ms).strftime("%Y-%m-%d")
    files = _files(room)
    if not files:
        return room / f"{day}-1.ndjson"
    last = files[-1]
    if last.stat().st_size < size and last.stem[:10] >= day:
        return last
    day = max(day, last.stem[:10])
    number = int(last.stem[11:]) + 1 if last.stem[:10] == day else 1
    return room / f"{day}-{number}.ndjson"


def _bound(room: Path, budget: int) -> int:
    files = _files(room)
    size = sum(path.stat().st_size for path in files)
    dropped = 0
    while size > budget and len(files) > 1:
        oldest = files.pop(0)
        size -= oldest.stat().st_size
        dropped += oldest.read_bytes().count(b"\n")
        oldest.unlink()
    return dropped
