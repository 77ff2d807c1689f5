"""The form of a backup: a tar whose first member says what it is, and whose last says what all others must be.

Described for people in docs/reference/backups.md.
"""

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Final, cast

from elkvision.core.errors import BadRequest, Refused
from elkvision.supervisor.keeping.sealing import Opener, Sealer, is_sealed

FORMAT: Final = 1
HEAD: Final = "elkvision.json"
MANIFEST: Final = "manifest.json"
_READ: Final = 1 << 20


@dataclass(frozen=True)
class Head:
    """What the whole is. `summary` is of the database: its schema, the moment, rows of each table."""

    id: str
    product: str
    created_at: str
    summary: dict[str, Any]
    logs: bool
    geo: bool
    format: int = FORMAT


@dataclass
class Manifest:
    """Every member before it: bytes, SHA-256, and how many rows, records or logs are in it."""

    members: dict[str, dict[str, Any]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def counted(self, beginning: str) -> int:
        return sum(int(each.get("count", 0)) for name, each in self.members.items() if name.startswith(beginning))


class Writer:
    """Adds members one after another; nothing is held in memory."""

    def __init__(self, tar: tarfile.TarFile, head: Head) -> None:
        self.manifest = Manifest()
        self._tar = tar
        self.add_bytes(HEAD, json.dumps(asdict(head), indent=1).encode())

    def add(self, name: str, path: Path, *, count: int | None = None, size: int | None = None) -> None:
        """The file, or its first `size` bytes when it may be growing."""
        with path.open("rb") as file:
            self._add(name, file, os.fstat(file.fileno()).st_size if size is None else size, count)

    def add_bytes(self, name: str, data: bytes) -> None:
        self._add(name, io.BytesIO(data), len(data), None)

    def finish(self) -> Manifest:
        """Say what all of it must be. Nothing is added after it."""
        data = json.dumps(asdict(self.manifest), indent=1).encode()
        self._tar.addfile(_info(MANIFEST, len(data)), io.BytesIO(data))
        return self.manifest

    def _add(self, name: str, file: BinaryIO, size: int, count: int | None) -> None:
        hashed = _Hashing(file)
        self._tar.addfile(_info(name, size), cast(BinaryIO, hashed))
        said: dict[str, Any] = {"bytes": size, "sha256": hashed.digest.hexdigest()}
        self.manifest.members[name] = said | ({} if count is None else {"count": count})


class _Hashing:
    """A file that is hashed as it is read."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self.digest.update(data)
        return data


def _info(name: str, size: int) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    return info


@contextmanager
def writing(target: Path, head: Head, passphrase: str) -> Iterator[Writer]:
    """The file is there, whole and on the disk, when this ends well; and not at all when it does not."""
    part = target.with_name(f".{target.name}.part")
    part.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            stream = Sealer(file, passphrase) if passphrase else None
            with tarfile.open(fileobj=cast(BinaryIO, stream or file), mode="w|", format=tarfile.PAX_FORMAT) as tar:
                yield Writer(tar, head)
            if stream is not None:
                stream.finish()
            file.flush()
            os.fsync(file.fileno())
        part.rename(target)
    finally:
        part.unlink(missing_ok=True)
    descriptor = os.open(target.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@dataclass(frozen=True)
class Member:
    """One file of the backup. It is read before the next one is asked for, or not at all."""

    name: str
    size: int
    file: BinaryIO


def members(path: Path, passphrase: str) -> Iterator[Member]:
    """From the first to the last. Raises Refused when it is no backup, is not whole, or does not open."""
    with path.open("rb") as file:
        sealed = is_sealed(file)
        if sealed and not passphrase:
            raise BadRequest(f"{path.name} is sealed", hint="give its passphrase with --passphrase-file")
        stream = io.BufferedReader(Opener(file, passphrase), _READ) if sealed else file
        try:
            with tarfile.open(fileobj=stream, mode="r|") as tar:
                for info in tar:
                    content = tar.extractfile(info)
                    if content is None:
                        raise Refused(f"{path.name} is no backup of ELK Vision: {info.name} in it is no file")
                    yield Member(info.name, info.size, cast(BinaryIO, content))
        except (tarfile.TarError, EOFError) as error:
            raise Refused(f"{path.name} is no backup of ELK Vision, or it is damaged: {error}") from error


def read_head(member: Member) -> Head:
    """Raises Refused when it is no backup, and when a newer version made it."""
    try:
        if member.name != HEAD:
            raise ValueError(f"it begins with {member.name}")
        said = json.load(member.file)
        if said["format"] > FORMAT:
            raise Refused(
                f"The backup was made by ELK Vision {said['product']}, in a form that is not known here",
                hint="install that version or a newer one",
            )
        return Head(**said)
    except (ValueError, KeyError, TypeError) as error:
        raise Refused(f"This is no backup of ELK Vision: {error}") from error


def check(path: Path, passphrase: str, tell: Callable[[int], None]) -> tuple[Head, Manifest]:
    """Read all of it and compare with what it says of itself. Raises Refused with the first thing that is wrong."""
    try:
        return _check(path, passphrase, tell)
    except (tarfile.TarError, EOFError) as error:
        raise Refused(f"{path.name} is damaged or not whole: {error}") from error


def _check(path: Path, passphrase: str, tell: Callable[[int], None]) -> tuple[Head, Manifest]:
    head: Head | None = None
    seen: dict[str, tuple[int, str]] = {}
    manifest: Manifest | None = None
    for member in members(path, passphrase):
        if manifest is not None:
            raise Refused(f"{member.name} comes after the manifest")
        if member.name == MANIFEST:
            manifest = Manifest(**json.load(member.file))
            continue
        if head is None:
            data = member.file.read()
            head = read_head(Member(member.name, member.size, io.BytesIO(data)))
            seen[HEAD] = (len(data), hashlib.sha256(data).hexdigest())
            continue
        seen[member.name] = _hashed(member, tell)
    if head is None or manifest is None:
        raise Refused(f"{path.name} is not whole: its end is missing")
    for name, said in manifest.members.items():
        if seen.pop(name, None) != (said["bytes"], said["sha256"]):
            raise Refused(f"{name} in {path.name} is not what was written: the backup is damaged")
    if seen:
        raise Refused(f"{next(iter(seen))} in {path.name} is not in its manifest: the backup was changed")
    return head, manifest


def _hashed(member: Member, tell: Callable[[int], None]) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    while data := member.file.read(_READ):
        digest.update(data)
        size += len(data)
        tell(len(data))
    return size, digest.hexdigest()
