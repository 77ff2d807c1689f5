"""Machines that watch us ask by address, not by name: Prometheus finds every web process, Kubernetes every pod.

What they ask for holds nothing of any organisation, so these paths are answered whatever the name. So is what gateways ask
for, who show the internal key.
"""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

#: Exactly these: `/live/`, with its slash, is a page of the UI.
PROBES: Final = frozenset({"/live", "/ready", "/health", "/metrics", "/internal/gateway.json"})


class Probed:
    """ASGI: a probe seems to come to `localhost`, whose name is always allowed; all else goes on as it is."""

    def __init__(self, inner: App) -> None:
        self.inner = inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] in PROBES:
            others = [each for each in scope["headers"] if each[0] != b"host"]
            scope = {**scope, "headers": [(b"host", b"localhost"), *others]}
        await self.inner(scope, receive, send)
