"""How far a copy is, how quick, and how long it still takes."""

import time
from collections import deque
from collections.abc import Callable
from typing import TextIO

import click

#: Seconds between two lines: on a terminal, where one line is written over, and elsewhere.
_ON_TERMINAL, _ELSEWHERE = 0.5, 10.0
#: The rate is that of so many seconds.
_RECENT = 30.0


class Progress:
    """One line, written over on a terminal and repeated now and then elsewhere."""

    def __init__(self, total: int, stream: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self.total = total
        self.logs = 0
        self._stream = stream
        self._clock = clock
        self._over = stream.isatty()
        self._told = clock()
        self._seen: deque[tuple[float, int]] = deque([(clock(), 0)])

    def add(self, logs: int) -> None:
        self.logs += logs
        now = self._clock()
        if now - self._told >= (_ON_TERMINAL if self._over else _ELSEWHERE):
            self._told = now
            self._seen.append((now, self.logs))
            while len(self._seen) > 2 and now - self._seen[0][0] > _RECENT:
                self._seen.popleft()
            self._write(self.line())

    def line(self) -> str:
        since, before = self._seen[0]
        rate = (self.logs - before) / max(self._clock() - since, 0.001)
        share = 100 * self.logs / self.total if self.total else 100
        words = f"{self.logs:,} of {self.total:,} logs ({min(share, 100):.0f} %)  {rate:,.0f} logs/s"
        return words + (
            f"  {_time((self.total - self.logs) / rate)} left" if rate > 0 and self.logs < self.total else ""
        )

    def end(self) -> None:
        """Leave the line as it is."""
        if self._over:
            click.echo("", file=self._stream)

    def _write(self, line: str) -> None:
        click.echo(f"\r\x1b[K{line}" if self._over else line, file=self._stream, nl=not self._over)


def _time(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    if seconds < 5400:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h"
