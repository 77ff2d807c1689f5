"""Each request has an id, that of its caller where it has one: it is in the answer, and in every line of the log that the
request led to. The trace is that of the caller's `traceparent` (https://www.w3.org/TR/trace-context/)."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from elkvision.core.said import Asked, answering

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


class Named:
    """ASGI: names what it hands on to `inner`."""

    def __init__(self, inner: App) -> None:
        self.inner = inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self.inner(scope, receive, send)
            return
        said = {name: value.decode("latin-1") for name, value in scope["headers"] if name in _WANTED}
        asked = Asked.of(said.get(b"x-request-id", ""), said.get(b"traceparent", ""))

        async def named(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = [*message.get("headers", ()), (b"x-request-id", asked.request_id.encode())]
                message = {**message, "headers": headers}
            await send(message)

        with answering(asked):
            await self.inner(scope, receive, named)


_WANTED = frozenset({b"x-request-id", b"traceparent"})
