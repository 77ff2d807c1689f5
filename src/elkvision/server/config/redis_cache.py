"""Django's cache in Redis, reached as everything else of ours reaches it, and never in the way when it is not there.

What is kept is JSON: who may write to Redis must not be able to run programs here.
"""

import json
from collections.abc import Callable
from functools import cached_property
from typing import Any, Final, TypeVar

import redis
import structlog
from django.core.cache.backends import redis as django_redis
from django.core.cache.backends.base import DEFAULT_TIMEOUT

from elkvision.core.redis_url import connect

_PATIENCE: Final = 1.0
T = TypeVar("T")

log = structlog.get_logger(__name__)


class _Json:
    def dumps(self, value: object) -> str:
        return json.dumps(value)

    def loads(self, text: bytes) -> Any:
        return json.loads(text)


class _Client(django_redis.RedisCacheClient):
    """One client for the process: it has a pool of its own, and follows the leader where there are sentinels."""

    def __init__(self, servers: list[str], **options: Any) -> None:
        super().__init__(servers, **options)
        self._url = servers[0]

    @cached_property
    def _connected(self) -> "redis.Redis":
        return connect(self._url, socket_timeout=_PATIENCE, socket_connect_timeout=_PATIENCE)

    def get_client(self, key: object = None, *, write: bool = False) -> "redis.Redis":
        return self._connected


class RedisCache(django_redis.RedisCache):
    """Without Redis nothing is known and nothing is kept."""

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = _Client
        self._options = {"serializer": _Json}
        self._said = False

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self._tried(lambda: super(RedisCache, self).get(key, default, version), default)

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        self._tried(lambda: super(RedisCache, self).set(key, value, timeout, version), None)

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return self._tried(lambda: super(RedisCache, self).add(key, value, timeout, version), False)

    def delete(self, key: Any, version: int | None = None) -> bool:
        return self._tried(lambda: super(RedisCache, self).delete(key, version), False)

    def _tried(self, do: Callable[[], T], otherwise: T) -> T:
        try:
            done = do()
        except redis.RedisError as error:
            if not self._said:
                log.warning("what is kept in Redis cannot be asked for, so it is made anew each time", error=str(error))
            self._said = True
            return otherwise
        self._said = False
        return done
