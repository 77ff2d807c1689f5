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

from elkvision.core.errors import Unavailable

Answer = TypeVar("Answer")

AT_ONCE = 16
_PATIENCE_SECONDS = 20.0

_seats = threading.BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True)
class Timed(Generic[Answer]):
    answer: Answer
    elapsed_ms: float


def timed(question: Callable[[], Answer]) -> Timed[Answer]:
    """Ask once there is a seat. Raises Unavailable when none becomes free."""
    with seat():
        began = time.perf_counter()
        answer = question()
        return Timed(answer, round((time.perf_counter() - began) * 1000, 2))


@contextmanager
def seat() -> Iterator[None]:
    if not _seats.acquire(timeout=_PATIENCE_SECONDS):
        raise Unavailable("Too many queries run just now.", hint="try again in a moment, or ask for a shorter time")
    try:
        yield
    finally:
        _seats.release()
