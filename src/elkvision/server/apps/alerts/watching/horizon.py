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
    _late.note(found.late)
    return min(moment(found.mark), store.watermark())


class _Late:
    """Gateways that fell silent, as of the last look."""

    def __init__(self) -> None:
        self.names: tuple[str, ...] = ()

    def note(self, late: Sequence[Told]) -> None:
        before, self.names = self.names, tuple(one.name for one in late)
        for one in late:
            if one.name not in before:
                log.warning("rules go on without a gateway", gateway=one.name, late_since=str(moment(one.mark)))
        for name in set(before) - set(self.names):
            log.info("a gateway is back", gateway=name)


_late = _Late()


def missing() -> str:
    """What alerts say of logs that are late, in a sentence; empty when none are known to be."""
    names = _late.names
    if not names:
        return ""
    many = f"gateways {', '.join(names)}" if len(names) > 1 else f"gateway {names[0]}"
    return f"Logs of {many} may be missing: nothing was heard of {'them' if len(names) > 1 else 'it'} lately."


@cache
def _bus() -> "redis.Redis":
    return connect(load().redis, socket_timeout=_PATIENCE, socket_connect_timeout=_PATIENCE)
