"""Secrets of people's accounts at rest: encrypted as channels' secrets are, under a key of their own.

The key is made of `notify_key`'s phrases, or of the server's secret: the first encrypts, all of them decrypt.
"""

import base64
from collections.abc import Iterator

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from elkvision.core.settings import load
from elkvision.server.apps.accounts.errors import Conflict


class Lost(Conflict):
    """No key that is known now decrypts it."""


def sealed(secret: bytes) -> str:
    return MultiFernet(list(_keys())).encrypt(secret).decode()


def opened(text: str) -> bytes:
    """Raises Lost."""
    try:
        return MultiFernet(list(_keys())).decrypt(text.encode())
    except InvalidToken as error:
        raise Lost(
            "The second factor was encrypted with a key that is not here any more.",
            hint="use a recovery code, or ask whoever has the machine for `elkvision users reset-2fa`",
        ) from error


def _keys() -> Iterator[Fernet]:
    phrases = [each.strip() for each in load().notify_key.split(",") if each.strip()]
    for phrase in [*phrases, str(settings.SECRET_KEY), *map(str, settings.SECRET_KEY_FALLBACKS)]:
        raw = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"elkvision accounts").derive(phrase.encode())
        yield Fernet(base64.urlsafe_b64encode(raw))
