"""The little HTTP that the gateway speaks: reading bodies within bounds, answering in one shape."""

import asyncio
import contextlib
import logging
import socket
from collections.abc import Awaitable, Callable, Iterator, Mapping, MutableMapping
from typing import Any

import msgspec
import uvicorn

from elkvision.core.errors import BadRequest, ElkVisionError, Overloaded, Refused, Unavailable, Unsupported
from elkvision.core.metrics.families import CONTENT_TYPE
from elkvision.gateway.codecs.inflate import TooLarge

log = logging.getLogger(__name__)

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

#: A client that sends nothing for so long while we read its body has gone.
_SILENCE = 30.0

_encode = msgspec.json.Encoder().encode


class Gone(Exception):
    """The client left before it had said everything."""


class NotAuthenticated(Refused):
    """No credential, or one we do not know."""


class Forbidden(Refused):
    """A credential that may not do this."""


class Rooms:
    """How many bytes of unread bodies all clients together may make us hold."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.taken = 0

    @contextlib.contextmanager
    def hold(self) -> Iterator[Callable[[int], None]]:
        held = 0

        def more(size: int) -> None:
            nonlocal held
            if self.taken + size > self.size and self.taken > held:
                raise Overloaded("Too many large requests at once.", retry_after=1)
            held += size
            self.taken += size

        try:
            yield more
        finally:
            self.taken -= held


async def read_body(scope: Scope, receive: Receive, limit: int, more: Callable[[int], None]) -> bytes:
    """The whole body. Raises TooLarge, Overloaded, or Gone when the client left or fell silent."""
    declared = header(scope, b"content-length")
    if declared.isdigit() and int(declared) > limit:
        raise TooLarge(f"The body is over {limit} bytes.", hint="Send smaller batches.")
    parts = []
    size = 0
    while True:
        try:
            async with asyncio.timeout(_SILENCE):
                message = await receive()
        except TimeoutError as error:
            raise Gone from error
        if message["type"] == "http.disconnect":
            raise Gone
        part = message.get("body", b"")
        size += len(part)
        if size > limit:
            raise TooLarge(f"The body is over {limit} bytes.", hint="Send smaller batches.")
        more(len(part))
        parts.append(part)
        if not message.get("more_body"):
            return parts[0] if len(parts) == 1 else b"".join(parts)


def header(scope: Scope, name: bytes) -> str:
    """The header's value, stripped, or an empty text."""
    for key, value in scope["headers"]:
        if key == name:
            text: str = value.decode("latin-1")
            return text.strip()
    return ""


async def answer(send: Send, status: int, body: object, headers: Mapping[str, str] | None = None) -> None:
    """`body` as JSON; bytes are JSON already."""
    data = body if isinstance(body, bytes) else _encode(body)
    lines = [(b"content-type", b"application/json"), (b"content-length", str(len(data)).encode())]
    lines += [(name.lower().encode(), value.encode("latin-1")) for name, value in (headers or {}).items()]
    await send({"type": "http.response.start", "status": status, "headers": lines})
    await send({"type": "http.response.body", "body": data})


async def answer_metrics(send: Send, page: bytes) -> None:
    """A page for Prometheus."""
    lines = [(b"content-type", CONTENT_TYPE.encode()), (b"content-length", str(len(page)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": lines})
    await send({"type": "http.response.body", "body": page})


async def answer_error(send: Send, error: ElkVisionError, headers: Mapping[str, str] | None = None) -> None:
    status, code = _status(error)
    said: dict[str, str] = {"code": code, "message": error.message}
    if error.hint:
        said["hint"] = error.hint
    more = dict(headers or {})
    if isinstance(error, Overloaded):
        more["Retry-After"] = str(max(1, round(error.retry_after)))
    elif isinstance(error, Unavailable):
        more["Retry-After"] = "5"
    elif isinstance(error, NotAuthenticated):
        more["WWW-Authenticate"] = 'Bearer realm="elkvision", Basic realm="elkvision"'
    elif isinstance(error, TooLarge):
        more["Connection"] = "close"
    await answer(send, status, {"error": said}, more)


def _status(error: ElkVisionError) -> tuple[int, str]:
    for kind, status, code in _STATUSES:
        if isinstance(error, kind):
            return status, code
    return 500, "error"


_STATUSES: tuple[tuple[type[ElkVisionError], int, str], ...] = (
    (NotAuthenticated, 401, "not_authenticated"),
    (Forbidden, 403, "forbidden"),
    (TooLarge, 413, "too_large"),
    (Overloaded, 429, "too_many"),
    (Unavailable, 503, "unavailable"),
    (Unsupported, 415, "unsupported"),
    (BadRequest, 400, "invalid"),
)


class Server(uvicorn.Server):
    """uvicorn inside our loop: signals are the process's own business."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def server(app: App) -> Server:
    return Server(
        uvicorn.Config(
            app,
            interface="asgi3",
            http="httptools",
            loop="none",
            ws="none",
            lifespan="off",
            access_log=False,
            log_config=None,
            server_header=False,
            proxy_headers=False,
            timeout_keep_alive=75,
            timeout_graceful_shutdown=3,
            backlog=1024,
        )
    )


async def serve(app: App, listener: socket.socket, stopping: asyncio.Event) -> None:
    """Answer on a listener until `stopping`, and finish what was begun."""
    running = server(app)

    async def watch() -> None:
        await stopping.wait()
        running.should_exit = True

    watching = asyncio.create_task(watch())
    try:
        await running.serve(sockets=[listener])
    finally:
        watching.cancel()
