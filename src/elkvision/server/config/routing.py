"""The one ASGI application: pages of the UI, Django for the rest of HTTP, consumers for WebSockets."""

import os
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

from channels.routing import ProtocolTypeRouter, URLRouter
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.http.request import split_domain_port, validate_host
from django.urls import path

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


class OwnOrigin:
    """Refuses a WebSocket that a page of another site opens, and one for a host that is not ours.

    Programs send no Origin and are told by their credential.
    """

    def __init__(self, inner: Any) -> None:
        self.inner = inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {name: value.decode("latin1") for name, value in scope["headers"]}
        if not (_is_ours(headers.get(b"host", "")) and _may_come_from(headers.get(b"origin"), headers)):
            await send({"type": "websocket.close", "code": 4003})
            return
        await self.inner(scope, receive, send)


def _is_ours(host: str) -> bool:
    return validate_host(split_domain_port(host)[0], settings.ALLOWED_HOSTS)


def _may_come_from(origin: str | None, headers: MutableMapping[bytes, str]) -> bool:
    if origin is None:
        return True
    return urlsplit(origin).netloc == headers[b"host"] or origin in settings.CSRF_TRUSTED_ORIGINS


def build() -> Any:
    """Django must be set up before consumers can be imported, hence the order."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "elkvision.server.config.settings")
    http = get_asgi_application()
    from elkvision.server.api.pages import Pages
    from elkvision.server.apps.logs.consumers import LogStream, Metrics
    from elkvision.server.realtime.consumers import Notifications

    sockets = URLRouter(
        [
            path("ws/logs/stream/", LogStream.as_asgi()),
            path("ws/metrics/", Metrics.as_asgi()),
            path("ws/notifications/", Notifications.as_asgi()),
        ]
    )
    return ProtocolTypeRouter({"http": Pages(http), "websocket": OwnOrigin(sockets)})
