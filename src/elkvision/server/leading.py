"""Which of several beats acts: one holds a lock in Redis that runs out, and no task is sent twice even so.

A beat that was stopped for a while may still think that it leads. So before a task is sent, Redis is asked in one step
whether this one still holds the lock and whether the task was sent already.
"""

import secrets
from datetime import datetime
from typing import Any, Final

import redis

from elkvision.core.clock import moment

#: A beat that says nothing for so long is followed by another one.
LASTS_MS: Final = 12_000
#: How often the one that leads says so, and how often the others look.
HOLD_SECONDS: Final = 4.0
LOOK_SECONDS: Final = 2.0
_LOCK: Final = "beat:leader"
_SENT: Final = "beat:sent"

_HOLD: Final = """
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
"""
_CLAIM: Final = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local last = redis.call('HGET', KEYS[2], ARGV[2])
if last and now - last < tonumber(ARGV[3]) then return 0 end
redis.call('HSET', KEYS[2], ARGV[2], now)
return 1
"""
_RELEASE: Final = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0"


class Leading:
    """This process's claim to lead. Its methods raise redis.RedisError when Redis does not answer."""

    def __init__(self, client: "redis.Redis") -> None:
        #: redis-py types answers for every way to connect at once.
        self._redis: Any = client
        self._me = secrets.token_hex(16)

    def hold(self) -> bool:
        """Lead, or go on leading; False while another one does."""
        return bool(self._redis.eval(_HOLD, 1, _LOCK, self._me, LASTS_MS))

    def claim(self, task: str, every_seconds: float) -> bool:
        """May this one send the task now? True once in that time, for all beats together."""
        # A clock is never quite even: what is due again comes a little early as well.
        apart = round(every_seconds * 1000 * 0.8)
        return bool(self._redis.eval(_CLAIM, 2, _LOCK, _SENT, self._me, task, apart))

    def give_back(self, task: str, every_seconds: float) -> None:
        """It could not be sent: it is due again at once."""
        self._redis.hincrby(_SENT, task, -round(every_seconds * 1000))

    def sent(self) -> dict[str, datetime]:
        """When each task was last sent, by whomever."""
        return {name.decode(): moment(int(at)) for name, at in self._redis.hgetall(_SENT).items()}

    def release(self) -> None:
        """The next one need not wait until the lock runs out."""
        self._redis.eval(_RELEASE, 1, _LOCK, self._me)
