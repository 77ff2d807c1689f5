"""How far the store is: everything received before it is found."""

from datetime import datetime
from functools import cache

import redis

from elkvision.core.clock import moment
from elkvision.core.errors import Unavailable
from elkvision.core.redis_url import connect
from elkvision.core.settings import load
from elkvision.store.contract import LogStore

_PATIENCE: float = 3.0


def watermark(store: LogStore) -> datetime:
    """The earlier of what the store and what delivery says. Raises Unavailable while that cannot be known."""
    try:
        told = _bus().get("store:watermark")
    except redis.RedisError as error:
        raise Unavailable("How far the store is cannot be known: the bus does not answer.") from error
    if told is None:
        raise Unavailable("How far the store is cannot be known: delivery has said nothing yet.")
    return min(moment(int(told)), store.watermark())


@cache
def _bus() -> "redis.Redis":
    return connect(load().redis, socket_timeout=_PATIENCE, socket_connect_timeout=_PATIENCE)
