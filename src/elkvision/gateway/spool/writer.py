"""Group commit: everything that arrives within some milliseconds becomes durable together."""

import asyncio
import fcntl
import logging
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from elkvision.core.clock import Clock, now_ms
from elkvision.core.errors import Overloaded, Unavailable
from elkvision.core.metrics import catalogue as say
from elkvision.core.metrics.meters import Histogram
from elkvision.gateway.spool.records import Closed, Frame, Origin
from elkvision.gateway.spool.segment import OpenSegment, Parcel, fsync_folder

log = logging.getLogger(__name__)

#: Seconds between two commits: when somebody waits for the acknowledgement, and when nobody does.
SOON, PATIENT = 0.002, 0.010
#: Bytes that wait: commit at once from the first on, let senders wait from the second on.
BIG, TOO_MUCH = 2 << 20, 16 << 20
#: A frame grows to about this.
FRAME_BYTES = 4 << 20
#: Seconds between two attempts after the disk refused.
RETRY = 0.5
#: Segments that the disk refused to close stay open; beyond so many no other is begun.
MOST_UNCLOSED = 4

Record = Frame | Closed
#: Told of each frame that became durable (with its segment's name), and of each segment that closed.
Follower = Callable[[str, Record], None]


class Spool:
    """The only writer of a spool folder.

    `append` returns once the disk has it. `offer` is for senders that cannot be answered: what is
    offered is kept and tried again until the disk has it. `on_pressure(True)` is called when senders
    should stop, `on_pressure(False)` when they may go on.
    """

    def __init__(
        self, folder: Path, *, budget: int, segment_events: int, segment_seconds: float, clock: Clock = now_ms
    ) -> None:
        self.folder = folder
        self.budget = budget
        self.segment_events = segment_events
        self.segment_seconds = segment_seconds
        self.clock = clock
        self.on_pressure: Callable[[bool], None] = lambda _stop: None
        #: Called in the spool's thread with frames that are durable but not yet acknowledged.
        self.before_acknowledging: Callable[[list[Frame]], None] = lambda _frames: None
        self.followers: set[Follower] = set()
        self.last_error: str | None = None
        self.commits = Histogram(say.COMMITS)
        self.segment: OpenSegment | None = None
        self._unclosed: list[OpenSegment] = []
        self._pending: list[Parcel] = []
        self._growing: dict[tuple[Origin, bool], Parcel] = {}
        self._committing: list[Parcel] = []
        self._waiting_bytes = 0
        self._on_disk = 0
        self._pressure = False
        self._stopping = False
        self._wake = asyncio.Event()
        self._hurry = asyncio.Event()
        self._thread = ThreadPoolExecutor(1, "spool")
        self._lock = _lock(folder)
        self.measure()

    # -- taking ------------------------------------------------------------------------------

    async def append(
        self, origin: Origin, data: bytes, lines: int, *, named: str | None = None, answer: str | None = None
    ) -> None:
        """Return when newline-terminated lines are durable. Raises Overloaded or Unavailable; then they
        are not kept."""
        if self.full:
            raise Overloaded("The spool is at its budget: the store does not keep up.", retry_after=2)
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        parcel = (
            self._take(origin, data, lines, True)
            if named is None
            else self._take_named(origin, data, lines, named, answer)
        )
        parcel.waiters.append(done)
        await done

    def offer(self, origin: Origin, data: bytes, lines: int) -> None:
        """Keep newline-terminated lines; nobody waits."""
        self._take(origin, data, lines, False)

    def _take(self, origin: Origin, data: bytes, lines: int, answered: bool) -> Parcel:
        parcel = self._growing.get((origin, answered))
        if parcel is None or parcel.length >= FRAME_BYTES or parcel.lines >= self.segment_events // 2:
            parcel = self._growing[origin, answered] = Parcel(origin, self.clock())
            self._pending.append(parcel)
        self._add(parcel, data, lines)
        return parcel

    def _take_named(self, origin: Origin, data: bytes, lines: int, named: str, answer: str | None) -> Parcel:
        parcel = Parcel(origin, self.clock(), named=named, answer=answer)
        self._pending.append(parcel)
        self._add(parcel, data, lines)
        return parcel

    def _add(self, parcel: Parcel, data: bytes, lines: int) -> None:
        parcel.add(data, lines)
        self._waiting_bytes += len(data)
        self._wake.set()
        if self._waiting_bytes >= BIG:
            self._hurry.set()
            self._press()

    # -- how full ----------------------------------------------------------------------------

    @property
    def bytes(self) -> int:
        return self._on_disk + self._waiting_bytes

    @property
    def full(self) -> bool:
        """Nothing more is taken now: at the budget, or the disk is far behind."""
        return self.bytes >= self.budget or self._waiting_bytes >= 4 * TOO_MUCH

    @property
    def refuses(self) -> bool:
        """Senders are told to come again: for as long as delivery needs, or the disk."""
        return self.full or self.last_error is not None

    @property
    def under_pressure(self) -> bool:
        """Senders should stop: what they send next may have no room."""
        return self._pressure

    @property
    def low_ms(self) -> int:
        """Everything received before this is durable."""
        waiting = (*self._committing, *self._pending)
        return min((parcel.received_ms for parcel in waiting), default=self.clock())

    def measure(self) -> None:
        """Look again at how much is on disk, since delivery deletes."""
        self._on_disk = sum(_sizes(self.folder))
        self._press()

    def _press(self) -> None:
        pressure = self._waiting_bytes >= TOO_MUCH or self.bytes >= self.budget or self.last_error is not None
        if pressure != self._pressure:
            self._pressure = pressure
            self.on_pressure(pressure)

    # -- committing --------------------------------------------------------------------------

    async def run(self) -> None:
        """Commit until `stop`; then commit what is left, close the segment and return."""
        last = 0.0
        while not self._stopping or self._pending:
            await _wait(self._wake, self._until_due())
            self._wake.clear()
            if self._pending:
                await self._gather(last)
                last = asyncio.get_running_loop().time()
                if not await self._commit() and self._stopping:
                    break
            if self._is_due():
                await self._close_segments()
        await self._close_segments()
        self._thread.shutdown()
        os.close(self._lock)

    def stop(self) -> None:
        self._stopping = True
        self._wake.set()
        self._hurry.set()

    def _until_due(self) -> float | None:
        """Seconds until the open segment must close; None when there is nothing to do without traffic."""
        if self._unclosed:
            return RETRY
        if self.segment is None:
            return None
        age = (self.clock() - self.segment.created_ms) / 1000
        if age < 0:  # the clock was set back: what came would wait until it has caught up
            return 0.0
        return max(0.0, self.segment_seconds - age)

    def _is_due(self) -> bool:
        segment = self.segment
        full = segment is not None and segment.lines >= self.segment_events
        return bool(self._unclosed) or full or self._until_due() == 0.0

    async def _gather(self, last: float) -> None:
        """Give others the time to join this commit."""
        soon = any(parcel.waiters for parcel in self._pending)
        seconds = last + (SOON if soon else PATIENT) - asyncio.get_running_loop().time()
        if seconds > 0 and self._waiting_bytes < BIG and not self._stopping:
            self._hurry.clear()
            await _wait(self._hurry, seconds)

    async def _commit(self) -> bool:
        """Make what waits durable. When the disk refuses, who waits for an answer is told, the rest is kept."""
        batch, self._pending, self._growing = self._pending, [], {}
        self._committing = batch
        told: list[tuple[str, Record]] = []
        refused: OSError | None = None
        try:
            with self.commits.timed():
                await asyncio.get_running_loop().run_in_executor(self._thread, self._write, batch, told)
        except OSError as error:
            refused = error
        self._committing = []
        self._on_disk += sum(parcel.length for parcel in batch if parcel.durable)
        self._waiting_bytes -= sum(parcel.length for parcel in batch)
        for parcel in batch:
            if parcel.durable:
                _answer(parcel, None)
        for name, record in told:
            self._tell(name, record)
        if refused is None:
            self.last_error = None
            self._press()
            return True
        await self._refused(refused, [parcel for parcel in batch if not parcel.durable])
        return False

    def _write(self, batch: list[Parcel], told: list[tuple[str, Record]]) -> None:
        """In the spool's thread: the loop never waits for the disk."""
        while batch:
            if self.segment and not self.segment.has_room(batch[0], self.segment_events):
                segment, self.segment = self.segment, None
                self._unclosed.append(segment)
                told.append((segment.name, segment.close()))
                self._unclosed.remove(segment)
            if self.segment is None:
                if len(self._unclosed) >= MOST_UNCLOSED:
                    told.append((self._unclosed[0].name, self._unclosed[0].close()))
                    del self._unclosed[0]
                self.segment = OpenSegment(self.folder, self.clock())
            count = self.segment.takes(batch, self.segment_events)
            frames = self.segment.write(batch[:count])
            told += [(self.segment.name, frame) for frame in frames]
            self.before_acknowledging(frames)
            batch = batch[count:]

    async def _refused(self, error: OSError, lost: list[Parcel]) -> None:
        self.last_error = f"The spool cannot be written: {error.strerror} ({self.folder})."
        log.error("%s Senders wait; nothing that was acknowledged is lost.", self.last_error)
        if self.segment:
            self._unclosed.append(self.segment)
            self.segment = None
        keep = []
        for parcel in lost:
            if parcel.waiters:
                _answer(parcel, Unavailable(self.last_error, hint="Free some disk space and send again."))
            else:
                keep.append(parcel)
        self._pending = keep + self._pending
        self._waiting_bytes += sum(parcel.length for parcel in keep)
        self._press()
        if not self._stopping:
            await asyncio.sleep(RETRY)
        if not keep:  # the next sender finds out whether the disk is well again
            self.last_error = None
            self._press()
        self._wake.set()

    async def _close_segments(self) -> None:
        if self.segment:
            self._unclosed.append(self.segment)
            self.segment = None
        for segment in tuple(self._unclosed):
            try:
                closed = await asyncio.get_running_loop().run_in_executor(self._thread, segment.close)
            except OSError as error:
                log.error("A segment cannot be closed: %s. It is tried again.", error.strerror)
                return
            self._unclosed.remove(segment)
            self._tell(segment.name, closed)

    def _tell(self, name: str, record: Record) -> None:
        for follower in tuple(self.followers):
            follower(name, record)


async def _wait(event: asyncio.Event, seconds: float | None) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()


def _answer(parcel: Parcel, error: Exception | None) -> None:
    for waiter in parcel.waiters:
        if waiter.done():
            continue
        if error is None:
            waiter.set_result(None)
        else:
            waiter.set_exception(error)


def _sizes(folder: Path) -> list[int]:
    sizes = []
    with os.scandir(folder) as entries:
        for entry in entries:
            with suppress(FileNotFoundError):
                sizes.append(entry.stat().st_size)
    return sizes


def _lock(folder: Path) -> int:
    """One writer a folder. Raises Unavailable when there is another."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    fsync_folder(folder.parent)
    lock = os.open(folder / "lock", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(lock)
        raise Unavailable(f"Another intake writes to {folder}.", hint="Stop it, or use another data folder.") from error
    return lock
