"""How much one request may bring: told before it is read where it says its length, cut off where it does not.

Django keeps a whole body on the disk before any view is asked, so the bound stands before Django; and a body that
may be large is only read of somebody who may hand in files.
"""

import shutil
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import orjson
from channels.db import database_sync_to_async

from elkvision.core.settings import load
from elkvision.server.api.errors import body
from elkvision.server.apps.accounts.rights import Right
from elkvision.server.apps.accounts.selectors import identify_request

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

_UPLOADS = "/api/v1/uploads/"
#: A file is on the disk twice for a moment: as the request and as the upload.
_COPIES = 2
#: So much of the disk stays free for the spool and the store.
_SPARED = 1 << 30
#: So often, in bytes, is looked whether it still is.
_LOOK_EVERY = 16 << 20


class Bounded:
    """ASGI: 413 for a body that is too large (401 and 403 for files of those who may not hand any in), all others go on to `inner`."""

    def __init__(self, inner: App) -> None:
        self.inner = inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"]
        caller = await database_sync_to_async(identify_request)(scope) if path == _UPLOADS else None
        known = caller is not None and caller.may(Right.INGEST)
        most = most_bytes(path, known=known)
        said = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
        if not said.isdigit() or int(said) > most:
            if path == _UPLOADS and caller is None:
                await _answer(send, 401, "not_authenticated", "Log in, or send an API key.")
            elif path == _UPLOADS and not known:
                await _answer(send, 403, "forbidden", "Handing in files needs the right to ingest.")
            else:
                await _too_large(send, most)
            return
        taken, begun, looked = 0, False, 0

        async def counted() -> Message:
            nonlocal taken, looked
            message = await receive()
            taken += len(message.get("body", b""))
            full = taken - looked > _LOOK_EVERY and free_bytes() < _SPARED  # others hand in files too
            looked = taken if taken - looked > _LOOK_EVERY else looked
            if (taken > most or full) and not begun:
                await _too_large(send, most)
                return {"type": "http.disconnect"}
            return message

        async def noted(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        await self.inner(scope, counted, noted)


def most_bytes(path: str, *, known: bool) -> int:
    """An upload of somebody `known` may be as large as the disk has room for; all else is bounded by the setting."""
    if path != _UPLOADS or not known:
        return load().max_body_bytes
    return max(0, (free_bytes() - _SPARED) // _COPIES)


def free_bytes() -> int:
    settings = load()
    folder = settings.data_dir if settings.data_dir.exists() else settings.data_dir.parent
    return shutil.disk_usage(folder).free


async def _too_large(send: Send, most: int) -> None:
    await _answer(send, 413, "too_large", f"A request here brings at most {most:,} bytes.", hint="send it in parts")


async def _answer(send: Send, status: int, code: str, message: str, **more: str) -> None:
    said = orjson.dumps(body(code, message, **more))
    headers = [(b"content-type", b"application/json"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": said})
