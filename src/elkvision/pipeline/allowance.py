"""What pipelines may cost those who share a process with them: time that is lost to expressions that run away, and
what filters make out of little.

One event has a second for an expression, which is nothing, and twenty thousand events of a batch have hours, which others
wait for. So whoever runs a pipeline gives it an `Allowance`. An expression that has used it up is given up for a
while: its filter says at once that it takes too long. Without one nothing is limited.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import inf
from typing import Final

#: A search that takes longer is paid for.
FREE_SECONDS: Final = 0.001
#: Seconds that come back in a second, and what one search gets of an allowance that is used up.
_REGAINED: Final = 0.25
_LEAST: Final = 0.01
#: Bytes, about, that filters may make of one batch.
MOST_MADE: Final = 256 << 20


class TooMuch(ValueError):
    """A filter would make more of a batch than there is room for."""


class Allowance:
    """For one pipeline in one thread: at most so many seconds at once."""

    def __init__(self, seconds: float = inf, now: Callable[[], float] = time.monotonic) -> None:
        self._most = self._left = seconds
        self._now = now
        self._at = now()
        self._made = 0
        self._given_up: set[object] = set()

    def renew(self) -> None:
        """Another batch begins."""
        now = self._now()
        self._left = min(self._most, self._left + (now - self._at) * _REGAINED)
        self._at = now
        self._made = 0
        if self._left > self._most / 4:
            self._given_up.clear()

    def seconds(self, expression: object, wanted: float) -> float:
        """How long this search may take; 0 when it is not worth it."""
        return 0.0 if expression in self._given_up else min(wanted, max(self._left, _LEAST))

    def spend(self, expression: object, seconds: float) -> None:
        """The search took that long."""
        self._left -= seconds
        if self._left <= 0:
            self._given_up.add(expression)

    def make(self, size: int) -> None:
        """So many bytes are about to be made. Raises TooMuch."""
        self._made += size
        if self._made > MOST_MADE:
            self._made -= size
            raise TooMuch(f"this would make more than {MOST_MADE >> 20} MB of a batch of events")


class _Thread(threading.local):
    allowance: Allowance | None = None


_thread: Final = _Thread()


@contextmanager
def spending(allowance: Allowance) -> Iterator[None]:
    """What this thread does meanwhile is paid from it."""
    before, _thread.allowance = _thread.allowance, allowance
    try:
        yield
    finally:
        _thread.allowance = before


def allowed() -> Allowance | None:
    """What this thread pays from."""
    return _thread.allowance


def make(size: int) -> None:
    """So many bytes are about to be made. Raises TooMuch."""
    allowance = _thread.allowance
    if allowance is not None:
        allowance.make(size)
