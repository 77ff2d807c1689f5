"""How far the store is: everything received before it is found, but for what a gateway has that is away."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import cast

import redis
import structlog

from elkvision.core.clock import moment, now_ms
from elkvision.core.errors import Unavailable
from elkvision.core.redis_url import connect
from elkvision.core.settings import load
from elkvision.core.watermark import KEY, Told, horizon
from elkvision.store.contract import LogStore

log = structlog.get_logger(__name__)

_PATIENCE: float = 3.0


def watermark(store: LogStore) -> datetime:
    """The earliest of what the store and the gateways say. Raises Unavailable while that cannot be known."""
    try:
        found = horizon(cast(dict[bytes, bytes], _bus().hgetall(KEY)), now_ms())
    except redis.RedisError as error:
        raise Unavailable("How far the store is cannot be known: the bus does not answer.") from error
    if found.mark is None:
        raise Unavailable("How far the store is cannot be known: delivery has said nothing yet.")
    _say(found.late)
    return min(moment(found.mark), store.watermark())


_said: set[str] = set()


def _say(late: Sequence[Told]) -> None:
    """Once of each gateway that fell silent: rules go on without it, and what it still has comes too late for them."""
    names = {one.name for one in late}
    for one in late:
        if one.name not in _said:
            log.warning("rules go on without a gateway", gateway=one.name, logs_may_miss_since=str(moment(one.mark)))
    for name in _said - names:
        log.info("a gateway is back", gateway=name)
    _said.clear()
    _said.update(names)


@cache
def _bus() -> "redis.Redis":
    return connect(load().redis, socket_timeout=_PATIENCE, socket_connect_timeout=_PATIENCE)
