"""The live bus, as the web process uses it. Names and shapes: docs/reference/files-and-sockets.md."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import orjson

from elkvision.core import watermark
from elkvision.core.clock import now_ms
from elkvision.core.event import Event
from elkvision.core.redis_url import connect_async

WATCH_SECONDS = 10
_CONNECTIONS = 16
_PATIENCE_SECONDS = 20
_TENANTS = 10_000
#: Read at most so many batches at once; each is about 20 ms of one tenant's logs.
_READ = 64


@dataclass(frozen=True, slots=True)
class Batch:
    """What delivery published at once: events in their wire form, and how many it did not decode."""

    position: str
    events: list[Event]
    skipped: int


class Bus:
    """One connection pool to Redis. Its methods raise redis.RedisError when Redis does not answer."""

    def __init__(self, url: str) -> None:
        #: redis-py types answers for every protocol version and setting at once; these are RESP2's. Short questions
        #: share a few connections and wait for one: a thousand sockets that come at once ask a thousand of them.
        self._redis: Any = connect_async(url, max_connections=_CONNECTIONS, patience=_PATIENCE_SECONDS)
        #: Whoever waits for news holds a connection meanwhile: one for each watched tenant.
        self._waiting: Any = connect_async(url, max_connections=_TENANTS)

    async def watch(self, tenant: str) -> None:
        """Ask delivery to publish this tenant's logs for the next seconds."""
        await self._redis.set(f"live:watched:{tenant}", b"1", ex=WATCH_SECONDS)

    async def newest_position(self, tenant: str) -> str:
        """Where the stream ends now; "0-0" when there is none."""
        last = await self._redis.xrevrange(f"logs:realtime:{tenant}", count=1)
        return str(last[0][0].decode()) if last else "0-0"

    async def read(self, tenant: str, after: str, *, wait_ms: int = 2000) -> list[Batch]:
        """Batches after a position; waits for the first one, and returns none when the time is over."""
        stream = f"logs:realtime:{tenant}"
        answer = await self._waiting.xread({stream: after}, count=_READ, block=wait_ms)
        if not answer:
            return []
        entries = answer[0][1] if isinstance(answer, list) else next(iter(answer.values()))[0]
        return [_batch(position, fields) for position, fields in entries]

    async def kept(self, tenant: str) -> list[Batch]:
        """All that the stream still holds: about the last minute."""
        return [_batch(*entry) for entry in await self._redis.xrange(f"logs:realtime:{tenant}")]

    async def watermark_ms(self) -> int:
        """Everything received before this is in the store, but for what silent gateways have. 0 when none has said yet."""
        return watermark.horizon(await self._redis.hgetall(watermark.KEY), now_ms()).mark or 0

    async def messages(self, *patterns: str) -> AsyncIterator[tuple[str, Any]]:
        """(channel, JSON) of each message on channels of these patterns, for ever."""
        async with self._waiting.pubsub() as pubsub:
            await pubsub.psubscribe(*patterns)
            async for message in pubsub.listen():
                if message["type"] == "pmessage":
                    yield message["channel"].decode(), orjson.loads(message["data"])

    async def close(self) -> None:
        await self._redis.aclose()
        await self._waiting.aclose()


def _batch(position: bytes, fields: dict[bytes, bytes]) -> Batch:
    body = orjson.loads(fields[b"b"])
    return Batch(position.decode(), body["events"], int(body.get("skipped", 0)))
