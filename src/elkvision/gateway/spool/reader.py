"""Closed segments, for delivery: find them, read them, put them away."""

import zlib
from dataclasses import dataclass
from pathlib import Path

from elkvision.gateway.spool.records import Closed, Frame, decode
from elkvision.gateway.spool.segment import number_of


@dataclass(frozen=True)
class Segment:
    """A closed segment as it is on disk. `damaged` frames have bytes that are not what was written."""

    name: str
    payload: bytes
    frames: list[Frame]
    damaged: list[Frame]

    @property
    def number(self) -> int:
        return number_of(self.name)


def names(folder: Path) -> list[str]:
    """Every segment that is there, oldest first, closed or not."""
    return sorted(path.stem for path in folder.glob("*.idx"))


def is_closed(folder: Path, name: str) -> bool:
    try:
        return any(isinstance(record, Closed) for record, _ in decode((folder / f"{name}.idx").read_bytes()))
    except FileNotFoundError:
        return False


def read_frames(folder: Path, name: str) -> list[Frame]:
    index = (folder / f"{name}.idx").read_bytes()
    return [record for record, _ in decode(index) if isinstance(record, Frame)]


def read_segment(folder: Path, name: str) -> Segment:
    """Raises FileNotFoundError when it is not there any more."""
    frames = read_frames(folder, name)
    payload = (folder / f"{name}.seg").read_bytes()
    view = memoryview(payload)
    damaged = [frame for frame in frames if zlib.crc32(view[frame.offset : frame.end]) != frame.crc]
    return Segment(name, payload, [frame for frame in frames if frame not in damaged] if damaged else frames, damaged)


def discard(folder: Path, name: str) -> None:
    """The index goes first: a payload without one is known to be finished with."""
    for suffix in (".idx", ".seg", ".plan"):
        (folder / f"{name}{suffix}").unlink(missing_ok=True)
