"""Values are counted by twins, and where there are none, by reading: the answers are the same."""

import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from tests.exams.store.making import TEN, event, keep, span
from tests.store.elasticsearch.cases import Server

from elkvision.core.event import Event
from elkvision.core.tenancy import TenantId
from elkvision.store.contract import LogStore, TopValues
from elkvision.store.engines.elasticsearch import counting, template, top
from elkvision.store.engines.elasticsearch.twins import names_in
from elkvision.store.registry import open_store

ACME = TenantId("acme")
DAY = timedelta(days=1)
FIELDS = (
    "v",
    "n",
    "list",
    "user.id",
    "mixed",
    "items.sku",
    "tags",
    "service",
    "level",
    "host",
    "message",
    "id",
    "none",
)
#: Of these there are no numbers in which a twin and memory could differ in their last digit.
NUMBERS = ("v", "n", "list", "user.id", "mixed", "message", "service", "none")


def _events() -> list[Event]:
    """Lists with repeats, types that differ, values that are very long, two days of receipt."""
    chance = random.Random(7)
    made = []
    for number in range(300):
        value: Any = chance.choice([1, 1.0, "1", True, "x", "X", "", 10, 9, -3, 2.5, "2.5", ["a", "a"], [3, "3", 3]])
        attributes = {
            "v": value,
            "n": chance.randint(1, 20),
            "list": [chance.randint(1, 3) for _ in range(chance.randint(0, 5))],
            "user.id" if number % 2 else "user": chance.randint(1, 5) if number % 2 else {"id": chance.randint(1, 5)},
            "mixed": chance.choice(["é", "É", "e", "Ωmega", "\x01odd", 'quo"te', "7", 7, [[7], {"x": 7}]]),
            "items": [{"sku": chance.choice(["A", "B", "C"])} for _ in range(chance.randint(0, 4))],
        }
        if number % 50 == 0:
            attributes["v"] = ["short", "very long " * 1000]
        made.append(
            event(
                ACME,
                f"message {number % 7}" if number % 7 else "12",
                at=TEN + timedelta(seconds=number),
                received=TEN - DAY * (number % 2),
                level=chance.choice(["info", "error", None]),
                service=chance.choice(["api", "web", "Web", "9", "s" * 9000, None]),
                host=f"host-{chance.randint(1, 4)}",
                tags=chance.choice([None, ["a"], ["a", "b"], ["b", "b"], ["c"]]),
                attributes=attributes,
            )
        )
    return made


@pytest.fixture(scope="module")
def events() -> list[Event]:
    return _events()


@pytest.fixture(scope="module")
def memory(events: list[Event]) -> LogStore:
    store = open_store("memory://")
    keep(store, *events)
    return store


@pytest.fixture(scope="module", params=["twins for all", "twins for some", "twins for none"])
def store(request: pytest.FixtureRequest, elasticsearch_url: str, events: list[Event]) -> Iterator[LogStore]:
    """The mapping of the indices takes as many twins as that."""
    most = {"twins for all": 300, "twins for some": 4, "twins for none": 0}[request.param]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(template, "MOST_TWINS", most)
        shards = 3 if most == 300 else 1
        opened = open_store(f"{elasticsearch_url}-{request.param.rpartition(' ')[2]}?shards={shards}")
        keep(opened, *events)
    assert max(map(len, _twins(f"{elasticsearch_url}-{request.param.rpartition(' ')[2]}"))) <= most
    yield opened
    opened.close()


def _twins(store_url: str) -> list[set[str]]:
    """The twins that each index has."""
    server = Server(store_url)
    found = server.ask("GET", f"/{server.prefix}/_mapping")
    server.client.close()
    return [names_in(index["mappings"]) for index in found.values()]


def _counted(found: TopValues) -> tuple[Any, ...]:
    """True and 1 are told apart; which of them comes first where they are as frequent is nobody's concern."""
    values = sorted(((repr(each.value), each.count) for each in found.values), key=lambda each: (-each[1], each[0]))
    return values, [each.count for each in found.values], found.total, found.present, found.distinct


@pytest.mark.parametrize("field", FIELDS)
def test_top_values_are_the_same(store: LogStore, memory: LogStore, field: str) -> None:
    for query, prefix in (
        ("", ""),
        ("level:error", ""),
        ("", "1"),
        ("", "É"),
        ("", "HOST"),
        ("", "t"),
        ("user.id:>2", "a"),
    ):
        given: dict[str, Any] = {"limit": 1000, "prefix": prefix}
        found = store.top_values(ACME, span(query), field, **given)
        assert _counted(found) == _counted(memory.top_values(ACME, span(query), field, **given)), (query, prefix)
        assert not found.distinct_is_estimate
    few = store.top_values(ACME, span(), field, limit=3)
    wanted = memory.top_values(ACME, span(), field, limit=3)
    assert [each.count for each in few.values] == [each.count for each in wanted.values]
    assert (few.total, few.present, few.distinct) == (wanted.total, wanted.present, wanted.distinct)


@pytest.mark.parametrize("field", NUMBERS)
def test_statistics_are_the_same(store: LogStore, memory: LogStore, field: str) -> None:
    for query in ("", "level:error", "nowhere"):
        found, wanted = store.field_stats(ACME, span(query), field), memory.field_stats(ACME, span(query), field)
        assert (found.count, found.minimum, found.maximum) == (wanted.count, wanted.minimum, wanted.maximum)
        assert found.total == pytest.approx(wanted.total)
        assert found.average == pytest.approx(wanted.average)
        assert found.percentiles == pytest.approx(wanted.percentiles, abs=0.6)


def test_fields_are_the_same(store: LogStore, memory: LogStore) -> None:
    for query in ("", "level:error", "v:x", "nowhere"):
        found = [(each.name, list(each.types), each.count) for each in store.fields(ACME, span(query))]
        assert found == [(each.name, list(each.types), each.count) for each in memory.fields(ACME, span(query))]


def test_more_values_than_are_asked_for_at_once_are_counted_exactly(
    store: LogStore, memory: LogStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "AT_ONCE", 5)
    monkeypatch.setattr(top, "AT_ONCE", 5)
    for field in ("n", "list", "mixed", "host", "id", "service"):
        for prefix in ("", "1"):
            found = store.top_values(ACME, span(), field, limit=4, prefix=prefix)
            wanted = memory.top_values(ACME, span(), field, limit=4, prefix=prefix)
            assert [(each.value, each.count) for each in found.values] == [
                (each.value, each.count) for each in wanted.values
            ], field
            assert found.distinct_is_estimate or found.distinct == wanted.distinct, field
            assert found.distinct == pytest.approx(wanted.distinct, rel=0.02)
    names = {each.name: each.count for each in store.fields(ACME, span())}
    assert names == {each.name: each.count for each in memory.fields(ACME, span())}
