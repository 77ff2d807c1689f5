"""What gateways have in common, in Redis, where there may be several: names of messages, and how far each one is."""

import logging

from redis.exceptions import RedisError

from elkvision.core import watermark
from elkvision.core.clock import now_ms
from elkvision.core.redis_url import connect_async
from elkvision.core.settings import Settings
from elkvision.core.watermark import Told
from elkvision.gateway.answers import Answers
from elkvision.gateway.identity import Identity
from elkvision.gateway.names import Names

log = logging.getLogger(__name__)


class Sharing:
    def __init__(self, settings: Settings, identity: Identity, answers: Answers) -> None:
        self._identity = identity
        self._redis = connect_async(settings.redis_url, socket_timeout=5, socket_connect_timeout=2)
        self.names = Names(self._redis, identity.id, answers)

    async def arrive(self) -> None:
        """Before the doors open. From now on our logs count: also those that come before our delivery has said how far it
        is hold up whoever must not look further. What it said before a new start stays."""
        try:
            said = await self._redis.hget(watermark.KEY, self._identity.id)
            mark = watermark.decode(said).mark if said else now_ms()
            told = watermark.encode(Told(mark, now_ms(), self._identity.name))
            await self._redis.hset(watermark.KEY, self._identity.id, told)
            await self.names.care()
        except (RedisError, OSError) as error:
            log.warning("Redis does not answer (%s). Until it does, nothing with an Idempotency-Key is taken.", error)

    async def run(self) -> None:
        """Until cancelled."""
        try:
            await self.names.run()
        finally:
            await self._redis.aclose()


def sharing(settings: Settings, identity: Identity, answers: Answers) -> Sharing | None:
    """None without a Redis that others have too."""
    if not settings.redis_url:
        log.warning("Without ELKVISION_REDIS_URL this gateway does not know what others took under an Idempotency-Key.")
        return None
    return Sharing(settings, identity, answers)
