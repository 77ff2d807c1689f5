"""What is kept, and kept once."""

import uuid

from tests.exams.store.making import TEN, event, everything, ids, keep, messages, span

from elkvision.core.tenancy import TenantId
from elkvision.store.contract import EventBatch, LogStore


def test_a_kept_event_is_found_at_once(store: LogStore, acme: TenantId) -> None:
    keep(store, event(acme, "disk full", level="error"))
    assert messages(everything(store, acme, "disk")) == ["disk full"]


def test_the_same_token_again_adds_nothing(store: LogStore, acme: TenantId) -> None:
    first, second = event(acme, "one"), event(acme, "two")
    keep(store, first, second, token="segment-1-" + acme)
    keep(store, first, second, token="segment-1-" + acme)
    assert sorted(messages(everything(store, acme))) == ["one", "two"]
    assert store.count(acme, span()) == 2


def test_a_token_is_remembered_after_other_batches(store: LogStore, acme: TenantId) -> None:
    token = uuid.uuid4().hex
    first = event(acme, "one")
    keep(store, first, token=token)
    for number in range(5):
        keep(store, event(acme, f"another {number}"))
    keep(store, first, token=token)
    assert store.count(acme, span()) == 6


def test_two_tokens_keep_both_batches_alike_as_they_are(store: LogStore, acme: TenantId) -> None:
    keep(store, event(acme, "tick"))
    keep(store, event(acme, "tick"))
    assert messages(everything(store, acme)) == ["tick", "tick"]


def test_a_batch_may_hold_several_tenants(store: LogStore, acme: TenantId, globex: TenantId) -> None:
    keep(store, event(acme, "Alice's"), event(globex, "Charlie's"), event(acme, "Bob's"))
    assert sorted(messages(everything(store, acme))) == ["Alice's", "Bob's"]
    assert messages(everything(store, globex)) == ["Charlie's"]


def test_an_empty_batch_is_no_trouble(store: LogStore, acme: TenantId) -> None:
    assert list(store.append(EventBatch(uuid.uuid4().hex, []))) == []
    assert store.count(acme, span()) == 0


def test_an_event_comes_back_as_it_was(store: LogStore, acme: TenantId) -> None:
    whole = event(
        acme,
        "paid",
        level="info",
        service="shop",
        source="shop.log",
        environment="production",
        host="web-1",
        logger="cart",
        trace_id="t-1",
        span_id="s-1",
        tags=["a", "b"],
        attributes={"order": 7, "user": {"name": "Alice"}},
        raw="<14>paid",
        upload_id="u-1",
    )
    keep(store, whole)
    assert store.get(acme, whole["id"]) == whole
    assert everything(store, acme) == [whole]


def test_what_an_event_lacks_is_absent_when_it_comes_back(store: LogStore, acme: TenantId) -> None:
    bare = event(acme, "bare")
    keep(store, bare)
    found = store.get(acme, bare["id"])
    assert found is not None
    assert set(found) - {"attributes"} == {"id", "@timestamp", "received_at", "tenant_id", "message", "input"}
    assert not found.get("attributes")


def test_nanoseconds_are_kept(store: LogStore, acme: TenantId) -> None:
    exact = event(acme, "exact", at=1_773_482_400_123_456_789)
    keep(store, exact)
    found = everything(store, acme)
    assert found[0]["@timestamp"] == 1_773_482_400_123_456_789
    assert found[0]["received_at"] == exact["received_at"]


def test_an_unknown_id_finds_nothing(store: LogStore, acme: TenantId) -> None:
    keep(store, event(acme, "here"))
    assert store.get(acme, "f" * 32) is None
    assert store.get(acme, "no id at all") is None


def test_late_and_early_events_are_kept_in_one_batch(store: LogStore, acme: TenantId) -> None:
    batch = [event(acme, str(year), at=TEN.replace(year=year)) for year in range(1990, 2040)]
    keep(store, *batch)
    assert ids(everything(store, acme)) == ids(batch)
