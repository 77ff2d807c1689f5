"""Whose log it is: decided by the credential, never by what a sender wrote."""

import hashlib
import re
from typing import NewType

#: A short name, `[a-z0-9][a-z0-9-]{0,39}`: safe in a path, a Redis key and a table.
TenantId = NewType("TenantId", str)

#: The organisation of the first owner, and of listeners without credentials unless set otherwise.
MAIN_TENANT = TenantId("main")

_TENANT = re.compile(r"[a-z0-9][a-z0-9-]{0,39}\Z")


def tenant_id(text: str) -> TenantId:
    """Raises ValueError when the text is no tenant id."""
    if not _TENANT.match(text):
        raise ValueError(f"{text!r} is no tenant id: use 1 to 40 of a-z, 0-9 and '-'")
    return TenantId(text)


#: API keys look like `elk_` and 43 characters of URL-safe base64 (256 random bits).
KEY_PREFIX = "elk_"


def hash_key(key: str) -> str:
    """What is kept of an API key: SHA-256, in hex. The key has 256 random bits, so no salt is needed."""
    return hashlib.sha256(key.encode()).hexdigest()
