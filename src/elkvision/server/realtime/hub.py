"""All that one web process knows of its sockets: who is connected, and who watches which tenant."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from functools import cache

import redis.exceptions
import structlog

from elkvision.core.query import Query
from elkvision.core.settings import Settings, load
from elkvision.server.realtime.bus import Bus
from elkvision.server.realtime.feed import Feed, Watcher

#: Close codes: for whoever is not known (any more), and for whoever is to come back, as what they may do has changed.
STRANGER = 4001
RENEW = 4002

log = structlog.get_logger(__name__)

#: A message on `sessions:closed`: which sockets end. Every key that is there has to match.
Ending = dict[str, object]
Notification = dict[str, object]


@dataclass(eq=False)
class Connection:
    """A socket and whose it is. `end` closes it with the code; it is called from the event loop."""

    tenant: str
    user: int | None
    session: str | None
    key: int | None
    end: Callable[[int], None]
    notify: Callable[[Notification], None] | None = None

    def is_meant_by(self, ending: Ending) -> bool:
        mine = {"tenant": self.tenant, "user": self.user, "session": self.session, "key": self.key}
        named = {name: value for name, value in ending.items() if name in mine and value is not None}
        return bool(named) and all(mine[name] == value for name, value in named.items())


class Hub:
    """Lives in one event loop. A feed runs only while somebody watches."""

    def __init__(self, settings: Settings) -> None:
        self.bus = Bus(settings.redis)
        self._feeds: dict[str, Feed] = {}
        self._connections: set[Connection] = set()
        self._listener: asyncio.Task[None] | None = None

    @contextlib.asynccontextmanager
    async def connected(self, connection: Connection) -> AsyncIterator[None]:
        """Counts the socket and ends it when its session or key does."""
        if self._listener is None:
            self._listener = asyncio.create_task(self._listen())
        self._connections.add(connection)
        try:
            yield
        finally:
            self._connections.discard(connection)

    def users(self, tenant: str) -> int:
        """People with an open page, each once however many pages; programs count by their key."""
        mine = (connection for connection in self._connections if connection.tenant == tenant)
        return len({(connection.user, connection.key) for connection in mine})

    def sockets(self) -> int:
        return len(self._connections)

    async def watch(self, tenant: str, watcher: Watcher, query: Query) -> int:
        """Returns from when on (milliseconds since 1970) live has all that comes; what was received before that may
        have to be taken from the store.

        Raises redis.RedisError when the live bus does not answer.
        """
        feed = self._feeds.setdefault(tenant, Feed(self.bus, tenant))
        await feed.join(watcher, query)
        return feed.complete_from

    def unwatch(self, tenant: str, watcher: Watcher) -> None:
        feed = self._feeds.get(tenant)
        if feed is not None and feed.leave(watcher):
            del self._feeds[tenant]

    async def _listen(self) -> None:
        while True:
            try:
                async for channel, body in self.bus.messages("sessions:closed", "notify:*"):
                    if channel == "sessions:closed":
                        self._end(body)
                    else:
                        self._notify(int(channel.removeprefix("notify:")), body)
            except (redis.exceptions.RedisError, ValueError, OSError) as error:  # others may publish on a shared bus
                log.warning("cannot hear of ended sessions and notifications", error=str(error))
                await asyncio.sleep(1)

    def _end(self, ending: Ending) -> None:
        for connection in [each for each in self._connections if each.is_meant_by(ending)]:
            connection.end(RENEW if ending.get("renew") else STRANGER)

    def _notify(self, user: int, notification: Notification) -> None:
        for connection in list(self._connections):
            mine = connection.user == user and connection.tenant == notification.get("tenant")
            if mine and connection.notify is not None:
                connection.notify(notification)


@cache
def hub() -> Hub:
    """The hub of this process."""
    return Hub(load())
