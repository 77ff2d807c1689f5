"""Takes messages out of the outbox and sends them, from a few threads of the worker.

One thread looks: when it is woken (a message on Redis), when the next one is due, and now and then besides. It leases
rows and hands them to threads that send. A lease is held while its message is being sent; when the worker dies the
lease runs out and another one sends it again, with the same token. Several workers take different rows, as the database
decides.
"""

import contextlib
import queue
import secrets
import threading
import time
from datetime import timedelta
from typing import Final

import redis
import structlog
from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone

from elkvision.core.metrics import catalogue as say
from elkvision.core.metrics.families import Page
from elkvision.core.metrics.meters import Counter, Histogram
from elkvision.core.redis_url import connect
from elkvision.core.settings import Settings, load
from elkvision.server.apps.notifications import taking
from elkvision.server.apps.notifications.attempts import attempt
from elkvision.server.realtime.notify import WAKE

THREADS: Final = 4
#: One channel that does not answer must not have all of them.
MOST_OF_A_CHANNEL: Final = 2
LEASE: Final = timedelta(seconds=60)
_HOLD_SECONDS: Final = 15.0
#: Looked at so often although nobody said anything: Redis may have lost the word, a worker may have died.
_AT_LEAST_SECONDS: Final = 15.0
_WITHOUT_REDIS_SECONDS: Final = 1.0

log = structlog.get_logger(__name__)

_attempts = Counter(say.ATTEMPTS)
_seconds = Histogram(say.ATTEMPT_SECONDS)


def collect(page: Page) -> None:
    _attempts.collect(page)
    _seconds.collect(page)


def start() -> "Sender":
    """Send from now on; `stop` ends it after the messages that are being sent."""
    sender = Sender(load())
    sender.start()
    return sender


class Sender:
    def __init__(self, settings: Settings, *, threads: int = THREADS, lease: timedelta = LEASE) -> None:
        self._settings = settings
        self._name = secrets.token_hex(16)
        self._lease = lease
        self._work: queue.SimpleQueue[int | None] = queue.SimpleQueue()
        self._busy: dict[int, int | None] = {}
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._free = threading.Event()
        self._senders = [threading.Thread(target=self._send, name=f"send-{n}", daemon=True) for n in range(threads)]
        self._looker = threading.Thread(target=self._look, name="send-look", daemon=True)
        self._ears = threading.Thread(target=self._listen, name="send-hear", daemon=True)

    def start(self) -> None:
        for thread in (*self._senders, self._looker, self._ears):
            thread.start()

    def stop(self, seconds: float = 20.0) -> None:
        until = time.monotonic() + seconds
        self._stopped.set()
        self._free.set()
        for _ in self._senders:
            self._work.put(None)
        for thread in (self._looker, *self._senders):
            thread.join(max(0.0, until - time.monotonic()))
        if not any(thread.is_alive() for thread in self._senders):
            taking.release(self._name)

    # -- looking

    def _look(self) -> None:
        held = time.monotonic()
        while not self._stopped.is_set():
            self._free.clear()
            wait = _AT_LEAST_SECONDS
            try:
                if time.monotonic() - held > min(_HOLD_SECONDS, self._lease.total_seconds() / 4):
                    held = time.monotonic()
                    self._hold()
                wait = self._take()
            except DatabaseError as error:
                log.warning("what is due to be sent cannot be looked up now", error=str(error))
                wait = 1.0
            finally:
                close_old_connections()
            if self._busy:
                wait = min(wait, self._lease.total_seconds() / 4)
            self._free.wait(wait)
        connection.close()

    def _take(self) -> float:
        """Lease what threads are free for, and say when to look again."""
        with self._lock:
            free = len(self._senders) - len(self._busy)
            busy = dict(self._busy)
        channels = list(busy.values())
        full = {each for each in channels if each is not None and channels.count(each) >= MOST_OF_A_CHANNEL}
        if free <= 0:
            return _AT_LEAST_SECONDS
        now = timezone.now()
        taken = taking.take(
            self._name, now, until=now + self._lease, most=free, full=full, most_of_a_channel=MOST_OF_A_CHANNEL,
            busy=busy,
        )  # fmt: skip
        with self._lock:
            self._busy.update({each.pk: each.channel_id for each in taken})
        for each in taken:
            self._work.put(each.pk)
        if taken:
            return 0.0
        due = taking.next_due(now, full)
        return _AT_LEAST_SECONDS if due is None else min(max((due - now).total_seconds(), 0.05), _AT_LEAST_SECONDS)

    def _hold(self) -> None:
        with self._lock:
            mine = list(self._busy)
        taking.hold(self._name, mine, until=timezone.now() + self._lease)

    def _listen(self) -> None:
        """Wakes the looker when somebody put something into the outbox."""
        while not self._stopped.is_set():
            try:
                with (
                    connect(self._settings.redis, socket_connect_timeout=5) as client,
                    client.pubsub(ignore_subscribe_messages=True) as heard,
                ):
                    heard.subscribe(WAKE)
                    self._free.set()
                    while not self._stopped.is_set():
                        if heard.get_message(timeout=_AT_LEAST_SECONDS) is not None:
                            self._free.set()
            except redis.RedisError as error:
                log.debug("nobody can wake the sender", error=str(error))
                self._stopped.wait(_WITHOUT_REDIS_SECONDS)
                self._free.set()

    # -- sending

    def _send(self) -> None:
        while (id := self._work.get()) is not None:
            try:
                if not self._stopped.is_set():
                    self._send_one(id)
            except Exception as error:  # its lease runs out, and it is taken again
                log.exception("a delivery failed on our side", delivery=id, error=str(error))
            finally:
                with self._lock:
                    self._busy.pop(id, None)
                self._free.set()
                with contextlib.suppress(DatabaseError):
                    close_old_connections()
        connection.close()

    def _send_one(self, id: int) -> None:
        delivery = taking.mine(self._name, id)
        if delivery is None:
            return
        began = time.monotonic()
        outcome = attempt(delivery, self._settings)
        took = time.monotonic() - began
        _seconds.observe(took, delivery.kind)
        _attempts.add(delivery.kind, "sent" if outcome.ok else "to be repeated" if outcome.passing else "failed")
        taking.finish(self._name, delivery, outcome, took_ms=round(took * 1000))
