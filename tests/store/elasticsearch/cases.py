"""What the tests of bad days share: batches of Alice's, and looks at the server past the engine."""

import uuid
from collections import Counter
from collections.abc import Sequence

import httpx

from elkvision.core.clock import now_ms
from elkvision.core.event import Event, event_id
from elkvision.core.tenancy import TenantId
from elkvision.store.contract import EventBatch

ACME = TenantId("acme")


def batch(*messages: str, received_ms: int | None = None) -> EventBatch:
    """Events that were received just now. Each call is a segment of its own."""
    received = received_ms or now_ms()
    segment = uuid.uuid4().int % (1 << 32)
    events = [_event(message, received, segment, line) for line, message in enumerate(messages)]
    return EventBatch(uuid.uuid4().hex, events)


def _event(message: str, received_ms: int, segment: int, line: int) -> Event:
    return {
        "id": event_id(received_ms, segment, line),
        "@timestamp": received_ms * 1_000_000 + line,
        "received_at": received_ms,
        "tenant_id": ACME,
        "message": message,
        "level": "info",
        "input": "api",
    }


class Server:
    """The server itself, under one prefix."""

    def __init__(self, store_url: str, **options: object) -> None:
        address, _, self.prefix = store_url.partition("?")[0].removeprefix("elasticsearch+").rpartition("/")
        self.client = httpx.Client(base_url=address, timeout=30, **options)  # type: ignore[arg-type]  # as httpx has them

    def ask(self, method: str, path: str, body: object = None) -> dict:
        answer = self.client.request(method, path, json=body)
        answer.raise_for_status()
        found: dict = answer.json()
        return found

    def messages(self) -> Counter[str]:
        """Every document that there is, also those that a search of ours would not show."""
        self.client.post(f"/{self.prefix}-*/_refresh")
        answer = self.ask("POST", f"/{self.prefix}-*/_search", {"size": 10_000, "_source": ["message"]})
        assert answer["_shards"]["failed"] == 0
        return Counter(hit["_source"]["message"] for hit in answer["hits"]["hits"])


def named(count: int, name: str = "event") -> Sequence[str]:
    return [f"{name}-{number}" for number in range(count)]
