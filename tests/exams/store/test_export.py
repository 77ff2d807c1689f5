"""Everything that matches, in chunks."""

from datetime import timedelta

from tests.exams.store.making import TEN, event, ids, keep, span

from elkvision.core.tenancy import TenantId
from elkvision.store.contract import LogStore


def test_an_export_has_every_match_in_order(store: LogStore, acme: TenantId) -> None:
    made = [event(acme, "even" if n % 2 == 0 else "odd", at=TEN + timedelta(seconds=n // 5)) for n in range(5000)]
    keep(store, *made)
    chunks = list(store.export(acme, span("even")))
    wanted = ids([each for each in made if each["message"] == "even"])
    assert [id for chunk in chunks for id in ids(chunk)] == wanted
    newest = [id for chunk in store.export(acme, span("even"), order="newest") for id in ids(chunk)]
    assert newest == wanted[::-1]


def test_an_export_gives_whole_events(store: LogStore, acme: TenantId) -> None:
    made = event(acme, "x", level="info", attributes={"user": {"id": 7}}, tags=["a"])
    keep(store, made)
    assert [each for chunk in store.export(acme, span()) for each in chunk] == [made]


def test_an_export_keeps_to_the_range(store: LogStore, acme: TenantId) -> None:
    keep(store, *(event(acme, str(n), at=TEN + timedelta(seconds=n)) for n in range(10)))
    chunks = store.export(acme, span("", TEN + timedelta(seconds=2), TEN + timedelta(seconds=4)))
    assert [each["message"] for chunk in chunks for each in chunk] == ["2", "3"]


def test_an_export_can_be_left_early(store: LogStore, acme: TenantId) -> None:
    keep(store, *(event(acme, "x") for _ in range(3000)))
    chunks = store.export(acme, span())
    assert next(iter(chunks))
    close = getattr(chunks, "close", None)
    assert close is not None, "an export is closed to cancel it"
    close()
    assert store.count(acme, span()) == 3000


def test_nothing_matches_and_nothing_comes(store: LogStore, acme: TenantId) -> None:
    assert [each for chunk in store.export(acme, span("nothing")) for each in chunk] == []


def test_an_export_goes_through_all_of_time(store: LogStore, acme: TenantId) -> None:
    moments = [0, 1, 999_999_999, 10**18, 10**18 + 1, 1_773_482_400 * 10**9, 9_214_646_399_999_999_999]
    made = [event(acme, f"{at} {n}", at=at) for at in moments for n in range(3)]
    made += [event(acme, str(n), at=1_500_000_000 * 10**9 + n * 3600 * 10**9) for n in range(400)]
    made += [event(acme, str(n), at=1_600_000_000 * 10**9 + n // 150) for n in range(600)]
    keep(store, *made)
    wanted = ids(sorted(made, key=lambda each: (each["@timestamp"], each["id"])))
    assert [id for chunk in store.export(acme, span()) for id in ids(chunk)] == wanted
    assert [id for chunk in store.export(acme, span(), order="newest") for id in ids(chunk)] == wanted[::-1]


def test_an_export_of_some_fields_has_nothing_else(store: LogStore, acme: TenantId) -> None:
    made = [
        event(acme, "loud", level="error", attributes={"a": 1}, tags=["t"], at=TEN),
        event(acme, "quiet", host="h", at=TEN + timedelta(seconds=1)),
    ]
    keep(store, *made)
    only = ("@timestamp", "message", "level")
    found = [each for chunk in store.export(acme, span(), only=only) for each in chunk]
    assert found == [{name: each[name] for name in only if name in each} for each in made]
