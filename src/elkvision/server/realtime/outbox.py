"""What waits to be sent to one socket: bounded, in order, and honest about what did not fit."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

from elkvision.server.realtime.feed import Message, gap

#: About ten seconds of a busy tail. A socket that is further behind than this has lost sight of live.
MOST_WAITING = 400


class Outbox:
    """`offer` never waits; `run` sends until it is cancelled. Beyond the bound the oldest messages fall and
    their lines are counted into a gap row that is sent in their place."""

    def __init__(self, send: Callable[[Message], Awaitable[None]]) -> None:
        self._send = send
        self._waiting: deque[tuple[Message, int]] = deque()
        self._fallen = 0
        self._there = asyncio.Event()
        self.last_id: str | None = None

    def offer(self, message: Message, ids: tuple[str, ...] = ()) -> None:
        if len(self._waiting) >= MOST_WAITING:
            _, lines = self._waiting.popleft()
            self._fallen += lines
        self._waiting.append((message, len(ids)))
        if ids:
            self.last_id = max(ids[-1], self.last_id or "")
        self._there.set()

    async def run(self) -> None:
        while True:
            await self._there.wait()
            self._there.clear()
            while self._waiting:
                if self._fallen:
                    fallen, self._fallen = self._fallen, 0
                    await self._send(gap(fallen, "rate", "This browser reads slower than lines come"))
                message, _ = self._waiting.popleft()
                await self._send(message)
