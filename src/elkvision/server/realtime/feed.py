"""One tenant's live logs, read once for everybody who watches.

Sockets with the same filter are one audience: an event is tested once for each audience and written
as JSON once for all. What a screen cannot show is skipped by audience, newest kept, and said.
"""

import asyncio
import contextlib
import time
from collections.abc import Iterator
from typing import Protocol

import orjson
import redis.exceptions
import structlog

from elkvision.core.clock import now_ms
from elkvision.core.event import Event
from elkvision.core.query import Query, matcher
from elkvision.core.query.tree import And, Node, Not, Or
from elkvision.core.query.values import TIME_FIELDS
from elkvision.core.wire import from_wire
from elkvision.server.realtime.bus import WATCH_SECONDS, Bus

#: More lines a second than this nobody reads; the rest is counted and said.
LIMIT_PER_SECOND = 500
#: Delivery looks this often, and more, who is watched.
SETTLING_MS = 2_000
#: The shortest time between two messages to one socket, and what each socket of the tenant adds to it.
_SHORTEST = 0.025
_PER_SOCKET = 0.00005
#: Gaps are added up for so many seconds, so that they do not fill the screen themselves.
_GAP_EVERY = 1.0

log = structlog.get_logger(__name__)

#: The JSON text of a message, ready to be sent.
Message = str


class Watcher(Protocol):
    """A socket. `offer` returns at once and never raises; a watcher that is too slow counts what it drops."""

    def offer(self, message: Message, ids: tuple[str, ...]) -> None: ...


class Audience:
    """The watchers of one filter."""

    def __init__(self, query: Query) -> None:
        self.query = query
        self.watchers: set[Watcher] = set()
        self._matches = matcher(query)
        self._asks_for_time = any(field in TIME_FIELDS for field in fields_of(query.tree))
        self._waiting: list[tuple[str, bytes]] = []
        self._left_out = 0
        self._undecoded = 0
        self._gap_said = 0.0
        self._allowance = float(LIMIT_PER_SECOND)
        self._refilled = time.monotonic()

    def take(self, events: list[Event], written: "Written", skipped: int) -> None:
        """Keep what matches until the next flush. Filter first, then skip."""
        matches = self._matches
        asked = [from_wire(event) for event in events] if self._asks_for_time else events
        self._waiting += [(event["id"], written(place)) for place, event in enumerate(asked) if matches(event)]
        self._undecoded += skipped

    def flush(self) -> None:
        now = time.monotonic()
        earned = self._allowance + (now - self._refilled) * LIMIT_PER_SECOND
        self._allowance, self._refilled = min(earned, LIMIT_PER_SECOND), now
        waiting, self._waiting = self._waiting, []
        left_out = max(0, len(waiting) - int(self._allowance))
        self._left_out += left_out
        self._allowance -= len(waiting) - left_out
        if now - self._gap_said >= _GAP_EVERY:
            self._say_gaps(now)
        if len(waiting) > left_out:
            kept = waiting[left_out:]
            self._offer(new_logs([body for _, body in kept]), tuple(id for id, _ in kept))

    def _say_gaps(self, now: float) -> None:
        if self._left_out:
            self._offer(gap(self._left_out, "rate", f"Live shows at most {LIMIT_PER_SECOND} matching lines a second"))
        if self._undecoded:
            self._offer(gap(self._undecoded, "stream", "More lines came than Live reads; search has them all"))
        if self._left_out or self._undecoded:
            self._left_out = self._undecoded = 0
            self._gap_said = now

    def _offer(self, message: Message, ids: tuple[str, ...] = ()) -> None:
        for watcher in self.watchers:
            watcher.offer(message, ids)


class Written:
    """Each event of a batch as JSON, written when first asked for and kept for the next audience."""

    def __init__(self, events: list[Event]) -> None:
        self._events = events
        self._json: list[bytes | None] = [None] * len(events)

    def __call__(self, place: int) -> bytes:
        body = self._json[place]
        if body is None:
            body = self._json[place] = orjson.dumps(self._events[place])
        return body


