"""Where messages may go. People of an organisation name addresses, and the server connects to them: nobody may make it
knock at what only it can reach (server-side request forgery).

A name is looked up once, every address that comes of it is judged, and the connection goes to an address that was
judged: looking it up again would let a name change its mind (DNS rebinding).
"""

import socket
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final
from urllib.parse import urlsplit

from elkvision.core.errors import Refused
from elkvision.core.settings import Settings

Address = IPv4Address | IPv6Address
Resolve = Callable[[str, int], Sequence[str]]

#: Ports for the web and for mail; besides them those that no system service has.
WEB_PORTS: Final = frozenset({80, 443})
MAIL_PORTS: Final = frozenset({25, 465, 587})
_FREE_FROM: Final = 1024

_NAT64: Final = IPv6Network("64:ff9b::/96")
_COMPATIBLE: Final = IPv6Network("::/96")
#: Not private by the registries, or not by every Python's list of them, and yet only to be reached from within: Azure's own
#: server, what protocols keep for themselves (Oracle's metadata), NAT64's local networks, what IPv6 once had for sites.
_OURS_ALONE: Final = tuple(map(ip_network, ("168.63.129.16/32", "192.0.0.0/24", "64:ff9b:1::/48", "fec0::/10")))


class Barred(Refused):
    """This address is not for messages."""


class NotFound(OSError):
    """The name means no address now."""


def looked_up(host: str, port: int) -> list[str]:
    """The addresses of a name, in the order of the system's resolver. Raises NotFound."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotFound(f"{host} means no address: {error}") from error
    return list(dict.fromkeys(str(each[4][0]) for each in found))


@dataclass(frozen=True)
class Guard:
    """`allow`: what the administrator lets through although it is barred: networks, addresses, and names with or without
    a port (`*.internal` for all below)."""

    allow: tuple[str, ...] = ()
    resolve: Resolve = field(default=looked_up)

    @classmethod
    def of(cls, settings: Settings) -> "Guard":
        return cls(tuple(each.strip().lower() for each in settings.notify_allow.split(",") if each.strip()))

    def look(self, url: str, *, ports: frozenset[int] = WEB_PORTS, schemes: Sequence[str] = ("http", "https")) -> None:
        """What can be said of a URL without looking its name up. Raises Barred."""
        host, port = self.parts(url, schemes)
        self._port(host, port, ports)
        if (literal := _literal(host)) is not None:
            self._judge(host, port, literal)

    def parts(self, url: str, schemes: Sequence[str] = ("http", "https")) -> tuple[str, int]:
        """Host and port of a URL. Raises Barred for one that is none of ours."""
        try:
            parts = urlsplit(url)
            host, port = parts.hostname or "", parts.port
        except ValueError as error:
            raise Barred(f"The address cannot be read: {error}.") from error
        if parts.scheme not in schemes or not host:
            raise Barred(f"An address begins with {' or '.join(f'{each}://' for each in schemes)} and a host.")
        return host.lower(), port or {"http": 80, "https": 443, "smtp": 25, "smtps": 465}[parts.scheme]

    def addresses(self, host: str, port: int, *, ports: frozenset[int] = WEB_PORTS) -> list[str]:
        """Where to connect to, all of it judged: one barred address among several bars the name. Raises Barred, and
        NotFound."""
        self._port(host, port, ports)
        literal = _literal(host)
        found = [str(literal)] if literal is not None else list(self.resolve(host, port))
        for each in found:
            self._judge(host, port, ip_address(each.partition("%")[0]))
        if not found:
            raise NotFound(f"{host} means no address")
        return found

    def connect(self, host: str, port: int, *, seconds: float, ports: frozenset[int] = WEB_PORTS) -> socket.socket:
        """A connection to one of the judged addresses. Raises Barred, and OSError when none answers in time."""
        until = time.monotonic() + seconds
        error: OSError = NotFound(f"{host} means no address")
        for address in self.addresses(host, port, ports=ports):
            left = until - time.monotonic()
            if left <= 0:
                raise TimeoutError(f"{host} did not answer within {seconds:.0f} s")
            try:
                return socket.create_connection((address, port), timeout=left)
            except OSError as failed:
                error = failed
        raise error

    def _port(self, host: str, port: int, usual: frozenset[int]) -> None:
        if port not in usual and port < _FREE_FROM and not self._named(host, port):
            raise Barred(
                f"Messages do not go to port {port}.",
                hint=f"use {', '.join(map(str, sorted(usual)))} or a port from {_FREE_FROM} on",
            )

    def _judge(self, host: str, port: int, address: Address) -> None:
        if is_public(address) or self._named(host, port) or self._within(address):
            return
        meant = host if host == str(address) else f"{host} means {address}, which"
        raise Barred(
            f"{meant} is not a public address, and messages only go to those.",
            hint="the administrator can allow it with ELKVISION_NOTIFY_ALLOW",
        )

    def _named(self, host: str, port: int) -> bool:
        names = (host, f"{host}:{port}", f"[{host}]:{port}")
        return any(each in names or (each[:2] == "*." and host.endswith(each[1:])) for each in self.allow)

    def _within(self, address: Address) -> bool:
        every = [address, *_carried(address)]
        networks = [network for each in self.allow if (network := _network(each)) is not None]
        return all(any(one in network for network in networks) for one in every[1:] or every)


def is_public(address: Address) -> bool:
    """Is it an address of the internet, and every address that it carries as well?"""
    if any(address in network for network in _OURS_ALONE):
        return False
    carried = _carried(address)
    if carried:
        return all(map(is_public, carried))
    return address.is_global and not address.is_multicast


def _carried(address: Address) -> list[Address]:
    """IPv4 addresses within an IPv6 one: mapped, compatible, NAT64, 6to4, Teredo."""
    if isinstance(address, IPv4Address):
        return []
    last = IPv4Address(int(address) & 0xFFFFFFFF)
    found: Iterable[Address | None] = (
        address.ipv4_mapped,
        address.sixtofour,
        *(address.teredo or ()),
        last if address in _NAT64 else None,
        last if address in _COMPATIBLE and int(address) > 1 else None,
    )
    return [each for each in found if each is not None]


def _literal(host: str) -> Address | None:
    try:
        return ip_address(host.partition("%")[0])
    except ValueError:
        return None


def _network(text: str) -> IPv4Network | IPv6Network | None:
    try:
        return ip_network(text, strict=False)
    except ValueError:
        return None
