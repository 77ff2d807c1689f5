"""How much one request may bring: told before it is read where it says its length, cut off where it does not.

Django keeps a whole body on the disk before any view is asked, so the bound stands before Django.
"""

import shutil
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import orjson

from elkvision.core.settings import load
from elkvision.server.api.errors import body

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


class Bounded:
    """ASGI: 413 for a body that is too large, all others go on to `inner`."""

    def __init__(self, inner: App) -> None:
        self.inner = inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        most = most_bytes(scope["path"])
        said = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
        if not said.isdigit() or int(said) > most:
            await _too_large(send, most)
            return
        taken, begun = 0, False

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > most and not begun:
                await _too_large(send, most)
                return {"type": "http.disconnect"}
            return message

        async def noted(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        await self.inner(scope, counted, noted)


def most_bytes(path: str) -> int:
    """An upload may be as large as the disk has room for; anything else is bounded by the setting."""
    settings = load()
    if path != _UPLOADS:
        return settings.max_body_bytes
    folder = settings.data_dir if settings.data_dir.exists() else settings.data_dir.parent
    return max(0, (shutil.disk_usage(folder).free - _SPARED) // _COPIES)


async def _too_large(send: Send, most: int) -> None:
    said = orjson.dumps(body("too_large", f"A request here brings at most {most:,} bytes.", hint="send it in parts"))
    headers = [(b"content-type", b"application/json"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": said})
