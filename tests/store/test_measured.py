"""How long a store takes is counted, and it stays the store that it is."""

import pytest
from prometheus_client.parser import text_string_to_metric_families

from elkvision.core.errors import BadRequest, Unavailable
from elkvision.core.metrics.families import page_of
from elkvision.core.query import parse
from elkvision.core.tenancy import TenantId
from elkvision.store import measured as room
from elkvision.store.contract import ForgetsTogether, LogStore, Span
from elkvision.store.engines.memory.engine import MemoryStore
from elkvision.store.registry import open_store

ACME = TenantId("acme")


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "_seconds", room.Histogram(room.say.STORE_SECONDS))
    monkeypatch.setattr(room, "_failures", room.Counter(room.say.STORE_FAILURES))


def told() -> dict[tuple[str, ...], float]:
    page = page_of([room.asked_by("web")]).decode()
    wanted = ("_count", "_total")
    return {
        (sample.name.removeprefix("elkvision_store_"), *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(page)
        for sample in family.samples
        if sample.name.endswith(wanted)
    }


def test_each_answer_is_timed_by_what_was_asked() -> None:
    store = open_store("memory://")
    store.count(ACME, Span(parse("")))
    store.count(ACME, Span(parse("")))
    store.health()
    assert told() == {
        ("request_duration_seconds_count", "web", "count"): 2,
        ("request_duration_seconds_count", "web", "health"): 1,
    }


def test_it_stays_the_engine_that_it_was() -> None:
    store = open_store("memory://")
    assert isinstance(store, MemoryStore)
    assert not isinstance(store, ForgetsTogether)


class Odd(MemoryStore):
    """Asks itself, and fails as told."""

    error: Exception | None = None

    def count(self, tenant: TenantId, span: Span) -> int:
        if self.error is not None:
            raise self.error
        return len(self.search(tenant, span).events)


def odd(error: Exception | None = None) -> LogStore:
    store = Odd()
    store.error = error
    return room.measured(store)


def test_what_an_engine_asks_itself_is_part_of_the_answer() -> None:
    odd().count(ACME, Span(parse("")))
    assert told() == {("request_duration_seconds_count", "web", "count"): 1}


@pytest.mark.parametrize(
    ("error", "reason"),
    [(Unavailable("away"), "unavailable"), (BadRequest("no"), "refused"), (ValueError("ours"), "error")],
)
def test_what_is_not_answered_is_counted_by_why(error: Exception, reason: str) -> None:
    store = odd(error)
    for _ in range(2):
        with pytest.raises(type(error)):
            store.count(ACME, Span(parse("")))
    assert told() == {
        ("request_duration_seconds_count", "web", "count"): 2,
        ("failed_requests_total", "web", "count", reason): 2,
    }
