"""The key that parts of the product show one another over TCP (`ELKVISION_INTERNAL_KEY`)."""

import hmac
from typing import Final

from elkvision.core.errors import BadRequest

#: Shorter ones can be guessed.
LEAST: Final = 32


def internal_key(key: str, what_for: str) -> str:
    """The key as it was set. Raises BadRequest when it is none that may guard a door; `what_for` is the setting that
    needs it."""
    if len(key) < LEAST:
        raise BadRequest(
            f"{what_for} needs ELKVISION_INTERNAL_KEY, of {LEAST} characters or more, the same for all parts.",
            hint="make one with: openssl rand -hex 32",
        )
    return key


def is_shown(authorization: str, key: str) -> bool:
    """Does the header carry the key? Takes as long for a nearly right one as for any other."""
    scheme, _, given = authorization.partition(" ")
    right = hmac.compare_digest(given.strip().encode(errors="replace"), key.encode())
    return right and scheme.lower() == "bearer" and len(key) >= LEAST


def shown(key: str) -> dict[str, str]:
    """The header that carries it."""
    return {"Authorization": f"Bearer {key}"}
