"""What delivery answers to other parts of the product: how it is, and the dead letters of its gateway."""

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs

import msgspec

from elkvision.core import dead_letters
from elkvision.core.errors import BadRequest, ElkVisionError
from elkvision.core.tenancy import TenantId, tenant_id
from elkvision.gateway.asgi import Receive, Scope, Send, answer, answer_error, answer_metrics

#: Letters of one answer; each may have a megabyte.
_MOST: Final = 200


class Answering:
    """`GET /stats`, `GET /metrics`, `GET /ready`; `GET /dead-letters?tenant=…&limit=…&seen=<JSON: the id of a gateway to
    that of its letter that was seen last>`, `DELETE /dead-letters?tenant=…`."""

    def __init__(
        self,
        gateway: str,
        stats: Callable[[], Mapping[str, Any]],
        metrics: Callable[[], bytes],
        dead_dir: Path,
    ) -> None:
        self.gateway = gateway
        self.stats = stats
        self.metrics = metrics
        self.dead_dir = dead_dir

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        try:
            await self._route(scope, send)
        except ElkVisionError as error:
            await answer_error(send, error)

    async def _route(self, scope: Scope, send: Send) -> None:
        match scope["method"], scope["path"]:
            case "GET", "/stats":
                await answer(send, 200, self.stats())
            case "GET", "/metrics":
                await answer_metrics(send, self.metrics())
            case "GET", "/ready":
                await answer(send, 200, {"ready": True})
            case "GET", "/dead-letters":
                await answer(send, 200, await asyncio.to_thread(self._letters, _asked(scope)))
            case "DELETE", "/dead-letters":
                await asyncio.to_thread(dead_letters.forget, self.dead_dir, _tenant(_asked(scope)))
                await answer(send, 200, {})
            case _:
                await answer(send, 404, {"error": {"code": "not_found", "message": "There is nothing here."}})

    def _letters(self, asked: Mapping[str, str]) -> object:
        """Newest first, and whether there are more."""
        try:
            most = min(int(asked.get("limit", "50")), _MOST)
            seen = msgspec.json.decode(asked.get("seen", "{}"), type=dict[str, str])
        except (ValueError, msgspec.MsgspecError) as error:
            raise BadRequest(f"limit is a number, and seen a JSON object of texts: {error}.") from error
        before = seen.get(self.gateway)
        found = dead_letters.read(self.dead_dir, _tenant(asked), before=before, limit=most + 1)
        return {"gateway": self.gateway, "letters": found[:most], "more": len(found) > most}


def _asked(scope: Scope) -> dict[str, str]:
    return {name: values[-1] for name, values in parse_qs(scope["query_string"].decode("latin-1")).items()}


def _tenant(asked: Mapping[str, str]) -> TenantId:
    try:
        return tenant_id(asked.get("tenant", ""))
    except ValueError as error:
        raise BadRequest(f"tenant: {error}.") from error
