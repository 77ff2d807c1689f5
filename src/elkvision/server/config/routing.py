"""The one ASGI application: pages of the UI, Django for the rest of HTTP, consumers for WebSockets."""

import os
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any, cast
from urllib.parse import urlsplit

from channels.routing import ProtocolTypeRouter
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.http.request import split_domain_port, validate_host

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


class Sockets:
    """WebSockets by their path. Refuses what a page of another site opens, and hosts that are not ours.

    Programs send no Origin and are told by their credential.
    """

    def __init__(self, consumers: Mapping[str, Any]) -> None:
        self._consumers = consumers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {name: value.decode("latin1") for name, value in scope["headers"]}
        consumer = self._consumers.get(scope["path"])
        if consumer is None or not _is_ours(headers) or not _may_come_from(headers):
            await send({"type": "websocket.close", "code": 4003})  # before accepting: the client sees HTTP 403
            return
        await consumer(scope, receive, send)


def _is_ours(headers: Mapping[bytes, str]) -> bool:
    return validate_host(split_domain_port(headers.get(b"host", ""))[0], settings.ALLOWED_HOSTS)


def _may_come_from(headers: Mapping[bytes, str]) -> bool:
    origin = headers.get(b"origin")
    return origin is None or urlsplit(origin).netloc == headers[b"host"] or origin in settings.CSRF_TRUSTED_ORIGINS


def build() -> Any:
    """Django must be set up before consumers can be imported, hence the order."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "elkvision.server.config.settings")
    http = get_asgi_application()
    from elkvision.server.api.bounds import Bounded
    from elkvision.server.api.counted import Counted
    from elkvision.server.api.leaving import Leaving
    from elkvision.server.api.named import Named
    from elkvision.server.api.pages import Pages
    from elkvision.server.api.probed import Probed
    from elkvision.server.api.proxied import Proxied, trusted_by
    from elkvision.server.apps.logs.consumers import LogStream, Metrics
    from elkvision.server.apps.notifications.consumers import Notifications

    sockets = {
        "/ws/logs/stream/": LogStream.as_asgi(),
        "/ws/metrics/": Metrics.as_asgi(),
        "/ws/notifications/": Notifications.as_asgi(),
    }
    inner = ProtocolTypeRouter({"http": Pages(Bounded(Leaving(cast(Any, http)))), "websocket": Sockets(sockets)})
    return Proxied(Named(Counted(Probed(cast(Any, inner)))), trusted_by(settings.ELKVISION))
