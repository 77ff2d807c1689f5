"""Says something to one person, on every page that they have open; and wakes whoever sends messages out."""

from collections.abc import Iterable, Mapping
from typing import Any

import orjson
import redis
import structlog
from django.db import transaction

from elkvision.core.redis_url import connect
from elkvision.core.settings import load

log = structlog.get_logger(__name__)

#: A message here says that something is due to be sent.
WAKE = "notifications:wake"


def publish_later(news: Iterable[tuple[int, Mapping[str, Any]]]) -> None:
    """After the commit: (user, message for `/ws/notifications/`). News is also kept, so when Redis does not answer, pages
    see it when they next ask."""
    messages = [(f"notify:{user}", orjson.dumps(dict(message))) for user, message in news]
    if messages:
        transaction.on_commit(lambda: _publish(messages))


def wake_later() -> None:
    """After the commit, whoever sends looks at once; without Redis, within seconds."""
    transaction.on_commit(lambda: _publish([(WAKE, b"1")]))


def _publish(messages: list[tuple[str, bytes]]) -> None:
    try:
        with connect(load().redis, socket_timeout=2, socket_connect_timeout=2) as client:
            pipe = client.pipeline(transaction=False)
            for channel, body in messages:
                pipe.publish(channel, body)
            pipe.execute()
    except redis.RedisError as error:
        log.warning("open pages could not be told", messages=len(messages), error=str(error))
