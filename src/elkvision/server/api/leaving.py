"""A browser that asks something else, or is closed, does not wait for the old answer: the store stops working on it.

Only questions are stopped. What changes something goes on to its end, whoever watches.
"""

import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from elkvision.core.asker import Asker, waiting

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


#: Questions that are too long for an address.
_ASKED_BY_POST = re.compile(r"/api/v1/(panels/data|logs/aggregate|dashboards/\d+/(pdf|png))/\Z")


class Leaving:
    """ASGI: tells whatever `inner` has begun that its client has gone."""

    def __init__(self, inner: App) -> None:
        self.inner = inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] not in ("GET", "HEAD") and not _ASKED_BY_POST.match(scope["path"]):
            await self.inner(scope, receive, send)
            return
        asker = Asker()

        async def heard() -> Message:
            message = await receive()
            if message["type"] == "http.disconnect":
                asker.leave()
            return message

        with waiting(asker):
            await self.inner(scope, heard, send)
