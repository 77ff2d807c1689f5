"""Events and batches for the exam, with ids and tokens that are never used twice."""

import os
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from elkvision.core.clock import now_ms
from elkvision.core.event import Event, event_id
from elkvision.core.query import parse
from elkvision.core.tenancy import TenantId
from elkvision.store.contract import EventBatch, LogStore, Span

_SEGMENT = int.from_bytes(os.urandom(5))
_lines = count()
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

#: When the exam's story happens, unless a test says otherwise.
TEN = datetime(2026, 3, 14, 10, tzinfo=UTC)


def nanoseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1) * 1000


def event(
    tenant: TenantId,
    message: str = "",
    *,
    at: datetime | int = TEN,
    received: datetime | None = None,
    attributes: dict[str, Any] | None = None,
    **fields: Any,
) -> Event:
    """`at` may be nanoseconds. Fields that are None are left out."""
    received_ms = now_ms() if received is None else nanoseconds(received) // 1_000_000
    made = {
        "id": event_id(received_ms, _SEGMENT, next(_lines)),
        "@timestamp": at if isinstance(at, int) else nanoseconds(at),
        "received_at": received_ms,
        "tenant_id": tenant,
        "message": message,
        "input": "tcp",
        "attributes": attributes,
        **fields,
    }
    return {name: value for name, value in made.items() if value is not None}


def keep(store: LogStore, *events: Event, token: str | None = None) -> None:
    """Append the events, none of which may be rejected."""
    assert list(store.append(EventBatch(token or uuid.uuid4().hex, events))) == []


def span(query: str = "", start: datetime | None = None, end: datetime | None = None) -> Span:
    return Span(parse(query), start, end)


def messages(events: Sequence[Event]) -> list[str]:
    return [found["message"] for found in events]


def ids(events: Sequence[Event]) -> list[str]:
    return [found["id"] for found in events]


def everything(store: LogStore, tenant: TenantId, query: str = "") -> list[Event]:
    return list(store.search(tenant, span(query), limit=1000, order="oldest").events)
