"""Which segments wait for the store, and how far everything received is in it."""

import time
from dataclasses import dataclass, field
from pathlib import Path

from elkvision.gateway.spool import reader
from elkvision.gateway.spool.records import Frame


@dataclass
class Waiting:
    """`first_ms`: the earliest receipt in it. `again`: not before this moment (monotonic)."""

    first_ms: int
    closed: bool = False
    carried: bool = False
    attempts: int = 0
    again: float = 0.0


@dataclass
class Queue:
    """Segments that are not in the store. Oldest first; one that failed waits while others go on."""

    folder: Path
    low: int | None = None
    segments: dict[str, Waiting] = field(default_factory=dict)

    def heard(self, name: str, frame: Frame) -> None:
        known = self.segments.setdefault(name, Waiting(frame.received_ms))
        known.first_ms = min(known.first_ms, frame.received_ms)

    def closed(self, name: str) -> None:
        known = self.segments.get(name)
        if known is None and (self.folder / f"{name}.idx").exists():
            self.look_at(name)
        elif known:
            known.closed = True

    def look_around(self) -> None:
        """Find what is on disk that nobody told us of."""
        for name in reader.names(self.folder):
            known = self.segments.get(name)
            if known is None or not known.closed:
                self.look_at(name)

    def look_at(self, name: str) -> None:
        try:
            frames = reader.read_frames(self.folder, name)
            closed = reader.is_closed(self.folder, name)
        except FileNotFoundError:
            return
        if not frames and not closed:
            return
        created = int(name.partition("-")[0])
        known = self.segments.setdefault(name, Waiting(min((frame.received_ms for frame in frames), default=created)))
        known.closed = known.closed or closed

    def next(self) -> str | None:
        """Take the oldest closed segment that may be tried now."""
        now = time.monotonic()
        ready = (name for name, one in self.segments.items() if one.closed and not one.carried and one.again <= now)
        name = min(ready, default=None)
        if name is not None:
            self.segments[name].carried = True
        return name

    def done(self, name: str) -> None:
        del self.segments[name]

    def failed(self, name: str) -> float:
        """Try again later; returns in how many seconds."""
        one = self.segments[name]
        one.carried = False
        one.attempts += 1
        wait = min(5.0, 0.1 * (1 << min(one.attempts, 10)))
        one.again = time.monotonic() + wait
        return wait

    def soonest(self) -> float | None:
        """Seconds until a segment that failed may be tried again."""
        now = time.monotonic()
        waits = [one.again - now for one in self.segments.values() if one.closed and not one.carried]
        return max(0.0, min(waits)) if waits else None

    @property
    def oldest_ms(self) -> int | None:
        return min((one.first_ms for one in self.segments.values()), default=None)

    @property
    def watermark(self) -> int | None:
        """Everything received before this is in the store; None while we do not know."""
        if self.low is None:
            return None
        oldest = self.oldest_ms
        return self.low if oldest is None else min(self.low, oldest)
