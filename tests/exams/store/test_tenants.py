"""Charlie of Globex never sees, counts or deletes what Alice of Acme has."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from tests.exams.store.making import TEN, event, keep, messages, span

from elkvision.core.clock import moment, now_ms
from elkvision.core.event import Event
from elkvision.core.tenancy import TenantId
from elkvision.store.contract import LogStore

MINUTE = timedelta(minutes=1)
IN_RANGE = span("", TEN, TEN + MINUTE)


@pytest.fixture
def secret(store: LogStore, acme: TenantId, globex: TenantId) -> Event:
    """Alice's one event; Charlie has one of his own that looks alike."""
    made = event(acme, "Alice's secret", service="vault", attributes={"secret": 42})
    keep(store, made, event(globex, "Charlie's own", service="garden", attributes={"own": 1}))
    return made


QUESTIONS: dict[str, Callable[[LogStore, TenantId, Event], object]] = {
    "get": lambda store, tenant, secret: store.get(tenant, secret["id"]),
    "context": lambda store, tenant, secret: store.context(tenant, secret["id"]),
    "search": lambda store, tenant, secret: list(store.search(tenant, span("secret")).events),
    "search by id": lambda store, tenant, secret: list(store.search(tenant, span(f"id:{secret['id']}")).events),
    "count": lambda store, tenant, secret: store.count(tenant, span("secret OR service:vault")),
    "values": lambda store, tenant, secret: list(store.top_values(tenant, span(), "secret").values),
    "statistics": lambda store, tenant, secret: store.field_stats(tenant, span(), "secret").count,
    "export": lambda store, tenant, secret: [each for chunk in store.export(tenant, span("secret")) for each in chunk],
    "delete": lambda store, tenant, secret: store.delete(tenant, span("secret")),
    "fields": lambda store, tenant, secret: [each for each in store.fields(tenant, span()) if each.name == "secret"],
}


@pytest.mark.parametrize("question", list(QUESTIONS))
def test_another_tenant_gets_nothing(
    store: LogStore, acme: TenantId, globex: TenantId, secret: Event, question: str
) -> None:
    assert not QUESTIONS[question](store, globex, secret)
    assert QUESTIONS[question](store, acme, secret)


def test_a_query_cannot_name_another_tenant(store: LogStore, acme: TenantId, globex: TenantId, secret: Event) -> None:
    for query in (f"tenant_id:{acme}", f"own:1 OR tenant_id:{acme}", "NOT nothing:here", "*"):
        found = store.search(globex, span(query)).events
        assert {each["tenant_id"] for each in found} <= {globex}


def test_a_cursor_leads_nowhere_else(store: LogStore, acme: TenantId, globex: TenantId, secret: Event) -> None:
    keep(store, *(event(acme, f"more of Alice's {n}", at=TEN + n * timedelta(seconds=1)) for n in range(3)))
    cursor = store.search(acme, span(), limit=1).cursor
    assert messages(store.search(globex, span(), cursor=cursor).events) == ["Charlie's own"]


def test_counts_over_time_are_apart(store: LogStore, acme: TenantId, globex: TenantId, secret: Event) -> None:
    assert store.histogram(globex, IN_RANGE, step=MINUTE).total == 1
    assert store.top_values(globex, span(), "service").values[0].value == "garden"
    assert store.usage(globex).events == 1


def test_context_does_not_reach_over(store: LogStore, acme: TenantId, globex: TenantId) -> None:
    line = event(acme, "line", at=TEN + MINUTE)
    keep(store, line, event(globex, "Charlie's, just before", at=TEN))
    found = store.context(acme, line["id"], same=())
    assert found is not None
    assert list(found.before) == []


def test_retention_of_one_leaves_the_other(store: LogStore, acme: TenantId, globex: TenantId, secret: Event) -> None:
    assert store.forget_before(globex, moment(now_ms()) + MINUTE) == 1
    assert store.count(globex, span()) == 0
    assert store.count(acme, span()) == 1
