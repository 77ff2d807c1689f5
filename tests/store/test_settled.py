"""What is kept of logs that do not change is what would be counted anew, whatever happens to the logs meanwhile."""

import random
from collections.abc import Iterator
from datetime import timedelta

import pytest
from tests.exams.store import test_aggregate_at_random as at_random
from tests.exams.store.making import TEN, event, keep, span
from tests.store.test_store_process import start

from elkvision.core.settings import Settings
from elkvision.core.tenancy import tenant_id
from elkvision.store.contract import Ask, EventBatch, LogStore, Measure
from elkvision.store.engines.clickhouse.client import Client
from elkvision.store.engines.clickhouse.engine import ClickHouseStore
from elkvision.store.engines.clickhouse.logs import Logs
from elkvision.store.engines.clickhouse.settled import Bounds, Settled
from elkvision.store.registry import open_store

ACME = tenant_id("acme")
_TWO_HOURS = timedelta(hours=2)
#: Each part is settled as soon as it is there, and ranges of minutes have a middle.
_SMALL = Bounds(rows=1, age_seconds=-60, tiles=(timedelta(minutes=5), timedelta(minutes=1), timedelta(seconds=7)))


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    settings = Settings(data_dir=tmp_path_factory.mktemp("settled"))
    process = start(settings)
    yield Client("clickhouse+embedded://", settings.store_socket)
    process.kill()
    process.wait(10)


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    made = Settled.__init__
    monkeypatch.setattr(Settled, "__init__", lambda self: made(self, _SMALL))


@pytest.fixture
def store(client: Client) -> Iterator[LogStore]:
    yield ClickHouseStore(client)
    client.run("DROP DATABASE IF EXISTS elkvision")


def count(store: LogStore, query: str = "", *, later: int = 0) -> list[int]:
    """In all, and in each half hour."""
    moved = timedelta(seconds=later)
    found = store.aggregate(ACME, Ask(span(query, TEN + moved, TEN + moved + _TWO_HOURS), step=timedelta(minutes=30)))
    return [int(number or 0) for number in (*found.total.numbers, *found.total.series[0])]


def a_log_every_minute(store: LogStore) -> None:
    minutes = [TEN + timedelta(minutes=each) for each in range(120)]
    keep(store, *(event(ACME, "a log", at=at, received=at) for at in minutes))


def test_random_asks_are_answered_from_what_is_kept_as_by_a_plain_reading(
    client: Client, store: LogStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(2)
    made = [at_random._made(chance) for _ in range(400)]
    plain = open_store("memory://")
    plain.append(EventBatch("all", made))
    keep(store, *made)
    asks = [at_random._ask(random.Random(seed)) for seed in range(10)]

    def counted(asked: LogStore) -> list[object]:
        tables = [asked.aggregate(at_random._COUNTERS, ask) for ask in asks]
        rows = [[(list(row.keys), at_random._numbers(row)) for row in (table.total, *table.rows)] for table in tables]
        return [(table.groups, list(table.starts), each) for table, each in zip(tables, rows, strict=True)]

    wanted, kept = counted(plain), []
    monkeypatch.setattr(Logs, "figures", lambda *given, do=Logs.figures: kept.append(1) or do(*given))
    assert counted(store) == wanted
    assert len(kept) > 2
    kept.clear()
    assert counted(store) == wanted
    assert not kept, "what is kept is not worked out again"


def test_a_range_that_moves_on_has_its_edges_counted_anew(store: LogStore) -> None:
    a_log_every_minute(store)
    assert count(store) == [120, 30, 30, 30, 30]
    assert count(store, later=61)[0] == 118
    assert count(store, later=-300)[0] == 115


def test_a_late_log_is_counted(store: LogStore) -> None:
    a_log_every_minute(store)
    assert count(store)[0] == 120
    keep(store, event(ACME, "today's, of an old time", at=TEN + timedelta(minutes=50)))
    assert count(store) == [121, 30, 31, 30, 30]
    keep(store, event(ACME, "from that day", at=TEN + timedelta(minutes=70), received=TEN))
    assert count(store) == [122, 30, 31, 31, 30]


def test_deleted_and_removed_logs_are_not_counted(store: LogStore) -> None:
    a_log_every_minute(store)
    assert count(store)[0] == 120
    store.delete(ACME, span("", TEN + timedelta(minutes=30), TEN + timedelta(minutes=40)))
    assert count(store) == [110, 30, 20, 30, 30]
    store.remove(ACME, store.search(ACME, span("", TEN + timedelta(minutes=50), TEN + timedelta(minutes=55))).events)
    assert count(store) == [105, 30, 15, 30, 30]


def test_merged_parts_are_counted_once(client: Client, store: LogStore) -> None:
    a_log_every_minute(store)
    assert count(store)[0] == 120
    a_log_every_minute(store)
    client.run("OPTIMIZE TABLE elkvision.logs_1 FINAL")
    assert count(store) == [240, 60, 60, 60, 60]


def test_parts_that_are_merged_while_they_are_read_are_counted_once(
    client: Client, store: LogStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_log_every_minute(store)
    assert count(store)[0] == 120
    keep(store, event(ACME, "today's, of an old time", at=TEN + timedelta(minutes=50)))

    def merged_meanwhile(*given: object, do=Logs.rows_with):  # type: ignore[no-untyped-def]  # the method as it is
        a_log_every_minute(store)
        client.run("OPTIMIZE TABLE elkvision.logs_1 FINAL")
        return do(*given)

    monkeypatch.setattr(Logs, "rows_with", merged_meanwhile)
    assert count(store)[0] == 241


def test_a_tenant_is_told_nothing_of_another(store: LogStore) -> None:
    a_log_every_minute(store)
    globex = tenant_id("globex")
    keep(store, event(globex, "Charlie's", at=TEN, received=TEN))
    asked = Ask(span("", TEN, TEN + _TWO_HOURS), [Measure()])
    assert store.aggregate(ACME, asked).total.numbers == [120]
    assert store.aggregate(globex, asked).total.numbers == [1]


def test_what_is_kept_has_a_bound() -> None:
    from elkvision.store.engines.clickhouse.settled import _MOST_BYTES, Figures

    kept = Settled()
    for number in range(20):
        kept.keep(number, Figures(bytes(3_000_000), 0))
    assert kept.of(0) is None
    assert kept.of(19) is not None
    assert kept._bytes <= _MOST_BYTES
