"""Where intake and delivery of each gateway are, and how to speak with them."""

import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal
from urllib.parse import SplitResult, urlsplit

import httpx

from elkvision.core.errors import BadRequest
from elkvision.core.internal import internal_key, shown
from elkvision.core.settings import Settings

PartName = Literal["intake", "delivery"]


@dataclass(frozen=True)
class Place:
    """`where` is how people read it."""

    where: str
    base_url: str
    unix: Path | None = None
    key: str = field(default="", repr=False)

    def client(self, *, timeout: float) -> httpx.Client:
        """Requests to the part that is there. No proxy is in between, whatever the environment says."""
        if self.unix:
            return client_of(self.unix, timeout=timeout)
        transport = httpx.HTTPTransport(verify=_tls())
        return httpx.Client(transport=transport, base_url=self.base_url, headers=shown(self.key), timeout=timeout)


def client_of(unix: Path, *, timeout: float) -> httpx.Client:
    """Requests to the part that listens on the socket."""
    return httpx.Client(
        transport=httpx.HTTPTransport(uds=str(unix), verify=_tls()), base_url="http://part", timeout=timeout
    )


def are_elsewhere(settings: Settings, part: PartName) -> bool:
    """Is the part asked over the network?"""
    return bool(_urls(settings, part))


def places(settings: Settings, part: PartName) -> list[Place]:
    """One for each gateway; a name with several addresses is several. Raises BadRequest for a URL that is none, and where
    the internal key is missing."""
    urls = [url.strip() for url in _urls(settings, part).split(",") if url.strip()]
    if not urls:
        return [Place(part, "http://part", settings.intake_socket if part == "intake" else settings.delivery_socket)]
    setting = f"ELKVISION_{part.upper()}_URL"
    key = internal_key(settings.internal_key, setting)
    found = {place.base_url: place for url in urls for place in _places_of(url, setting, key)}
    return list(found.values())


def _urls(settings: Settings, part: PartName) -> str:
    return settings.intake_url if part == "intake" else settings.delivery_url


def _places_of(url: str, setting: str, key: str) -> Iterator[Place]:
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        port = None
    if parts.scheme not in {"http", "https"} or not parts.hostname or not port:
        raise BadRequest(
            f"{setting}={url!r} names no gateway.", hint="write http://host:port, and commas between several"
        )
    addresses = _addresses(parts, port) if parts.scheme == "http" else []  # a certificate is for the name
    if len(addresses) < 2:
        yield Place(f"{parts.hostname}:{port}", url.rstrip("/"), key=key)
        return
    for address in addresses:
        name = f"[{address}]:{port}" if ":" in address else f"{address}:{port}"
        yield Place(name, f"http://{name}{parts.path.rstrip('/')}", key=key)


def _addresses(parts: SplitResult, port: int) -> list[str]:
    """All addresses of a name, of one kind: who has both is there once. None when the name is not known now."""
    try:
        found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except OSError:
        return []
    for family in (socket.AF_INET, socket.AF_INET6):
        mine = sorted({str(each[4][0]) for each in found if each[0] == family})
        if mine:
            return mine
    return []


@cache
def _tls() -> ssl.SSLContext:
    """Made once: reading all authorities takes longer than asking."""
    return ssl.create_default_context()
