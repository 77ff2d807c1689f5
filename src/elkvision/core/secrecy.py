"""Secrets that anybody could guess, and the refusal to start with them."""

import ipaddress
import os
import re
from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

from elkvision.core.environment import KEYS, given, variable
from elkvision.core.errors import Refused
from elkvision.core.settings import Settings

#: Without it another secret serves.
_OPTIONAL: Final = {"notify_key"}
#: Addresses with a password in them. Of the ones that need one, an address elsewhere without any is refused.
_ADDRESSES: Final = {"database": True, "redis_url": True, "metadata": True, "store": False, "smtp_url": False}
_SHORTEST_PASSWORD: Final = 12
#: Words of examples and of what programs have at first, whatever stands around them.
_WORD: Final = re.compile(
    r"(?i)change.?(me|this|it|in.production)|^your[-_ ]|example|insecure|placeholder|^<.*>$|^(x+|\*+|\.+)$|to.?do"
)
_COMMON: Final = {
    "admin", "administrator", "default", "django", "elastic", "elkvision", "guest", "letmein", "mongo", "mongodb",
    "pass", "password", "passwd", "postgres", "postgresql", "qwerty", "redis", "root", "secret", "test", "user", "valkey",
}  # fmt: skip
#: Other ways than a password to say who one is.
_OTHERWISE: Final = {"sslcert", "passfile", "service", "ssl_certfile", "tlscertificatekeyfile", "authmechanism"}


class WeakSecrets(Refused):
    """Some secrets are none."""


def refuse_weak(settings: Settings, environment: Mapping[str, str] | None = None) -> None:
    """Raises WeakSecrets, naming every one of them, unless this is a machine for trying things out."""
    if settings.development:
        return
    found = list(weak(settings, os.environ if environment is None else environment))
    if found:
        raise WeakSecrets(
            f"This does not start with secrets that can be guessed: {'; '.join(found)}.",
            hint="give each a long random value, as `openssl rand -hex 32` makes one, or on a machine for trying"
            " things out set ELKVISION_DEVELOPMENT=true",
        )


def weak(settings: Settings, environment: Mapping[str, str]) -> Iterator[str]:
    """What is wrong with each secret that can be guessed, without saying it."""
    for name, least in KEYS.items():
        said = given(environment, name)
        text = getattr(settings, name)
        if text or (said and name not in _OPTIONAL):
            yield from (f"{said[0] if said else variable(name)} {why}" for why in _why(text, least))
    for name, needed in _ADDRESSES.items():
        url = getattr(settings, name)
        said = given(environment, name)
        if url:
            yield from (f"the password in {said[0] if said else variable(name)} {why}" for why in _of(url, needed))


def _why(text: str, least: int) -> Iterator[str]:
    """At most one reason."""
    if not text:
        yield "is empty"
    elif _WORD.search(text) or text.lower().strip("0123456789!._-") in _COMMON:
        yield "is a word of an example"
    elif len(text) < least:
        yield f"is too short ({len(text)} characters, at least {least} are needed)"
    elif len(set(text)) < 5:
        yield "is one sign again and again"


def _of(url: str, needed: bool) -> Iterator[str]:
    """What is wrong with the password of an address. What cannot be read is said by who reads it."""
    try:
        found = urlsplit(url)
        password = unquote(found.password or "")
        options = {name.lower(): text for name, text in parse_qsl(found.query)}
    except ValueError:
        return
    password = password or options.get("password", "")
    if password:
        # An engine that checks no length lets in whom it knows; only those that are ours to set up are held to one.
        yield from _why(password, _SHORTEST_PASSWORD if needed else 1)
    elif needed and "://" in url and not _is_here(found.netloc) and not _OTHERWISE & set(options):
        yield "is empty, and it is on another machine"


def _is_here(netloc: str) -> bool:
    """Is every host of it this machine?"""
    hosts = [urlsplit(f"//{each}").hostname or "" for each in netloc.rpartition("@")[2].split(",")]
    return all(host in {"", "localhost"} or _is_loopback(host) for host in hosts)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
