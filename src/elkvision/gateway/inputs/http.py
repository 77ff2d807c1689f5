"""HTTP: `POST /` with a key. Answered after the spool has it."""

import base64
import binascii
from collections.abc import Awaitable, Callable

import msgspec

from elkvision.core.clock import now_ms
from elkvision.core.errors import BadRequest, ElkVisionError, Unavailable
from elkvision.core.tenancy import tenant_id
from elkvision.gateway.asgi import (
    Forbidden,
    Gone,
    NotAuthenticated,
    Receive,
    Scope,
    Send,
    answer,
    answer_error,
    header,
)
from elkvision.gateway.door import Door
from elkvision.gateway.keys import Key, Keys
from elkvision.gateway.spool.records import Origin

_HINT = {
    "product": "ELK Vision",
    "say": "Send logs here with POST: a JSON object, an array of objects, NDJSON or lines of text.",
    "example": "curl -H 'Authorization: Bearer elk_…' -H 'Content-Type: application/json' "
    '-d \'{"level":"info","message":"hello"}\' http://HOST:PORT/',
    "key": "Make one in Settings, API keys, or with: elkvision keys create",
}


#: Fetches the keys of this moment, where they are on another machine.
Look = Callable[[], Awaitable[None]]


class HttpInput:
    """The ASGI application of the HTTP listener."""

    def __init__(self, door: Door, keys: Keys, look: Look | None = None) -> None:
        self.door = door
        self.keys = keys
        self.look = look
        self.counts = door.counters.inputs["http"]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        method, path = scope["method"], scope["path"]
        if path != "/":
            await _said(send, 404, "not_found", f"There is nothing at {path}.", "Send logs with POST /.")
        elif method in {"GET", "HEAD"}:
            await answer(send, 200, _HINT)
        elif method != "POST":
            await _said(
                send, 405, "not_allowed", f"{method} is not answered here.", "Send logs with POST /.", allow=True
            )
        else:
            await self._post(scope, receive, send)

    async def _post(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.counts.connections += 1
        try:
            origin = self._origin(await self._key(scope))
            said = await self.door.take(scope, receive, origin, header(scope, b"content-type"))
            await answer(send, 200, said)
        except Gone:
            return
        except ElkVisionError as error:
            self.counts.refused += 1
            await answer_error(send, error)
        finally:
            self.counts.connections -= 1

    async def _key(self, scope: Scope) -> Key:
        text = credential(scope)
        if not text:
            raise NotAuthenticated(
                "This needs an API key.",
                hint="Make one in Settings, API keys, or with `elkvision keys create`, "
                "and send it as `Authorization: Bearer elk_…`.",
            )
        key = self.keys.find(text)
        if key is None and self.look is not None:
            await self.look()
            key = self.keys.find(text)
            if not self.keys.snapshot.version:
                raise Unavailable("The keys are not known here yet.", hint="Send again in a moment.")
        if key is None:
            raise NotAuthenticated("This API key is not known.", hint="It may have been revoked: make another one.")
        if "ingest" not in key.scopes:
            raise Forbidden("This API key may not send logs.", hint="Make one with the scope `ingest`.")
        self.door.counters.keys[str(key.id)] = now_ms()
        return key

    def _origin(self, key: Key) -> Origin:
        tenant = tenant_id(key.tenant)
        defaults = self.keys.defaults(tenant)
        return Origin(tenant, "http", key.id, msgspec.json.encode(defaults).decode())


def credential(scope: Scope) -> str:
    """The key in `Authorization` (Bearer, or Basic's password) or `X-API-Key`; empty when there is none."""
    given = header(scope, b"authorization")
    scheme, _, value = given.partition(" ")
    value = value.strip()
    if scheme.lower() in {"bearer", "apikey", "token"}:
        return value
    if scheme.lower() == "basic":
        try:
            user, _, password = base64.b64decode(value, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError) as error:
            raise BadRequest("The Basic credential is not base64 of user:password.") from error
        return password or user
    return header(scope, b"x-api-key")


async def _said(send: Send, status: int, code: str, message: str, hint: str, *, allow: bool = False) -> None:
    headers = {"Allow": "GET, HEAD, POST"} if allow else None
    await answer(send, status, {"error": {"code": code, "message": message, "hint": hint}}, headers)
