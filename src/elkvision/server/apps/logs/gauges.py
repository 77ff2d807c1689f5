"""The numbers of `/ws/metrics/`, counted once a second for everybody of a tenant, and only while somebody looks.

The rate is what intake counted; errors, warnings and sources are counted by the store.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from functools import cache
from typing import Any

import structlog

from elkvision.core.clock import moment, now_ms
from elkvision.core.errors import ElkVisionError
from elkvision.core.query import parse
from elkvision.core.settings import Settings, load
from elkvision.core.tenancy import tenant_id
from elkvision.server.apps.logs.selectors import store
from elkvision.server.gateway.asking import stats_of
from elkvision.server.realtime.hub import hub
from elkvision.store.contract import Span

log = structlog.get_logger(__name__)

Numbers = dict[str, object]

_MINUTE = timedelta(minutes=1)
_SOURCES_OVER = timedelta(minutes=5)
#: The store is asked every so many seconds; intake every second.
_STORE_EVERY = 3.0


class Gauges:
    """`numbers()` yields once a second. A number that cannot be had now is None, never an old one."""

    def __init__(self, settings: Settings, tenant: str) -> None:
        self._tenant = tenant_id(tenant)
        self._settings = settings
        self._latest: Numbers | None = None
        self._counted: Numbers = {}
        self._counted_at = 0.0
        #: Of each gateway: when it was asked last, and what it had received.
        self._received: dict[str, tuple[float, int]] = {}
        self._changed = asyncio.Condition()
        self._watching = 0
        self._task: asyncio.Task[None] | None = None

    async def numbers(self) -> AsyncIterator[Numbers]:
        self._watching += 1
        if self._task is None:
            self._task = asyncio.create_task(self._run())
        try:
            if self._latest is not None:
                yield self._latest
            while True:
                async with self._changed:
                    await self._changed.wait()
                if self._latest is not None:
                    yield self._latest
        finally:
            self._watching -= 1
            if not self._watching and self._task is not None:
                self._task.cancel()
                self._task, self._latest, self._received = None, None, {}

    async def _run(self) -> None:
        while True:
            began = time.monotonic()
            rate = await self._rate()
            if began - self._counted_at >= _STORE_EVERY:
                self._counted, self._counted_at = await self._count(), began
            at = moment(now_ms()).isoformat(timespec="milliseconds").replace("+00:00", "Z")
            self._latest = {"logs_per_second": rate, **self._counted, "users": hub().users(self._tenant), "at": at}
            async with self._changed:
                self._changed.notify_all()
            await asyncio.sleep(max(0.0, 1 - (time.monotonic() - began)))

    async def _rate(self) -> float | None:
        """Of all gateways that answer; None where none does, or none can be compared with its last look."""
        told = await asyncio.to_thread(stats_of, self._settings, "intake")
        now, before = time.monotonic(), self._received
        self._received = {_gateway(one): (now, self._count_of(one)) for one in told}
        pairs = [(self._received[name], before[name]) for name in self._received if name in before]
        # One that was started again counts from nothing, and is compared the next time.
        rates = [(count - last) / (at - since) for (at, count), (since, last) in pairs if count >= last]
        if not rates:
            return 0.0 if told and not before else None
        return round(sum(rates), 1)

    def _count_of(self, told: Mapping[str, Any]) -> int:
        return int(told.get("tenants", {}).get(self._tenant, {}).get("received", 0))

    async def _count(self) -> Numbers:
        try:
            return await asyncio.to_thread(self._ask_store)
        except ElkVisionError as error:
            log.warning("the store does not say its counts", tenant=self._tenant, error=str(error))
            return {"errors_per_minute": None, "warnings_per_minute": None, "top_sources": [], "top_field": "source"}

    def _ask_store(self) -> Numbers:
        logs, now = store(), moment(now_ms())
        errors = logs.count(self._tenant, Span(parse("level:(error OR critical)"), now - _MINUTE, now))
        warnings = logs.count(self._tenant, Span(parse("level:warning"), now - _MINUTE, now))
        lately = Span(parse(""), now - _SOURCES_OVER, now)
        field, top = "source", logs.top_values(self._tenant, lately, "source", limit=5)
        if not top.values:  # many senders name a service and no source
            field, top = "service", logs.top_values(self._tenant, lately, "service", limit=5)
        return {
            "errors_per_minute": errors,
            "warnings_per_minute": warnings,
            "top_sources": [{"value": each.value, "count": each.count} for each in top.values],
            "top_field": field,
        }


def _gateway(told: Mapping[str, Any]) -> str:
    return str(told.get("gateway", {}).get("id", ""))


@cache
def gauges_of(tenant: str) -> Gauges:
    """The tenant's gauges in this process; they rest while nobody looks."""
    return Gauges(load(), tenant)
