"""Which names the web answers to."""

import socket
from ipaddress import ip_address
from urllib.parse import urlsplit

import psutil

from elkvision.core.settings import Settings

_LOOPBACK = ["localhost", "127.0.0.1", "[::1]"]


def allowed(settings: Settings) -> list[str]:
    """Host names without ports. When it listens on every address: the machine's own names and addresses."""
    given = [_host(each) for each in _given(settings)]
    own = _of_this_machine() if settings.host in {"0.0.0.0", "::", ""} else [_bracketed(settings.host)]  # noqa: S104
    return list(dict.fromkeys([*_LOOPBACK, *own, *given]))


def trusted_origins(settings: Settings) -> list[str]:
    """Origins that may send changes although they differ from the host, such as a proxy's."""
    return [each.rstrip("/") for each in _given(settings) if "://" in each]


def _given(settings: Settings) -> list[str]:
    return [each.strip() for each in settings.allowed_hosts.split(",") if each.strip()]


def _host(text: str) -> str:
    if "://" in text:
        return _bracketed(urlsplit(text).hostname or "")
    return text


def _of_this_machine() -> list[str]:
    addresses = [each.address for found in psutil.net_if_addrs().values() for each in found if each.family in _INTERNET]
    return [socket.gethostname().lower(), socket.getfqdn().lower(), *map(_bracketed, addresses)]


_INTERNET = {socket.AF_INET, socket.AF_INET6}


def _bracketed(text: str) -> str:
    try:
        return f"[{text}]" if ip_address(text.split("%")[0]).version == 6 else text
    except ValueError:
        return text.lower()
