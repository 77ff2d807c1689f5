"""The shop's logs, so many a second, in the order in which they happen."""

import heapq
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from random import Random

import orjson

from elkvision.supervisor.shop.incident import health, notice
from elkvision.supervisor.shop.visits import Log, visit

#: A visit's logs are spread over so many seconds.
_VISIT_SECONDS = 0.4


class Traffic:
    """`round_seconds` is from one incident to the next. `start` and the times asked for are seconds since 1970."""

    def __init__(self, rate: float, round_seconds: float, start: float, seed: int = 0) -> None:
        self._rate = rate
        self._round = round_seconds
        self._start = start
        self._random = Random(seed)  # noqa: S311 - a play, not a secret
        self._waiting: list[tuple[float, int, Log]] = []
        self._number = count()
        self._at = start
        self._made = 0
        self._given = 0

    def until(self, now: float) -> list[bytes]:
        """The JSON lines that were due since the last time it was asked."""
        for told in self._notices(now):
            self._put(now, told)
        due = int((now - self._start) * self._rate)
        while self._made < due:
            self._visit()
        self._at = now
        ready = []
        while self._waiting and self._waiting[0][0] <= now:
            at, _, log = heapq.heappop(self._waiting)
            ready.append(orjson.dumps({"timestamp": _iso(at), **log}))
        self._given += len(ready)
        return ready

    def phase(self) -> str:
        return health((self._at - self._start) / self._round).phase

    def _visit(self) -> None:
        begins = self._start + self._made / self._rate
        logs = visit(self._random, health((begins - self._start) / self._round))
        for log in logs:
            begins += self._random.random() * _VISIT_SECONDS / len(logs)
            self._put(begins, log)
        self._made += len(logs)

    def _put(self, at: float, log: Log) -> None:
        heapq.heappush(self._waiting, (at, next(self._number), log))

    def _notices(self, now: float) -> Iterator[Log]:
        told = notice((self._at - self._start) / self._round, (now - self._start) / self._round)
        if told is not None:
            phase, words = told
            level = {"slow": "warning", "failing": "critical"}.get(phase, "notice")
            yield {
                "level": level,
                "service": "on-call",
                "host": "watch-1",
                "environment": "production",
                "message": words,
                "logger": "watch",
            }


def _iso(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
