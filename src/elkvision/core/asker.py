"""Who waits for an answer may leave. Then nobody needs it any more, and whatever works on it is told to stop.

The server says who waits (`waiting`), and what is slow says how it is stopped (`stopped_when_left`); neither knows the
other. Where nobody said so, nobody leaves.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final


class Asker:
    """One who waits. May leave from any thread."""

    def __init__(self) -> None:
        self.has_left = False
        self._stops: list[Callable[[], None]] = []
        self._lock = threading.Lock()

    def leave(self) -> None:
        with self._lock:
            self.has_left = True
            for stop in self._stops:
                stop()

    @contextmanager
    def stopping(self, stop: Callable[[], None]) -> Iterator[None]:
        with self._lock:
            self._stops.append(stop)
            if self.has_left:
                stop()
        try:
            yield
        finally:
            with self._lock:
                self._stops.remove(stop)


_asker: Final[ContextVar[Asker | None]] = ContextVar("asker", default=None)


@contextmanager
def waiting(asker: Asker) -> Iterator[None]:
    """Everything that is begun herein, threads with this context included, is for this one."""
    token = _asker.set(asker)
    try:
        yield
    finally:
        _asker.reset(token)


@contextmanager
def stopped_when_left(stop: Callable[[], None]) -> Iterator[None]:
    """`stop` is called if the asker leaves herein, from another thread, or has left before. It must not block."""
    asker = _asker.get()
    if asker is None:
        yield
    else:
        with asker.stopping(stop):
            yield


def nobody_waits() -> bool:
    """Has the asker left?"""
    asker = _asker.get()
    return asker is not None and asker.has_left
