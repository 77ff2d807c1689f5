"""Copies a store's logs into another one. May be killed at any moment and begun again: nothing is lost or doubled.

What is there already is found out by id, so both stores may have logs of their own besides. Ids stay as they are,
and the tokens of a copy are made of its name and of the ids, so that what was on its way when it was killed is added
once.
"""

import hashlib
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, islice
from typing import Final

from elkvision.core.errors import Unavailable
from elkvision.core.event import Event
from elkvision.core.query import EVERYTHING
from elkvision.core.tenancy import TenantId
from elkvision.store.contract import EventBatch, LogStore, Rejected, Span
from elkvision.supervisor.moving.comparing import Difference, differences
from elkvision.supervisor.moving.hours import Hour, hours_of, pieces_of
from elkvision.supervisor.moving.memo import Memo
from elkvision.supervisor.moving.merging import Beside, beside, place

#: Logs that are handed over together, and such batches on their way at once.
BATCH: Final = 10_000
_ON_THE_WAY: Final = 2
#: Hours, or pieces of one, are copied together until they have about so many logs; then the memo is written.
STRETCH: Final = 100_000
#: A store that is away is asked again so many times in a row, with longer and longer pauses.
_ATTEMPTS: Final = 10
_LONGEST_PAUSE: Final = 30.0


@dataclass(frozen=True)
class Stretch:
    """Hours of a tenant one after another, or a piece of one."""

    tenant: TenantId
    start: datetime
    end: datetime
    logs: int


@dataclass
class Done:
    """What became of the logs that were gone over."""

    copied: int = 0
    there_already: int = 0
    #: Logs that the target cannot keep, by its reason.
    rejected: Counter[str] = field(default_factory=Counter)

    @property
    def logs(self) -> int:
        return self.copied + self.there_already + self.rejected.total()


@dataclass
class Copy:
    """`tell` hears how many more logs were gone over, `say` hears sentences; `sleep` is the clock's."""

    source: LogStore
    target: LogStore
    memo: Memo
    tell: Callable[[int], None]
    say: Callable[[str], None]
    sleep: Callable[[float], None] = time.sleep
    done: Done = field(default_factory=Done)

    def plan(self, tenants: Sequence[TenantId], since: datetime | None) -> list[Stretch]:
        """Everything there is to go over, in order; the tenants' oldest first."""
        return [one for tenant in tenants for one in self._stretches(tenant, hours_of(self.source, tenant, since))]

    def run(self, stretches: Sequence[Stretch]) -> None:
        """Copy what is not there yet. Raises Unavailable when a store stays away."""
        for stretch in stretches:
            until = self.memo.until.get(stretch.tenant)
            if until is not None and stretch.end <= until:
                self.done.there_already += stretch.logs
                self.tell(stretch.logs)
                continue
            done = self._patiently(stretch)
            self.done.copied += done.copied
            self.done.there_already += done.there_already
            self.done.rejected += done.rejected
            self.memo.reached(stretch.tenant, stretch.end)

    def verify(self, tenants: Sequence[TenantId], since: datetime | None) -> list[Difference]:
        """The hours whose counts differ. What is missing is gone over once more before it is said to be."""
        found: list[Difference] = []
        for tenant in tenants:
            for difference in differences(self.source, self.target, tenant, since):
                if difference.missing:
                    for stretch in self._stretches(tenant, [difference.hour]):
                        self.done.copied += self._patiently(stretch).copied
            found += differences(self.source, self.target, tenant, since)
        return found

    def _stretches(self, tenant: TenantId, hours: Iterable[Hour]) -> Iterator[Stretch]:
        start, end, logs = None, None, 0
        for piece in (piece for hour in hours for piece in pieces_of(self.source, tenant, hour, STRETCH)):
            start, end, logs = start or piece.start, piece.end, logs + piece.logs
            if logs >= STRETCH:
                yield Stretch(tenant, start, end, logs)
                start, logs = None, 0
        if start is not None and end is not None:
            yield Stretch(tenant, start, end, logs)

    def _patiently(self, stretch: Stretch) -> Done:
        """Again from its beginning when a store is away for a while: what is there by then is left out."""
        attempt, before = 1, 0
        while True:
            done = Done()
            try:
                self._copy(stretch, done)
            except Unavailable as error:
                if attempt == _ATTEMPTS:
                    raise
                pause = min(_LONGEST_PAUSE, 2.0 ** (attempt - 1))
                self.say(f"{str(error).rstrip('.')}. Trying again in {pause:g} s.")
                self.sleep(pause)
                attempt, before = attempt + 1, before + done.copied
            else:
                return Done(done.copied + before, done.there_already - before, done.rejected)

    def _copy(self, stretch: Stretch, done: Done) -> None:
        span = Span(EVERYTHING, stretch.start, stretch.end)
        others = None
        if self.target.count(stretch.tenant, span):
            others = beside(self.target.export(stretch.tenant, span))
        waiting: deque[tuple[int, Future[Sequence[Rejected]]]] = deque()
        with ThreadPoolExecutor(_ON_THE_WAY, "copy") as threads:
            try:
                for events in _batches(self.source, stretch.tenant, span):
                    missing = _missing(events, others)
                    done.there_already += len(events) - len(missing)
                    self.tell(len(events) - len(missing))
                    if missing:
                        waiting.append((len(missing), threads.submit(self.target.append, self._batch(missing))))
                    if len(waiting) > _ON_THE_WAY:
                        self._settle(*waiting.popleft(), done)
                while waiting:
                    self._settle(*waiting.popleft(), done)
            finally:
                for logs, future in waiting:  # of a stretch that failed: what is on its way may still arrive
                    if not future.cancel() and future.exception() is None:
                        self._settle(logs, future, done)

    def _settle(self, logs: int, future: "Future[Sequence[Rejected]]", done: Done) -> None:
        rejected = future.result()
        done.copied += logs - len(rejected)
        done.rejected.update(one.reason for one in rejected)
        self.tell(logs)

    def _batch(self, events: Sequence[Event]) -> EventBatch:
        digest = hashlib.sha256("".join(event["id"] for event in events).encode()).hexdigest()
        return EventBatch(f"copy:{self.memo.name}:{digest}", events)


def _batches(store: LogStore, tenant: TenantId, span: Span) -> Iterator[list[Event]]:
    """The same batches each time, as long as the store has the same logs."""
    events = _once(chain.from_iterable(store.export(tenant, span)))
    while batch := list(islice(events, BATCH)):
        yield batch


def _once(events: Iterator[Event]) -> Iterator[Event]:
    last = None
    for event in events:
        if place(event) != last:
            last = place(event)
            yield event


def _missing(events: Sequence[Event], others: Beside | None) -> list[Event]:
    return list(events) if others is None else [event for event in events if not others.has(event)]