class Feed:
    """Runs while it has watchers."""

    def __init__(self, bus: Bus, tenant: str) -> None:
        self.tenant = tenant
        self._bus = bus
        self._audiences: dict[str, Audience] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._starting = asyncio.Lock()
        #: Milliseconds since 1970 from when on live surely has all that comes; 0 before the feed runs.
        self.complete_from = 0
        self._due = asyncio.Event()

    @property
    def sockets(self) -> int:
        return sum(len(audience.watchers) for audience in self._audiences.values())

    async def join(self, watcher: Watcher, query: Query) -> None:
        """From when this returns the watcher gets what is published."""
        if query.text not in self._audiences:
            self._audiences[query.text] = Audience(query)
        self._audiences[query.text].watchers.add(watcher)
        async with self._starting:  # several may come at once, and one reader is enough
            if not self._tasks:
                await self._start()
        if not self._audiences:  # everybody left meanwhile
            self._stop()

    def leave(self, watcher: Watcher) -> bool:
        """True when nobody is left and the feed has stopped."""
        for text, audience in list(self._audiences.items()):
            audience.watchers.discard(watcher)
            if not audience.watchers:
                del self._audiences[text]
        if self._audiences:
            return False
        self._stop()
        return True

    def _stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        self._tasks = []

    async def _start(self) -> None:
        await self._bus.watch(self.tenant)
        position = await self._bus.newest_position(self.tenant)
        self.complete_from = now_ms() + SETTLING_MS
        self._tasks = [
            asyncio.create_task(self._read(position)),
            asyncio.create_task(self._keep_watched()),
            asyncio.create_task(self._flush()),
        ]

    async def _keep_watched(self) -> None:
        while True:
            await asyncio.sleep(WATCH_SECONDS / 3)
            try:
                await self._bus.watch(self.tenant)
            except redis.exceptions.RedisError as error:
                log.warning("live bus does not answer", tenant=self.tenant, error=str(error))

    async def _read(self, position: str) -> None:
        answering = True
        while True:
            try:
                if not answering:
                    position = await self._again(position)
                batches = await self._bus.read(self.tenant, position)
            except redis.exceptions.RedisError as error:
                if answering:
                    log.warning("live bus does not answer", tenant=self.tenant, error=str(error))
                answering = False
                await asyncio.sleep(0.5)
                continue
            answering = True
            for batch in batches:
                position = batch.position
                written = Written(batch.events)
                for audience in self._audiences.values():
                    audience.take(batch.events, written, batch.skipped)
                self._due.set()
                await asyncio.sleep(0)  # many filters over a large batch must not hold up the sockets

    async def _again(self, position: str) -> str:
        """Where to go on after the bus was away: at the same place, unless it was started again and has less."""
        await self._bus.watch(self.tenant)
        newest = await self._bus.newest_position(self.tenant)
        return position if _place(newest) >= _place(position) else "0-0"

    async def _flush(self) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._due.wait(), _GAP_EVERY)
            self._due.clear()
            for audience in list(self._audiences.values()):
                audience.flush()
            await asyncio.sleep(max(_SHORTEST, self.sockets * _PER_SOCKET))


def _place(position: str) -> tuple[int, ...]:
    return tuple(map(int, position.split("-")))


def new_logs(bodies: list[bytes], *, replay: bool = False) -> Message:
    ending = b'],"replay":true}' if replay else b"]}"
    return (b'{"type":"new_logs","data":[' + b",".join(bodies) + ending).decode()


def gap(skipped: int, reason: str, message: str) -> Message:
    return orjson.dumps({"type": "gap", "skipped": skipped, "reason": reason, "message": message}).decode()


def fields_of(node: Node) -> Iterator[str]:
    """The fields that a query names."""
    match node:
        case And(children) | Or(children):
            for child in children:
                yield from fields_of(child)
        case Not(child):
            yield from fields_of(child)
        case _:
            field = getattr(node, "field", None)
            if field is not None:
                yield field
