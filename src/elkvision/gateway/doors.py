"""Intake and delivery for other machines: the same application as on their sockets, for who shows the internal key."""

import asyncio
import socket
from collections.abc import Coroutine
from typing import Any, Final

from elkvision.core.errors import BadRequest, Unavailable
from elkvision.core.internal import internal_key, is_shown
from elkvision.gateway.asgi import App, NotAuthenticated, Receive, Scope, Send, answer_error, header, serve

#: What watches us may ask without the key: nothing of any organisation is in it.
OPEN: Final = frozenset({"/ready", "/metrics"})


class Guarded:
    """The application behind the key."""

    def __init__(self, app: App, key: str) -> None:
        self.app = app
        self.key = key

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        is_open = scope["method"] == "GET" and scope["path"] in OPEN
        if is_open or is_shown(header(scope, b"authorization"), self.key):
            await self.app(scope, receive, send)
        else:
            await answer_error(
                send,
                NotAuthenticated("This is for parts of the product.", hint="show ELKVISION_INTERNAL_KEY as Bearer"),
            )


class Door:
    """A TCP listener, bound before anything else is begun. Raises ElkVisionError when it cannot be."""

    def __init__(self, setting: str, where: str, key: str) -> None:
        self.key = internal_key(key, setting)
        self.listener = _listen(setting, where)

    def open(self, app: App, stopping: asyncio.Event) -> Coroutine[Any, Any, None]:
        return serve(Guarded(app, self.key), self.listener, stopping)


def door(setting: str, where: str, key: str) -> Door | None:
    """None where nothing is to listen."""
    return Door(setting, where, key) if where else None


def _listen(setting: str, where: str) -> socket.socket:
    host, _, port = where.rpartition(":")
    if not port.isdecimal():
        raise BadRequest(f"{setting}={where!r} is no address to listen on.", hint="write host:port, as in 0.0.0.0:8091")
    host = host.strip("[]")
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, int(port)))
    except OSError as error:
        listener.close()
        raise Unavailable(
            f"{where} cannot be listened on: {error.strerror}.", hint=f"set {setting} to another"
        ) from error
    listener.listen(1024)
    listener.setblocking(False)
    return listener
