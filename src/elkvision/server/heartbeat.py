"""A sign of life in Redis: `heartbeat:<part>` holds when the part last lived, and runs out by itself."""

import threading

import redis
import structlog

from elkvision.core.clock import now_ms
from elkvision.core.redis_url import connect
from elkvision.core.settings import load

EVERY_SECONDS = 10
LASTS_SECONDS = 30

log = structlog.get_logger(__name__)


def start(part: str) -> threading.Event:
    """Beat from a thread of its own until the event is set."""
    stopped = threading.Event()
    threading.Thread(target=_run, args=(part, stopped), name="heartbeat", daemon=True).start()
    return stopped


def _run(part: str, stopped: threading.Event) -> None:
    client = connect(load().redis, socket_timeout=5, socket_connect_timeout=5)
    missed = False
    while True:
        try:
            client.set(f"heartbeat:{part}", now_ms(), ex=LASTS_SECONDS)
            missed = False
        except redis.RedisError as error:
            if not missed:
                log.warning("no sign of life can be left", part=part, error=str(error))
            missed = True
        if stopped.wait(EVERY_SECONDS):
            return
