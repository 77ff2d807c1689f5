"""The way to the provider and back: what the browser carries meanwhile, signed, for ten minutes."""

import base64
import hashlib
import hmac
import secrets
from dataclasses import astuple, dataclass

from django.core import signing

COOKIE = "elkvision_trip"
SECONDS = 600
_SALT = "elkvision.single-sign-on"


@dataclass(frozen=True)
class Trip:
    state: str
    nonce: str
    verifier: str
    #: Where the person wanted to go.
    next: str

    @property
    def challenge(self) -> str:
        """PKCE's S256 of the verifier."""
        digest = hashlib.sha256(self.verifier.encode()).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()

    def cookie(self) -> str:
        return signing.dumps(astuple(self), salt=_SALT)


def begin(next: str) -> Trip:
    return Trip(secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48), next[:2000])


def came_back(cookie: str | None, state: str) -> Trip | None:
    """The trip that this browser began with that state; None for every other."""
    try:
        trip = Trip(*signing.loads(cookie or "", salt=_SALT, max_age=SECONDS))
    except (signing.BadSignature, TypeError):
        return None
    return trip if hmac.compare_digest(trip.state, state) else None
