"""Names of messages (`Idempotency-Key`) that several gateways share: what one has taken, no other takes again.

Each gateway's own journal (`answers`) is the truth about what is in its spool. Redis tells the others of it: a name is
claimed there before its lines are spooled, and answered there once they are durable. A claim whose gateway died stays until
that gateway has said, from its journal, what became of it; a day at most. While Redis is away no named message is taken.
docs/decisions/names-over-gateways.md says why.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

import msgspec
from redis.exceptions import RedisError

from elkvision.core.errors import Overloaded, Unavailable
from elkvision.gateway.answers import DAY_MS, Answers, Entry, other_content

log = logging.getLogger(__name__)

_KEY: Final = "named:"
#: A set for each gateway of what it has claimed and not answered, and a sign that this Redis knows its answers.
_CLAIMED: Final = "named-claims:"
_KNOWN: Final = "named-known:"
#: Seconds that one waits for another gateway that is at the same message.
_PATIENCE: Final = 2.0
_LOOK_AGAIN: Final = 0.05
_CARE_EVERY: Final = 1.0
_AT_ONCE: Final = 1000

#: Who comes first has it: nothing, or what is there already.
_CLAIM: Final = """
local before = redis.call('GET', KEYS[1])
if before then return before end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
redis.call('SADD', KEYS[2], ARGV[3])
return false
"""


class Claim(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who has the message, the checksum of its lines, and what it was answered; None until it is durable."""

    gateway: str
    content: int | None = None
    answer: str | None = None


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Claim).decode


class Names:
    """`once` around the taking of a named message. `run` brings Redis and the journal together whenever one was away."""

    def __init__(self, redis: Any, gateway: str, answers: Answers) -> None:
        self._redis = redis
        self._gateway = gateway
        self._answers = answers
        #: Ends of claims of ours that Redis has not heard; None: nothing was taken.
        self._unheard: dict[str, bytes | None] = {}
        self._telling = asyncio.Lock()
        self._arrived = False

    async def once(self, digest: str, content: int, take: Callable[[], Awaitable[bytes]]) -> bytes:
        """What `take` answers, or what the message was answered before at another gateway. Called for a message that this
        one's journal does not know, once at a time. Raises Unavailable while nobody can say whether it was taken,
        BadRequest when other lines came under the name, and what `take` raises."""
        known = await self._claim(digest, content)
        if known is not None:
            return known
        try:
            said = await take()
        except Unavailable:  # the spool did not keep it
            await self._end(digest, None)
            raise
        await self._end(digest, _encode(Claim(self._gateway, content, said.decode())))
        return said

    async def _claim(self, digest: str, content: int) -> bytes | None:
        """The answer, or None: it is ours to take."""
        mine = _encode(Claim(self._gateway, content))
        end = asyncio.get_running_loop().time() + _PATIENCE
        while True:
            before = await self._ask(digest, mine)
            if before is None or (before.gateway == self._gateway and before.answer is None):
                return None
            if before.content not in (None, content):
                raise other_content()
            if before.answer is not None:
                return before.answer.encode()
            if asyncio.get_running_loop().time() > end:
                raise Overloaded(
                    "Another gateway began with this message and has not said what became of it.",
                    retry_after=5,
                    hint="send it again: it is taken once that gateway is back",
                )
            await asyncio.sleep(_LOOK_AGAIN)

    async def _ask(self, digest: str, mine: bytes) -> Claim | None:
        """Claim it; returns who had it before."""
        if digest in self._unheard or not self._arrived:
            raise _unknown()  # `care` mends both as soon as Redis is there
        try:
            where = _KEY + digest, _CLAIMED + self._gateway
            before = await self._redis.eval(_CLAIM, len(where), *where, mine, DAY_MS, digest)
        except (RedisError, OSError) as error:
            raise _unknown() from error
        return None if before is None else _decode(before)

    async def _end(self, digest: str, end: bytes | None) -> None:
        """Say what became of a claim. What Redis does not hear now it hears later."""
        try:
            await self._tell({digest: end})
        except (RedisError, OSError) as error:
            log.debug("Redis will hear of %s later: %s", digest, error)
            self._unheard[digest] = end

    async def _tell(self, ends: Mapping[str, bytes | None]) -> None:
        pipe = self._redis.pipeline(transaction=True)
        for digest, end in ends.items():
            if end is None:
                pipe.delete(_KEY + digest)
            else:
                pipe.set(_KEY + digest, end, px=DAY_MS)
        pipe.srem(_CLAIMED + self._gateway, *ends)
        await pipe.execute()

    # -- Redis and the journal

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                await self.care()
            except (RedisError, OSError) as error:
                log.debug("Names cannot be looked after now: %s", error)
            await asyncio.sleep(_CARE_EVERY)

    async def care(self) -> None:
        """Tell what Redis has not heard; all of it when it does not know us, as one that was started anew. Raises
        RedisError."""
        async with self._telling:
            for digest in list(self._unheard):  # nobody claims these meanwhile: `_ask` refuses
                await self._tell({digest: self._unheard[digest]})
                del self._unheard[digest]
            if not self._arrived:
                await self._arrive()
                self._arrived = True
            if not await self._redis.exists(_KNOWN + self._gateway):
                await self._tell_all()

    async def _arrive(self) -> None:
        """Say from the journal what became of claims that were open when we were stopped."""
        claimed = [digest.decode() for digest in await self._redis.smembers(_CLAIMED + self._gateway)]
        known = {entry.named: entry for entry in self._answers.entries()}
        for digest in claimed:
            await self._tell({digest: self._answered(known[digest]) if digest in known else None})

    async def _tell_all(self) -> None:
        entries = self._answers.entries()
        for place in range(0, len(entries), _AT_ONCE):
            some = entries[place : place + _AT_ONCE]
            await self._tell({entry.named: self._answered(entry) for entry in some})
        await self._redis.set(_KNOWN + self._gateway, b"1")

    def _answered(self, entry: Entry) -> bytes:
        return _encode(Claim(self._gateway, entry.content, entry.answer))


def _unknown() -> Unavailable:
    return Unavailable(
        "What other gateways took cannot be known now, so nothing with an Idempotency-Key is taken.",
        hint="send again in a moment",
    )
