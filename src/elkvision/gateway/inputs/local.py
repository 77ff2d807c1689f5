"""The Unix socket of intake: other parts of the product send, ask and follow here."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

import msgspec

from elkvision.core.errors import BadRequest, ElkVisionError
from elkvision.core.tenancy import TenantId, tenant_id
from elkvision.gateway.asgi import Gone, Receive, Scope, Send, answer, answer_error, answer_metrics, header
from elkvision.gateway.door import Door
from elkvision.gateway.spool.records import Closed, Frame, Origin

_INPUTS = frozenset({"upload", "api", "internal"})
#: What a follower may be behind before it is sent away (it comes back and looks at the folder).
_MOST_BEHIND = 100_000
#: A follower hears from us at least this often, so that the watermark moves when nothing comes.
_BEAT = 1.0

_encode = msgspec.json.Encoder().encode


class LocalInput:
    """`POST /ingest`, `GET /stats`, `GET /metrics`, `GET /ready`, `GET /follow`."""

    def __init__(
        self, door: Door, stats: Callable[[], object], metrics: Callable[[], bytes], stopping: asyncio.Event
    ) -> None:
        self.door = door
        self.stats = stats
        self.metrics = metrics
        self.stopping = stopping

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        try:
            await self._route(scope, receive, send)
        except Gone:
            return
        except ElkVisionError as error:
            await answer_error(send, error)

    async def _route(self, scope: Scope, receive: Receive, send: Send) -> None:
        match scope["method"], scope["path"]:
            case "POST", "/ingest":
                kind = header(scope, b"content-type") or "application/x-ndjson"
                await answer(send, 200, await self.door.take(scope, receive, _origin(scope), kind))
            case "GET", "/stats":
                await answer(send, 200, self.stats())
            case "GET", "/ready":
                await answer(send, 200, {"ready": True})
            case "GET", "/metrics":
                await answer_metrics(send, self.metrics())
            case "GET", "/follow":
                await self._follow(receive, send)
            case _:
                await answer(send, 404, {"error": {"code": "not_found", "message": "There is nothing here."}})

    async def _follow(self, receive: Receive, send: Send) -> None:
        """NDJSON without end: `{"low": ms}` (everything received before is durable and was told), with
        `{"segment": name, "frame": {…}}` and `{"segment": name, "closed": true}` as they come."""
        spool = self.door.spool
        told: list[bytes] = []
        some = asyncio.Event()

        def follow(name: str, record: Frame | Closed) -> None:
            if len(told) < _MOST_BEHIND:
                told.append(_line(name, record))
            some.set()

        # The open segment first: what it holds was told to nobody who came later.
        if spool.segment:
            for frame in tuple(spool.segment.frames):
                follow(spool.segment.name, frame)
        spool.followers.add(follow)
        gone = asyncio.create_task(_disconnected(receive))
        try:
            await send(
                {"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/x-ndjson")]}
            )
            while not gone.done() and not self.stopping.is_set() and len(told) < _MOST_BEHIND:
                low = _encode({"low": spool.low_ms})
                body, told[:] = b"".join((*told, low, b"\n")), []
                some.clear()
                await send({"type": "http.response.body", "body": body, "more_body": True})
                with suppress(TimeoutError):
                    async with asyncio.timeout(_BEAT):
                        await some.wait()
            await send({"type": "http.response.body", "body": b""})
        finally:
            spool.followers.discard(follow)
            gone.cancel()


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _line(name: str, record: Frame | Closed) -> bytes:
    if isinstance(record, Closed):
        return b'{"segment":"%s","closed":true}\n' % name.encode()
    return b'{"segment":"%s","frame":%s}\n' % (name.encode(), _encode(record))


def _origin(scope: Scope) -> Origin:
    input = header(scope, b"x-elk-input") or "api"
    if input not in _INPUTS:
        raise BadRequest(f"X-Elk-Input {input!r} is none of {', '.join(sorted(_INPUTS))}.")
    try:
        defaults = msgspec.json.decode(header(scope, b"x-elk-defaults") or "{}", type=dict[str, object])
    except msgspec.MsgspecError as error:
        raise BadRequest(f"X-Elk-Defaults is no JSON object: {error}.") from error
    return Origin(_tenant(scope), input, None, msgspec.json.encode(defaults).decode())


def _tenant(scope: Scope) -> TenantId:
    try:
        return tenant_id(header(scope, b"x-elk-tenant"))
    except ValueError as error:
        raise BadRequest(f"X-Elk-Tenant: {error}.") from error
