"""Channels' secrets at rest: encrypted with a key that is made of `notify_key`, or of the data folder's secret.

A text names the key that encrypted it (`<key id>:<token>`), so that keys can be changed: new ones encrypt, known ones
still decrypt, and what is saved again is encrypted with the newest.
"""

import base64
import hashlib
import json
from collections.abc import Mapping

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from elkvision.core.errors import Refused
from elkvision.core.settings import Settings
from elkvision.server.config import secret


class Lost(Refused):
    """No key that is known now decrypts it."""


def sealed(values: Mapping[str, object], settings: Settings) -> str:
    """Empty for no values."""
    if not values:
        return ""
    key_id, key = next(iter(_keys(settings).items()))
    return f"{key_id}:{key.encrypt(json.dumps(dict(values)).encode()).decode()}"


def opened(text: str, settings: Settings) -> dict[str, object]:
    """Raises Lost."""
    if not text:
        return {}
    key_id, _, token = text.partition(":")
    try:
        return dict(json.loads(_keys(settings)[key_id].decrypt(token.encode())))
    except (KeyError, InvalidToken) as error:
        raise Lost(
            "The channel's secrets were encrypted with a key that is not here any more.",
            hint="fill them in again, or give the old phrase back in ELKVISION_NOTIFY_KEY",
        ) from error


def _keys(settings: Settings) -> dict[str, Fernet]:
    """By key id, the one that encrypts first."""
    if not settings.secret_key:
        secret.ensure(settings.data_dir)  # one that nobody keeps would encrypt for nobody
    phrases = [each.strip() for each in settings.notify_key.split(",") if each.strip()]
    found = {}
    for phrase in [*phrases, secret.of(settings)]:
        raw = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"elkvision channels").derive(phrase.encode())
        found[hashlib.sha256(raw).hexdigest()[:8]] = Fernet(base64.urlsafe_b64encode(raw))
    return found
