"""Asking the store from the web: so many at once, and each answer says how long it took.

The store's calls block. Every request has a thread of its own, so a slow query holds up nobody else, and
`_seats` keeps a crowd of them from taking all of the machine.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Generic, TypeVar

from elkvision.core.errors import ElkVisionError, Unavailable
from elkvision.core.metrics import catalogue as say
from elkvision.core.metrics.families import Page
from elkvision.core.metrics.meters import Counter, Histogram
from elkvision.store.measured import reason_of

Answer = TypeVar("Answer")

AT_ONCE = 16
_PATIENCE_SECONDS = 20.0

_seats = threading.BoundedSemaphore(AT_ONCE)


_seconds = Histogram(say.QUERY_SECONDS)
_refused = Counter(say.QUERIES_REFUSED)
_answering: set[object] = set()


@dataclass(frozen=True)
class Timed(Generic[Answer]):
    answer: Answer
    elapsed_ms: float


def timed(question: Callable[[], Answer], kind: str = "other") -> Timed[Answer]:
    """Ask once there is a seat. Raises Unavailable when none becomes free. `kind` is what it is counted as."""
    with seat(kind):
        began = time.perf_counter()
        answer = question()
        return Timed(answer, round((time.perf_counter() - began) * 1000, 2))


@contextmanager
def seat(kind: str) -> Iterator[None]:
    with _seconds.timed(kind):
        if not _seats.acquire(timeout=_PATIENCE_SECONDS):
            _refused.add(kind, "no seat")
            raise Unavailable("Too many queries run just now.", hint="try again in a moment, or ask for a shorter time")
        mine = object()
        _answering.add(mine)
        try:
            yield
        except ElkVisionError as error:
            _refused.add(kind, reason_of(error))
            raise
        finally:
            _answering.discard(mine)
            _seats.release()


def collect(page: Page) -> None:
    _seconds.collect(page)
    _refused.collect(page)
    page.put(say.QUERY_SEATS, AT_ONCE)
    page.put(say.QUERIES_NOW, len(_answering))
