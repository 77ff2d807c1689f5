"""What a crash left behind is made whole: torn tails are cut, and every segment is closed.

Only what was never acknowledged can be torn, since acknowledging comes after the disk has it.
"""

import os
import zlib
from collections.abc import Callable
from pathlib import Path

from elkvision.gateway.spool.records import Closed, Frame, decode, encode
from elkvision.gateway.spool.segment import fsync_folder


def recover(folder: Path, seen: Callable[[Frame], None] = lambda _frame: None) -> int:
    """Close every segment of a folder that nobody writes to. Returns how many bytes were cut.

    `seen` is told each frame before the segment is closed (and so before anybody may delete it).
    """
    cut = 0
    for payload in sorted(folder.glob("*.seg")):
        try:
            cut += _close(payload, seen)
        except FileNotFoundError:
            continue  # delivery has just finished with it
    for plan in folder.glob("*.plan*"):
        if not plan.with_suffix(".idx").exists():
            plan.unlink(missing_ok=True)
    fsync_folder(folder)
    return cut


def _close(payload: Path, seen: Callable[[Frame], None]) -> int:
    index = payload.with_suffix(".idx")
    if not index.exists():  # never acknowledged from, or already delivered
        payload.unlink(missing_ok=True)
        return 0
    records = list(decode(index.read_bytes()))
    frames = [record for record, _ in records if isinstance(record, Frame)]
    if len(frames) < len(records):  # closed, so all of it was durable: what is damaged since, delivery buries
        for frame in frames:
            seen(frame)
        return 0
    frames = _whole_ones(payload, frames)
    for frame in frames:
        seen(frame)
    return _seal(payload, index, frames, records[len(frames) - 1][1] if frames else 0)


def _whole_ones(payload: Path, frames: list[Frame]) -> list[Frame]:
    """The frames up to the first whose bytes are not all there."""
    end = 0
    with payload.open("rb") as lines:
        for count, frame in enumerate(frames):
            if not _whole(frame, end, lines.read(frame.length)):
                return frames[:count]
            end = frame.end
    return frames


def _whole(frame: Frame, expected: int, lines: bytes) -> bool:
    return frame.offset == expected and len(lines) == frame.length and zlib.crc32(lines) == frame.crc


def _seal(payload: Path, index: Path, frames: list[Frame], good: int) -> int:
    if not frames:
        cut = payload.stat().st_size
        index.unlink(missing_ok=True)
        payload.unlink(missing_ok=True)
        return cut
    last = frames[-1]
    cut = payload.stat().st_size - last.end
    with payload.open("r+b") as lines:
        lines.truncate(last.end)
        os.fdatasync(lines.fileno())
    with index.open("r+b") as records:
        records.truncate(good)
        records.seek(good)
        records.write(encode(Closed(True, last.line + last.lines, last.end)))
        records.flush()
        os.fdatasync(records.fileno())
    return cut
