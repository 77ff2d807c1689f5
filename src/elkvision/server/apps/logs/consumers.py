"""The live tail and its numbers."""

import asyncio
from types import MappingProxyType
from typing import Any

import orjson
import redis.exceptions
import structlog

from elkvision.core.clock import now_ms
from elkvision.core.errors import ElkVisionError, QueryError
from elkvision.core.query import EVERYTHING, Query, parse
from elkvision.core.tenancy import tenant_id
from elkvision.server.apps.logs.gauges import gauges_of
from elkvision.server.apps.logs.selectors import store
from elkvision.server.realtime import replay
from elkvision.server.realtime.consumers import HEARTBEAT_SECONDS, TRY_LATER, Message, Socket
from elkvision.server.realtime.feed import LIMIT_PER_SECOND, gap, new_logs
from elkvision.server.realtime.hub import hub

log = structlog.get_logger(__name__)

#: While the store is behind, seconds between two looks at how far it is.
_LOOK_AGAIN_SECONDS = 0.5


class LogStream(Socket):
    """`/ws/logs/stream/`: docs/reference/api.md has the messages."""

    understands = MappingProxyType({"filter": "change_filter", "pause": "pause", "resume": "resume", "ping": "pong"})

    async def opened(self) -> None:
        asked = self.query
        self.single = asked.get("single") == "1"
        self.filter: Query = EVERYTHING
        self.watching = False
        #: Ids given while the start settles, so that none is given twice.
        self.seen: set[str] | None = None
        self.settling: asyncio.Task[None] | None = None
        chosen = self._read(with_level(asked.get("q", ""), asked.get("level", "")))
        self.filter = chosen or EVERYTHING
        hello = {"type": "hello", "q": self.filter.text, "limit_per_second": LIMIT_PER_SECOND}
        self.say(hello | {"heartbeat_seconds": HEARTBEAT_SECONDS})
        if chosen is not None:
            await self._watch(asked.get("after") or None)

    async def closed(self) -> None:
        self._unwatch()

    async def change_filter(self, message: Message) -> None:
        chosen = self._read(with_level(str(message.get("q", "")), str(message.get("level", ""))))
        if chosen is None:
            return
        self._unwatch()
        self.filter = chosen
        self.say({"type": "filter", "q": chosen.text})
        await self._watch(None)

    async def pause(self, _message: Message) -> None:
        self._unwatch()

    async def resume(self, message: Message) -> None:
        if not self.watching:
            await self._watch(str(message.get("after") or self.outbox.last_id or "") or None)

    def offer(self, text: str, ids: tuple[str, ...]) -> None:
        """Called by the feed, for every message of this filter's audience."""
        if self.seen is not None:
            self.seen.update(ids)
        if self.single and ids:
            for event in orjson.loads(text)["data"]:
                self.outbox.offer(orjson.dumps({"type": "new_log", "data": event}).decode(), (event["id"],))
        else:
            self.outbox.offer(text, ids)

    def _read(self, text: str) -> Query | None:
        try:
            return parse(text)
        except QueryError as error:
            self.say({"type": "error", "message": error.message, "column": error.column, "hint": error.hint})
            return None

    async def _watch(self, after: str | None) -> None:
        began = now_ms()
        try:
            since = replay.received_ms(after) if after else began
        except ValueError as error:
            self.say({"type": "error", "message": str(error), "hint": "give the id of the last line that came"})
            after, since = None, began
        self.seen = set()
        self.watching = True
        try:
            complete_from = await hub().watch(self.caller.tenant, self, self.filter)
            if after is not None:
                await self._replay(since, after, from_stream=True)
        except redis.exceptions.RedisError as error:
            log.warning("live bus does not answer", error=str(error))
            self.say({"type": "error", "message": "Live does not run just now", "hint": "it is tried again by itself"})
            await self.close(TRY_LATER)
            return
        if after is None and began >= complete_from:
            self.seen = None
        else:
            self.settling = self.run(self._settle(since, after or "", complete_from))

    def _unwatch(self) -> None:
        if self.watching:
            self.watching = False
            hub().unwatch(self.caller.tenant, self)
        if self.settling is not None:
            self.settling.cancel()
            self.settling = None

    async def _replay(self, since_ms: int, after: str, *, from_stream: bool) -> None:
        """Give what was missed, but for ids that were given already."""
        try:
            found = await asyncio.to_thread(
                replay.from_store, store(), tenant_id(self.caller.tenant), self.filter, since_ms, after
            )
        except ElkVisionError as error:
            self.say(
                {"type": "error", "message": f"Earlier lines cannot be had now: {error.message}", "hint": error.hint}
            )
            found = replay.Replay([], 0)
        events = {event["id"]: event for event in found.events}
        if from_stream:
            kept = replay.from_stream(await hub().bus.kept(self.caller.tenant), self.filter, after)
            events |= {event["id"]: event for event in kept.events}
        if found.left_out:
            self.outbox.offer(gap(found.left_out, "replay", f"While away, more than {replay.MOST:,} lines came"))
        self._give([events[id] for id in sorted(events)])

    def _give(self, events: list[dict[str, Any]]) -> None:
        seen = self.seen if self.seen is not None else set()
        fresh = [event for event in events if event["id"] not in seen]
        for first in range(0, len(fresh), 200):
            some = fresh[first : first + 200]
            text = new_logs([orjson.dumps(event) for event in some], replay=True)
            self.offer(text, tuple(event["id"] for event in some))

    async def _settle(self, since_ms: int, after: str, complete_from: int) -> None:
        """Once the store has all that live may not have had, give what is missing of it."""
        waited = 0
        while await hub().bus.watermark_ms() < complete_from:
            await asyncio.sleep(_LOOK_AGAIN_SECONDS)
            waited += 1
        if waited or not after:  # else the replay just now was from a store that had it all
            await self._replay(since_ms, after, from_stream=False)
        self.seen = None


def with_level(text: str, level: str) -> str:
    """The query and the level that a client chose beside it, as one query."""
    if not level or level == "all":
        return text
    chosen = f"level:({' OR '.join(level.split(','))})"
    return f"({text}) AND {chosen}" if text.strip() else chosen


class Metrics(Socket):
    """`/ws/metrics/`: once a second, for as long as somebody looks."""

    understands = MappingProxyType({"ping": "pong"})

    async def opened(self) -> None:
        self.run(self._report())

    async def _report(self) -> None:
        async for numbers in gauges_of(self.caller.tenant).numbers():
            self.say({"type": "metrics", "data": numbers})
