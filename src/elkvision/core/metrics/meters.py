"""What is counted where it happens. Cheap enough for each request and each batch, never meant for each log."""

import threading
import time
from bisect import bisect_left
from collections.abc import Container, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from elkvision.core.metrics.families import Family, Page

SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
#: More combinations of labels than this are no labels any more: all further ones are counted together.
MOST: Final = 1_000
OTHERS: Final = "others"


class Counter:
    """Goes up from the start of the process."""

    def __init__(self, family: Family) -> None:
        self.family = family
        self._counts: dict[tuple[str, ...], float] = {}
        self._lock = threading.Lock()

    def add(self, *labels: str, by: float = 1) -> None:
        with self._lock:
            key = _bounded(self._counts, len(self._counts), labels)
            self._counts[key] = self._counts.get(key, 0) + by

    def collect(self, page: Page, *first: str) -> None:
        """`first` are labels that come before those that were counted with."""
        with self._lock:
            counts = dict(self._counts) if self.family.labels else {(): self._counts.get((), 0)}
        for labels, count in counts.items():
            page.put(self.family, count, *first, *labels)


@dataclass
class _Sums:
    counts: list[int]
    total: float = 0.0


class Histogram:
    """How long things took. Two threads may tell it at once."""

    def __init__(self, family: Family, bounds: Sequence[float] = SECONDS) -> None:
        self.family = family
        self._bounds = tuple(bounds)
        self._sums: dict[tuple[str, ...], _Sums] = {}
        self._lock = threading.Lock()

    def observe(self, value: float, *labels: str) -> None:
        with self._lock:
            key = _bounded(self._sums, len(self._sums), labels)
            sums = self._sums.get(key)
            if sums is None:
                sums = self._sums[key] = _Sums([0] * (len(self._bounds) + 1))
            sums.counts[bisect_left(self._bounds, value)] += 1
            sums.total += value

    @contextmanager
    def timed(self, *labels: str) -> Iterator[None]:
        """However it ends."""
        began = time.perf_counter()
        try:
            yield
        finally:
            self.observe(time.perf_counter() - began, *labels)

    def collect(self, page: Page, *first: str) -> None:
        """`first` are labels that come before those that were observed with."""
        with self._lock:
            found = [(labels, list(sums.counts), sums.total) for labels, sums in self._sums.items()]
        for values, counts, total in found:
            labels, running = self.family.named((*first, *values)), 0
            for bound, count in zip((*map(repr, self._bounds), "+Inf"), counts, strict=True):
                running += count
                page.line(self.family, "_bucket", (*labels, ("le", bound)), running)
            page.line(self.family, "_sum", labels, total)
            page.line(self.family, "_count", labels, running)


def _bounded(known: Container[tuple[str, ...]], size: int, labels: tuple[str, ...]) -> tuple[str, ...]:
    return labels if labels in known or size < MOST else (OTHERS,) * len(labels)
