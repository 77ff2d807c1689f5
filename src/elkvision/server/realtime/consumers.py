"""What every socket of ours does: knows who it is, sends in order, beats, and ends with its session."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from itertools import count
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qsl

import orjson
import structlog
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer

from elkvision.core.clock import moment, now_ms
from elkvision.server.apps.accounts.selectors import Caller, identify_socket
from elkvision.server.realtime.hub import STRANGER, Connection, hub
from elkvision.server.realtime.outbox import Outbox

TRY_LATER = 1013
HEARTBEAT_SECONDS = 15
#: Whoever opened a socket is looked at again with every so many heartbeats: keys and sessions run out, and news of
#: those that were ended can be lost.
LOOK_AGAIN_BEATS = 4
#: What clients send is small; a longer message is no message of ours.
_LONGEST_MESSAGE = 64 << 10

log = structlog.get_logger(__name__)

Message = dict[str, Any]


class Gone(Exception):
    """The client left while it was being told something."""


class Socket(AsyncWebsocketConsumer):
    """Subclasses say what happens once it is `opened` and what messages they `understand`."""

    caller: Caller
    outbox: Outbox

    async def connect(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()
        self._open = contextlib.AsyncExitStack()
        asked = self.scope.get("subprotocols", [])
        token = next((each for each in asked if each.startswith("elk.token.")), None)
        caller = await database_sync_to_async(identify_socket)(self.scope, self.query)
        # A close before accepting is an HTTP 403, which never shows a browser the code.
        await self.accept(token)
        if caller is None:
            await self.close(STRANGER)
            return
        self.caller = caller
        self.outbox = Outbox(self._tell)
        connection = Connection(caller.tenant, caller.user_id, caller.session, caller.key_id, self._end, self.notified)
        await self._open.enter_async_context(hub().connected(connection))
        self.run(self.outbox.run())
        self.run(self._beat())
        await self.opened()

    @property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(self.scope.get("query_string", b"").decode("utf-8", "replace"), keep_blank_values=True))

    async def opened(self) -> None:
        """The caller is known and the outbox runs."""

    async def closed(self) -> None:
        """The socket is gone; called once for every `opened`."""

    #: Called with each notification for this person; None where a socket does not show them.
    notified: Callable[[Message], None] | None = None

    #: By the message's type, the method that takes it.
    understands: Mapping[str, str] = MappingProxyType({})

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        try:
            if text_data is None or len(text_data) > _LONGEST_MESSAGE:
                raise ValueError("a message is JSON text of at most 64 KiB")
            message = orjson.loads(text_data)
            if not isinstance(message, dict):
                raise ValueError("a message is a JSON object")
            name = self.understands.get(str(message.get("type")))
            if name is None:
                raise ValueError(f"no message of type {message.get('type')!r} is known here")
        except ValueError as error:
            self.say(
                {"type": "error", "message": str(error), "hint": f"types: {', '.join(self.understands) or 'none'}"}
            )
            return
        answer: Callable[[Message], Awaitable[None]] = getattr(self, name)
        await answer(message)

    def say(self, message: Message) -> None:
        self.outbox.offer(orjson.dumps(message).decode())

    async def _tell(self, text: str) -> None:
        try:
            await self.send(text_data=text)
        except OSError as left:  # as servers say that the other end is not there any more
            raise Gone from left

    async def pong(self, _message: Message) -> None:
        self.say({"type": "pong"})

    def run(self, work: Any) -> asyncio.Task[None]:
        """Runs until the socket closes; what it raises ends the socket."""
        task: asyncio.Task[None] = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._finished)
        return task

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        # Whoever left needs no close: `disconnect` comes by itself.
        if error is not None and not isinstance(error, Gone):
            log.error("a socket's work failed", path=self.scope["path"], error=repr(error))
            self._later = asyncio.create_task(self._close(TRY_LATER))

    def _end(self, code: int) -> None:
        self._later = asyncio.create_task(self._close(code))

    async def _close(self, code: int) -> None:
        with contextlib.suppress(RuntimeError, OSError):  # it may have closed meanwhile, or the client left
            await self.close(code)

    async def _beat(self) -> None:
        for beats in count(1):
            await asyncio.sleep(HEARTBEAT_SECONDS)
            if beats % LOOK_AGAIN_BEATS == 0 and not await self._is_still_the_same():
                # Coming back decides: a stranger is told so then, a browser with a fresh cookie goes on.
                await self._close(TRY_LATER)
                return
            at = moment(now_ms()).isoformat(timespec="milliseconds").replace("+00:00", "Z")
            self.say({"type": "heartbeat", "at": at, "last_id": self.outbox.last_id})

    async def _is_still_the_same(self) -> bool:
        found, then = await database_sync_to_async(identify_socket)(self.scope, self.query), self.caller
        return found is not None and (found.tenant, found.user_id, found.key_id) == (
            then.tenant, then.user_id, then.key_id,
        )  # fmt: skip

    async def disconnect(self, code: int) -> None:
        for task in list(self._tasks):
            task.cancel()
        if hasattr(self, "caller"):
            await self.closed()
        await self._open.aclose()
