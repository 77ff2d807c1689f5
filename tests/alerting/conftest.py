"""A store in memory, and lines in it by the second."""

import pytest

from elkvision.core.event import event_id
from elkvision.core.tenancy import TenantId
from elkvision.store.contract import EventBatch
from elkvision.store.engines.memory import MemoryStore

ACME = TenantId("acme")


class Logs:
    """Acme's lines. `ask` is what rules ask."""

    def __init__(self):
        self.store = MemoryStore()
        self.asks = []
        self.count = 0

    def add(self, second, **fields):
        """A line with its time in seconds since 1970, received at once unless `received` says otherwise."""
        self.count += 1
        received = int(fields.pop("received", second) * 1000)
        own = {name: fields.pop(name) for name in ("level", "service", "host", "message") if name in fields}
        event = {
            "id": event_id(received, 1, self.count),
            "@timestamp": int(second * 1_000_000_000),
            "received_at": received,
            "tenant_id": ACME,
            "message": "said",
            "attributes": fields,
            **own,
        }
        self.store.append(EventBatch(f"batch-{self.count}", [event]))

    def ask(self, ask):
        self.asks.append(ask)
        return self.store.aggregate(ACME, ask)

    def read(self, span):
        return self.store.export(ACME, span, order="newest")


@pytest.fixture
def logs():
    return Logs()
