"""Who really asks, when a proxy stands between: its word is believed where its address is one that we trust.

Everything behind this sees the client's own address and scheme, and none of the headers that said so: whoever is not
trusted can put there what he likes.
"""

from collections.abc import Awaitable, Callable, Iterable, MutableMapping, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

from elkvision.core.settings import Settings

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Address = IPv4Address | IPv6Address
Networks = Sequence[IPv4Network | IPv6Network]

_SAID = frozenset({b"x-forwarded-for", b"x-forwarded-proto", b"x-forwarded-host", b"x-forwarded-port", b"forwarded"})
_LOOPBACK = "127.0.0.0/8,::1/128"


class Proxied:
    """ASGI: hands everything on to `inner`, with `client` and `scheme` as they are at the far end of our own proxies."""

    def __init__(self, inner: App, trusted: Networks) -> None:
        self.inner = inner
        self._trusted = trusted

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in {"http", "websocket"}:
            scope = self._seen(scope)
        await self.inner(scope, receive, send)

    def _seen(self, scope: Scope) -> Scope:
        said = [each for each in scope["headers"] if each[0] in _SAID]
        if not said:
            return scope
        seen = {**scope, "headers": [each for each in scope["headers"] if each[0] not in _SAID]}
        peer = _address(str((scope.get("client") or [""])[0]))
        if peer is None or not _within(peer, self._trusted):
            return seen
        hops = [each.strip() for name, value in said if name == b"x-forwarded-for" for each in _text(value).split(",")]
        client = client_of([*hops, str(peer)], self._trusted)
        if client is not None:
            seen["client"] = (str(client), 0)
        schemes = [_text(value).strip().lower() for name, value in said if name == b"x-forwarded-proto"]
        if schemes and schemes[-1] in {"http", "https"}:
            secure = schemes[-1] == "https"
            seen["scheme"] = ("wss" if secure else "ws") if scope["type"] == "websocket" else schemes[-1]
        return seen


def client_of(hops: Sequence[str], trusted: Networks) -> Address | None:
    """The nearest address that is not one of our proxies: all before it may be the client's invention.

    Where all are ours it is the farthest; None where something else than an address stands in the way.
    """
    found: Address | None = None
    for hop in reversed(hops):
        address = _address(hop)
        if address is None:
            return found
        found = address
        if not _within(address, trusted):
            break
    return found


def trusted_by(settings: Settings) -> Networks:
    """The networks that `trusted_proxies` names; a proxy on this machine where `https` says that there is one.

    Raises ValueError for what is no network.
    """
    given = settings.trusted_proxies or (_LOOPBACK if settings.https else "")
    return [_network(each.strip()) for each in given.split(",") if each.strip()]


def _network(text: str) -> IPv4Network | IPv6Network:
    try:
        return ip_network(text, strict=False)
    except ValueError as error:
        raise ValueError(f"ELKVISION_TRUSTED_PROXIES: {text} is no network; use 10.0.0.0/8,192.0.2.7") from error


def _within(address: Address, networks: Iterable[IPv4Network | IPv6Network]) -> bool:
    return any(address in each for each in networks)


def _address(text: str) -> Address | None:
    """`192.0.2.7`, also with a port or in IPv6's clothes."""
    host = text.strip()
    if host.startswith("["):
        host = host[1:].partition("]")[0]
    elif host.count(":") == 1:
        host = host.partition(":")[0]
    try:
        address = ip_address(host)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _text(value: bytes) -> str:
    return value.decode("latin1")
