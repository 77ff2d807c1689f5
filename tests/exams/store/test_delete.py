"""What is deleted, forgotten and counted."""

from datetime import UTC, datetime, timedelta

from tests.exams.store.making import TEN, event, everything, keep, messages, span

from elkvision.core.clock import now_ms
from elkvision.core.query import And, Equals, Not, Query, Range
from elkvision.core.tenancy import TenantId
from elkvision.store.contract import LogStore, Span
from elkvision.store.retention import forget

NOW = datetime.fromtimestamp(now_ms() // 1000, UTC)
DAY = timedelta(days=1)


def test_deleted_events_are_gone_at_once_and_others_stay(store: LogStore, acme: TenantId) -> None:
    keep(store, event(acme, "secret one"), event(acme, "secret two"), event(acme, "public"))
    secret = store.search(acme, span("secret")).events[0]
    assert store.delete(acme, span("secret")) == 2
    assert messages(everything(store, acme)) == ["public"]
    assert store.count(acme, span()) == 1
    assert store.get(acme, secret["id"]) is None
    assert store.delete(acme, span("secret")) == 0


def test_a_deletion_keeps_to_its_range(store: LogStore, acme: TenantId) -> None:
    keep(store, *(event(acme, str(n), at=TEN + timedelta(seconds=n)) for n in range(5)))
    assert store.delete(acme, span("", TEN + timedelta(seconds=1), TEN + timedelta(seconds=3))) == 2
    assert messages(everything(store, acme)) == ["0", "3", "4"]


def test_a_deletion_by_attribute(store: LogStore, acme: TenantId) -> None:
    keep(
        store, event(acme, "Alice", attributes={"user": {"id": 1}}), event(acme, "Bob", attributes={"user": {"id": 2}})
    )
    assert store.delete(acme, span("user.id:1")) == 1
    assert messages(everything(store, acme)) == ["Bob"]


def test_very_events_are_removed_and_may_come_back_changed(store: LogStore, acme: TenantId, globex: TenantId) -> None:
    sent = [event(acme, str(n), at=TEN + timedelta(seconds=n), received=NOW - n * DAY) for n in range(4)]
    theirs = event(globex, "theirs")
    keep(store, *sent, theirs)
    assert store.remove(acme, [sent[1], sent[3], theirs, event(acme, "never kept")]) == 2
    assert messages(everything(store, acme)) == ["0", "2"]
    assert store.count(acme, span()) == 2
    assert store.get(acme, sent[1]["id"]) is None
    assert messages(everything(store, globex)) == ["theirs"]
    changed = {**sent[1], "message": "changed", "@timestamp": sent[1]["@timestamp"] + 5, "level": "error"}
    keep(store, changed)
    assert store.get(acme, sent[1]["id"]) == changed
    assert store.count(acme, span("level:error")) == 1
    assert store.remove(acme, [changed]) == 1
    assert store.remove(acme, []) == 0


def test_retention_goes_by_receipt_and_not_by_the_events_own_time(store: LogStore, acme: TenantId) -> None:
    keep(
        store,
        event(acme, "old receipt, new time", at=NOW, received=NOW - 10 * DAY),
        event(acme, "new receipt, old time", at=NOW - 100 * DAY, received=NOW),
    )
    assert store.forget_before(acme, NOW - 5 * DAY) == 1
    assert messages(everything(store, acme)) == ["new receipt, old time"]


def test_a_deletion_by_query_and_by_receipt_takes_exactly_what_matches_both(
    store: LogStore, acme: TenantId, globex: TenantId
) -> None:
    old, new = NOW - 10 * DAY, NOW
    keep(
        store,
        event(acme, "old debug", level="debug", received=old),
        event(acme, "old error", level="error", received=old),
        event(acme, "old without level", received=old),
        event(acme, "new debug", level="debug", received=new),
        event(globex, "old debug of globex", level="debug", received=old),
    )
    before = Range("received_at", high=int((NOW - 5 * DAY).timestamp()) * 10**9, include_high=False)
    debug, errors = Equals("level", "debug"), Equals("level", "error")
    kept_shorter = Span(Query("debug", And((debug, Not(errors), before))))
    assert store.count(acme, kept_shorter) == 1
    assert store.delete(acme, kept_shorter) == 1
    assert sorted(messages(everything(store, acme))) == ["new debug", "old error", "old without level"]
    rest = Span(Query("", And((And((Not(debug), Not(errors))), before))))
    assert store.delete(acme, rest) == 1
    assert sorted(messages(everything(store, acme))) == ["new debug", "old error"]
    assert store.count(globex, span()) == 1


def test_organisations_forget_together_each_what_is_past_its_own_time(
    store: LogStore, acme: TenantId, globex: TenantId
) -> None:
    keep(store, *(event(acme, str(days), received=NOW - days * DAY) for days in (1, 3, 5, 7)))
    keep(store, *(event(globex, str(days), received=NOW - days * DAY) for days in (1, 3, 5, 7)))
    assert forget(store, {acme: NOW - 4 * DAY, globex: NOW - 6 * DAY}) == 3
    assert sorted(messages(everything(store, acme))) == ["1", "3"]
    assert sorted(messages(everything(store, globex))) == ["1", "3", "5"]
    assert forget(store, {}) == 0


def test_what_was_received_at_the_very_moment_stays(store: LogStore, acme: TenantId) -> None:
    moment = NOW - 3 * DAY
    keep(
        store,
        event(acme, "before", received=moment - timedelta(milliseconds=1)),
        event(acme, "at", received=moment),
    )
    assert store.forget_before(acme, moment) == 1
    assert messages(everything(store, acme)) == ["at"]
    assert store.forget_before(acme, moment) == 0


def test_usage_counts_events_and_bytes(store: LogStore, acme: TenantId) -> None:
    assert store.usage(acme).events == 0
    assert store.usage(acme).oldest is None
    keep(store, event(acme, "one", at=NOW - DAY, received=NOW - DAY), event(acme, "two", at=NOW, received=NOW))
    found = store.usage(acme)
    assert found.events == 2
    assert found.bytes > 0
    assert (found.oldest, found.newest) == (NOW - DAY, NOW)
    store.delete(acme, span("one"))
    assert store.usage(acme).events == 1


def test_a_healthy_store_says_so(store: LogStore) -> None:
    found = store.health()
    assert found.status == "green", found.reason
    assert found.reason


def test_the_watermark_is_an_aware_moment_that_has_passed(store: LogStore) -> None:
    assert store.watermark() <= datetime.now(UTC) + timedelta(seconds=1)
    assert store.watermark() > datetime.now(UTC) - timedelta(minutes=5)
