"""Counts requests and sockets of this process: by the template of their address, never by the address itself."""

import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final

from asgiref.sync import iscoroutinefunction
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import sync_and_async_middleware

from elkvision.core.metrics import catalogue as say
from elkvision.core.metrics.families import Page
from elkvision.core.metrics.meters import Counter, Histogram

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

#: Files of the UI, and what nobody has.
_PAGES, _NOTHING = "(pages)", "(nothing)"
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
#: As nginx says it: the client left before the answer began.
_LEFT: Final = 499
_ROUTE: Final = "elkvision.route"

_requests = Counter(say.HTTP_REQUESTS)
_seconds = Histogram(say.HTTP_SECONDS)
_opened = Counter(say.SOCKETS_OPENED)
# All of these belong to the one event loop of the process.
_now = [0]
_open: defaultdict[str, int] = defaultdict(int)
_messages: defaultdict[str, int] = defaultdict(int)


def collect(page: Page) -> None:
    _requests.collect(page)
    _seconds.collect(page)
    page.put(say.HTTP_NOW, _now[0])
    for path, count in list(_open.items()):
        page.put(say.SOCKETS, count, path)
    _opened.collect(page)
    for path, count in list(_messages.items()):
        page.put(say.SOCKET_MESSAGES, count, path)


class Counted:
    """ASGI: hands everything on to `inner` and counts what came of it."""

    def __init__(self, inner: App) -> None:
        self.inner = inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        else:
            await self.inner(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        found: dict[str, str] = {}
        status, answered = _LEFT, 0.0

        async def noted(message: Message) -> None:
            nonlocal status, answered
            if message["type"] == "http.response.start":
                status, answered = message["status"], time.perf_counter()
            await send(message)

        _now[0] += 1
        began = time.perf_counter()
        try:
            await self.inner({**scope, _ROUTE: found}, receive, noted)
        finally:
            _now[0] -= 1
            method = scope["method"] if scope["method"] in _METHODS else "OTHER"
            route = found.get("route") or (_NOTHING if status == 404 else _PAGES)
            _requests.add(method, route, str(status))
            _seconds.observe((answered or time.perf_counter()) - began, method, route)

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        path, accepted = scope["path"], False

        async def noted(message: Message) -> None:
            nonlocal accepted
            if message["type"] == "websocket.send":
                _messages[path] += 1
            elif message["type"] == "websocket.accept":  # only what is known here is accepted
                accepted = True
                _opened.add(path)
                _open[path] += 1
            await send(message)

        try:
            await self.inner(scope, receive, noted)
        finally:
            if accepted:
                _open[path] -= 1


@sync_and_async_middleware
def routed(get_response: Callable[[HttpRequest], Any]) -> Callable[[HttpRequest], Any]:
    """Django's: tells `Counted` which address template the request was for."""
    if not iscoroutinefunction(get_response):
        return get_response

    async def answer(request: HttpRequest) -> HttpResponse:
        try:
            response: HttpResponse = await get_response(request)
            return response
        finally:
            found = getattr(request, "scope", {}).get(_ROUTE)
            if found is not None:
                match = request.resolver_match
                found["route"] = f"/{match.route}" if match is not None else _NOTHING

    return answer
