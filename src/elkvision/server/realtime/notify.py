"""Tell a person something, on every page that they have open."""

import secrets
from typing import Literal

import orjson
import redis
import structlog

from elkvision.core.clock import moment, now_ms
from elkvision.core.settings import load

log = structlog.get_logger(__name__)

Kind = Literal["upload", "reparse"]


def notify(user: int, kind: Kind, title: str, *, body: str = "", link: str = "") -> None:
    """A notification is news, not a record: when Redis does not answer it is logged and lost."""
    at = moment(now_ms()).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    news = {"id": secrets.token_hex(8), "kind": kind, "title": title, "body": body, "link": link, "at": at}
    try:
        with redis.Redis.from_url(load().redis) as client:
            client.publish(f"notify:{user}", orjson.dumps(news))
    except redis.RedisError as error:
        log.warning("a notification was lost", user=user, title=title, error=str(error))
