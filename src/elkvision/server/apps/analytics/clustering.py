"""Any search clustered into patterns: every matching line streamed from the store, with flat memory.

Two run at once in a process, and one of them may be any organisation's: clustering is work for a whole core.
"""

import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from elkvision.analysis.patterns import Pattern, Tally
from elkvision.core.errors import Overloaded
from elkvision.core.event import Event
from elkvision.core.query import Query
from elkvision.core.tenancy import TenantId
from elkvision.server.apps.analytics.periods import Period, nanoseconds
from elkvision.server.apps.logs.selectors import step_for, store
from elkvision.store.contract import Span

#: More lines than this are not all read, but so many slices of the range, each from its beginning.
MOST_LINES: Final = 2_000_000
SLICES: Final = 400
AT_ONCE: Final = 2
_FIELDS: Final = ("@timestamp", "message", "level")
_SECOND: Final = timedelta(seconds=1)

_taken: Counter[str] = Counter()
_taking = threading.Lock()


@dataclass(frozen=True)
class Wish:
    """What to cluster: lines of the period; with an `earlier` one, patterns say how many of them were there then."""

    tenant: TenantId
    query: Query
    period: Period
    earlier: Period | None = None
    buckets: int = 40


@dataclass(frozen=True)
class Progress:
    lines: int
    of: int


@dataclass(frozen=True)
class Found:
    patterns: list[Pattern]
    #: Lines that were looked at, of all that there are; fewer are a sample.
    lines: int
    total: int
    earlier_lines: int
    step: timedelta
    begins: int

    @property
    def is_sample(self) -> bool:
        return self.lines < self.total


@contextmanager
def seat(whose: str) -> Iterator[None]:
    """Raises Overloaded when as many run as may."""
    with _taking:
        if _taken.total() >= AT_ONCE or _taken[whose]:
            raise Overloaded("Patterns are being looked for already.", retry_after=5)
        _taken[whose] += 1
    try:
        yield
    finally:
        with _taking:
            del _taken[whose]


def clustered(wish: Wish) -> Iterator[Progress | Found]:
    """Says how far it is now and then, and at last what was found. Closing it ends the store's work."""
    periods = [each for each in (wish.earlier, wish.period) if each]
    counts = [store().count(wish.tenant, Span(wish.query, each.start, each.end)) for each in periods]
    step = step_for(Span(wish.query, wish.period.start, wish.period.end), wish.buckets, None)
    tallies = [Tally(span=step // _SECOND * 10**9) for _ in periods]
    share = min(1.0, MOST_LINES / max(1, sum(counts)))
    yield Progress(0, min(sum(counts), MOST_LINES))
    said = time.monotonic()
    for tally, period in zip(tallies, periods, strict=True):
        for events in _read(wish, period, share):
            _add(tally, events)
            if time.monotonic() - said > 0.25:
                said = time.monotonic()
                yield Progress(sum(each.count for each in tallies), min(sum(counts), MOST_LINES))
    before = tallies[0] if wish.earlier else None
    found = tallies[-1].patterns(before)
    lines = tallies[-1].count
    total = lines if share == 1.0 else counts[-1]
    yield Found(found, lines, total, before.count if before else 0, step, nanoseconds(wish.period.start))


def _read(wish: Wish, period: Period, share: float) -> Iterator[Sequence[Event]]:
    for part in _parts(period, share):
        chunks = store().export(wish.tenant, Span(wish.query, part.start, part.end), only=_FIELDS)
        try:
            yield from chunks
        finally:
            closing = getattr(chunks, "close", None)
            if closing is not None:
                closing()


def _parts(period: Period, share: float) -> Iterator[Period]:
    """All of it, or the first share of each slice."""
    if share == 1.0:
        yield period
        return
    width = period.length / SLICES
    for number in range(SLICES):
        start = period.start + number * width
        yield Period(start, start + width * share)


def _add(tally: Tally, events: Sequence[Event]) -> None:
    tally.add(
        [event["message"] for event in events],
        [event["@timestamp"] for event in events],
        [event.get("level") for event in events],
    )
