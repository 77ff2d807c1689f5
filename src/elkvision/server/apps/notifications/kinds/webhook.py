"""A webhook of one's own: a JSON body by template, own headers, signed.

The signature is the hex of HMAC-SHA256 over `<timestamp>.<body>`, so that a receiver can refuse what is old or altered.
"""

import hashlib
import hmac
import json
import re
import time
from collections.abc import Mapping
from typing import Any, Final

from elkvision.server.apps.accounts.errors import Invalid
from elkvision.server.apps.notifications import templates
from elkvision.server.apps.notifications.kinds.calling import by_http
from elkvision.server.apps.notifications.kinds.contract import Field, Kind, Work
from elkvision.server.apps.notifications.outside.guard import Guard
from elkvision.server.apps.notifications.outside.web import Call

_NAME: Final = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~\-]{1,100}")
_OURS: Final = re.compile(
    r"host|content-length|transfer-encoding|connection|upgrade|te|trailer|expect|keep-alive|proxy-.*|x-elkvision-.*",
    re.I,
)
_METHODS: Final = ("POST", "PUT", "PATCH")


def shape(work: Work) -> Call:
    config = work.config
    values = templates.values(work.message, organisation=work.organisation, token=work.token)
    template = json.loads(config["template"]) if config.get("template") else templates.USUAL
    body = json.dumps(templates.filled(template, values), ensure_ascii=False).encode()
    headers = {"Content-Type": "application/json", **(config.get("headers") or {})}
    headers |= {"Idempotency-Key": work.token, "X-ELKVision-Delivery": work.token}
    headers |= {"X-ELKVision-Attempt": str(work.attempt)}
    if config.get("signing_key"):
        headers |= signed(str(config["signing_key"]), body, int(time.time()))
    return Call(config["url"], body, headers, config.get("method") or "POST")


def signed(key: str, body: bytes, at: int) -> dict[str, str]:
    digest = hmac.new(key.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return {"X-ELKVision-Timestamp": str(at), "X-ELKVision-Signature": f"v1={digest}"}


def check(config: Mapping[str, Any], _guard: Guard) -> None:
    if config.get("template"):
        templates.checked(config["template"])
    for name, value in (config.get("headers") or {}).items():
        if not _NAME.fullmatch(name) or _OURS.fullmatch(name):
            raise _wrong(f"{name[:60]!r} cannot be a header of one's own.")
        if not value.isprintable() or not value.isascii() or len(value) > 4000:
            raise _wrong(f"The value of {name} has to be plain text.")


def _wrong(what: str) -> Invalid:
    return Invalid(what, fields={"config.headers": [what]})


KIND = Kind(
    "webhook",
    "Webhook",
    "An HTTP request with a JSON body to an address of your own, signed where you give a key.",
    (
        Field("url", "Address", "url", required=True, secret=True),
        Field("method", "Method", "choice", default="POST", choices=_METHODS),
        Field("headers", "Headers", "headers", secret=True, help="such as Authorization"),
        Field("signing_key", "Signing key", secret=True,
              help="the body is signed with it: X-ELKVision-Signature is v1= and HMAC-SHA256 of timestamp.body"),
        Field("template", "Body", "lines", help="JSON with {{ names }}; empty: everything"),
    ),
    by_http(shape),
    check=check,
)  # fmt: skip
