"""Machines that watch us ask by address, not by name: Prometheus finds every web process, Kubernetes every pod.

What they ask for holds nothing of any organisation, so an address is as good as a name there. Another name is not: a page of
another site could have its name lead here. What gateways ask for is given under any name: they show the internal key.
"""

from collections.abc import Awaitable, Callable, MutableMapping
from ipaddress import ip_address
from typing import Any, Final
from urllib.parse import urlsplit

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

#: Exactly these: `/live/`, with its slash, is a page of the UI.
PROBES: Final = frozenset({"/live", "/ready", "/health", "/metrics"})
#: Nothing of it is the UI's, and nobody gets it without the internal key.
FOR_GATEWAYS: Final = "/internal/gateway.json"


class Probed:
    """ASGI: a probe of an address, or a gateway, seems to come to `localhost`, whose name is always allowed; all else goes on as it is."""

    def __init__(self, inner: App) -> None:
        self.inner = inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and _may_go_by_any_name(scope):
            others = [each for each in scope["headers"] if each[0] != b"host"]
            scope = {**scope, "headers": [(b"host", b"localhost"), *others]}
        await self.inner(scope, receive, send)


def _may_go_by_any_name(scope: Scope) -> bool:
    path = scope["path"]
    return path == FOR_GATEWAYS or (path in PROBES and _is_address(_host(scope)))


def _host(scope: Scope) -> str:
    return next((value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), "")


def _is_address(host: str) -> bool:
    try:
        ip_address(urlsplit(f"//{host}").hostname or "")
    except ValueError:
        return False
    return True
