"""What is durable goes to whoever watches, at once: nothing is decoded while nobody does.

Of each tenant at most so many lines a second are decoded; what is beyond is counted, and the count is sent.
"""

import asyncio
import logging
import os
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import orjson
from redis.asyncio import Redis
from redis.exceptions import RedisError

from elkvision.core.event import Event
from elkvision.core.wire import to_wire
from elkvision.gateway.delivery.counts import LiveCounts
from elkvision.gateway.spool.records import Frame
from elkvision.gateway.spool.segment import number_of

log = logging.getLogger(__name__)

#: The events of a frame's lines, given with their numbers in the segment of that number (`Making.shown`).
Show = Callable[[Frame, Sequence[tuple[int, bytes]], int], list[Event]]

#: Lines a second and tenant that are decoded, and how many of them at once after a pause.
RATE, BURST = 10_000, 2_000
#: The channel of all organisations together, for programs that want it so.
EVERYBODY = "logs:realtime"
#: Seconds that frames are gathered before they are sent.
GATHER = 0.02
#: Seconds that we believe what we know of who watches.
_FRESH = 0.5
#: Milliseconds that the stream remembers.
_MEMORY = 60_000


class Allowance:
    """A bucket that fills with `RATE` a second up to `BURST`."""

    def __init__(self) -> None:
        self.left = float(BURST)
        self.at = time.monotonic()

    def take(self, wanted: int) -> int:
        now = time.monotonic()
        self.left = min(BURST, self.left + (now - self.at) * RATE)
        self.at = now
        got = min(wanted, int(self.left))
        self.left -= got
        return got


class Live:
    """Give it frames with `tell`; `run` publishes them."""

    def __init__(self, spool: Path, redis: "Redis", show: Show, counts: LiveCounts, *, everybody: bool = False) -> None:
        """`everybody`: all organisations are shown whether or not anybody watches, and on one channel together too."""
        self.spool = spool
        self.redis = redis
        self.show = show
        self.counts = counts
        self._everybody = everybody
        self._frames: dict[str, list[tuple[str, Frame]]] = defaultdict(list)
        self._some = asyncio.Event()
        #: Pipelines may take their time, and nobody else's lines wait for what is shown.
        self._thread = ThreadPoolExecutor(1, "live")
        self._said = False
        self._watched: dict[str, tuple[float, bool]] = {}
        self._allowances: dict[str, Allowance] = defaultdict(Allowance)

    def tell(self, segment: str, frame: Frame) -> None:
        known = self._watched.get(frame.tenant)
        if known and not known[1] and time.monotonic() - known[0] < _FRESH:
            return
        self._frames[frame.tenant].append((segment, frame))
        self._some.set()

    async def run(self) -> None:
        while True:
            await self._some.wait()
            self._some.clear()
            frames, self._frames = self._frames, defaultdict(list)
            try:
                await self._look(list(frames))
                for tenant, some in frames.items():
                    if self._watched[tenant][1]:
                        await self._publish(tenant, some)
                self._said = False
            except (RedisError, OSError) as error:
                if not self._said:
                    log.warning("The live bus does not answer (%s). Logs go to the store all the same.", error)
                self._said = True
                self._watched = {tenant: (time.monotonic(), False) for tenant in frames}
            await asyncio.sleep(GATHER)

    async def _look(self, tenants: list[str]) -> None:
        """Ask who is watched, of those whom we do not know freshly."""
        now = time.monotonic()
        stale = [tenant for tenant in tenants if now - self._watched.get(tenant, (-1.0, False))[0] >= _FRESH]
        if not stale:
            return
        if len(self._watched) > 10_000:
            self._watched.clear()
            self._allowances.clear()
            stale = tenants
        answers = await self.redis.mget([f"live:watched:{tenant}" for tenant in stale])
        for tenant, value in zip(stale, answers, strict=True):
            self._watched[tenant] = (now, value is not None or self._everybody)

    async def _publish(self, tenant: str, frames: list[tuple[str, Frame]]) -> None:
        events: list[dict[str, Any]] = []
        skipped = 0
        for segment, frame in frames:
            allowed = self._allowances[tenant].take(frame.lines)
            loop = asyncio.get_running_loop()
            shown = await loop.run_in_executor(self._thread, self._decode, segment, frame, allowed) if allowed else []
            events += shown
            skipped += max(0, frame.lines - allowed)
        self.counts.skipped += skipped
        self.counts.published += len(events)
        if not events and not skipped:
            return
        body = orjson.dumps({"events": events, "skipped": skipped})
        key = f"logs:realtime:{tenant}"
        pipe = self.redis.pipeline(transaction=False)
        pipe.xadd(key, {"b": body}, minid=int(time.time() * 1000) - _MEMORY, approximate=True)
        pipe.pexpire(key, 2 * _MEMORY)
        pipe.publish(key, body)
        if self._everybody:
            pipe.publish(EVERYBODY, body)
        await pipe.execute()

    def _decode(self, segment: str, frame: Frame, most: int) -> list[dict[str, Any]]:
        try:
            data = self._read(segment, frame)
        except FileNotFoundError:  # delivered already; the store has it
            self.counts.skipped += most
            return []
        lines = data.split(b"\n", most)[: min(most, frame.lines)]
        number = number_of(segment)
        numbered = [(place, line) for place, line in enumerate(lines, frame.line) if line and not line.isspace()]
        return [to_wire(event) for event in self.show(frame, numbered, number)]

    def _read(self, segment: str, frame: Frame) -> bytes:
        descriptor = os.open(self.spool / f"{segment}.seg", os.O_RDONLY | os.O_CLOEXEC)
        try:
            return os.pread(descriptor, frame.length, frame.offset)
        finally:
            os.close(descriptor)
