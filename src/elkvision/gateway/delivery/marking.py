"""Tells how far this gateway's logs are in the store, for who must not look further (`core.watermark`)."""

import logging
import time
from typing import Any, Final

from redis.exceptions import RedisError

from elkvision.core import watermark
from elkvision.core.clock import now_ms
from elkvision.core.watermark import Told
from elkvision.gateway.identity import Identity

log = logging.getLogger(__name__)

#: A mark that does not move is told again so often: it says that we live.
_AGAIN: Final = 5.0
#: Gateways that nobody waits for any more are looked for so often.
_SWEEP: Final = 3600.0


class Marking:
    def __init__(self, redis: Any, identity: Identity) -> None:
        self._redis = redis
        self._identity = identity
        self._last: int | None = None
        self._told = float("-inf")
        self._swept = time.monotonic()

    async def tell(self, mark: int | None) -> None:
        """When it has moved, and now and then; None while it is not known. Never raises for a bus that is away."""
        now = time.monotonic()
        if mark is None or (mark == self._last and now < self._told + _AGAIN):
            return
        said = watermark.encode(Told(mark, now_ms(), self._identity.name))
        try:
            await self._redis.hset(watermark.KEY, self._identity.id, said)
            self._last, self._told = mark, now
            if now > self._swept + _SWEEP:
                await self._sweep()
        except (RedisError, OSError) as error:
            log.debug("The watermark could not be told: %s", error)

    async def _sweep(self) -> None:
        self._swept = time.monotonic()
        gone = watermark.forgotten(await self._redis.hgetall(watermark.KEY), now_ms())
        if gone:
            await self._redis.hdel(watermark.KEY, *gone)
