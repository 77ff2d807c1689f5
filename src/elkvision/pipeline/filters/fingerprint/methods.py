"""The ways to make a fingerprint."""

import hmac
import unicodedata
from base64 import b64encode
from collections.abc import Callable
from hashlib import new
from ipaddress import ip_network
from typing import Any, Final

from elkvision.pipeline.filters.contract import BadSetting
from elkvision.pipeline.values.murmur3 import murmur3_32, murmur3_128
from elkvision.pipeline.values.ruby import to_s

_DIGESTS: Final = ("SHA1", "SHA256", "SHA384", "SHA512", "MD5")
METHODS: Final = (*_DIGESTS, "MURMUR3", "MURMUR3_128", "IPV4_NETWORK", "UUID", "PUNCTUATION")
_SEED_128: Final = 2

Mark = Callable[[Any], Any]


def hasher(method: str, key: str | None, base64: bool) -> Mark:
    """What makes the mark of one value. Raises BadSetting."""
    if method == "IPV4_NETWORK":
        return _network(key)
    if method == "MURMUR3":
        return lambda value: murmur3_32(_little(value, 8) if _is_integer(value) else to_s(value).encode())
    if method == "MURMUR3_128":
        return lambda value: _murmur3_128(value, base64)
    return _digest(method.lower(), key, base64)


def _digest(name: str, key: str | None, base64: bool) -> Mark:
    secret = None if key is None else key.encode()

    def mark(value: Any) -> str:
        data = to_s(value).encode()
        done = new(name, data, usedforsecurity=False).digest() if secret is None else hmac.digest(secret, data, name)
        return b64encode(done).decode() if base64 else done.hex()

    return mark


def _network(key: str | None) -> Mark:
    if key is None:
        raise BadSetting("IPV4_NETWORK needs the length of the prefix as its key", option="key", hint='key => "24"')
    if not key.isdigit() or int(key) > 32:
        raise BadSetting(f"`{key}` is no length of a prefix: 0 to 32 was expected", option="key")
    return lambda value: str(ip_network(f"{to_s(value)}/{key}", strict=False).network_address)


def _murmur3_128(value: Any, base64: bool) -> str:
    size = 4 if _is_integer(value) and -(2**31) <= value < 2**31 else 8
    data = _little(value, size) if _is_integer(value) else to_s(value).encode()
    first, second = murmur3_128(data, _SEED_128)
    done = first.to_bytes(8, "little") + second.to_bytes(8, "little")
    return b64encode(done).decode() if base64 else done.hex()


def _is_integer(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _little(value: int, size: int) -> bytes:
    return (value & ((1 << 8 * size) - 1)).to_bytes(size, "little")


def punctuation(text: str) -> str:
    """Only the punctuation and the symbols of a text."""
    return "".join([letter for letter in text if unicodedata.category(letter)[0] in "PS"])
