"""Ends open WebSockets of whoever may no longer see what they show."""

import orjson
import redis
import structlog
from django.db import transaction

from elkvision.core.redis_url import connect
from elkvision.core.settings import load

log = structlog.get_logger(__name__)


def end_sockets(**whose: object) -> None:
    """After the commit, tell every web process: `user`, `session`, `key`, `tenant` as in files-and-sockets.md."""
    transaction.on_commit(lambda: _publish(whose))


def renew_sockets(**whose: object) -> None:
    """As `end_sockets`, of those who may come back at once: what they may do has changed."""
    transaction.on_commit(lambda: _publish({**whose, "renew": True}))


def _publish(whose: dict[str, object]) -> None:
    try:
        with connect(load().redis, socket_timeout=2, socket_connect_timeout=2) as client:
            client.publish("sessions:closed", orjson.dumps(whose))
    except redis.RedisError as error:
        log.warning("open sockets could not be told to close", whose=whose, error=str(error))
