"""Numbers by group and time are the plain reading's, whatever the index can count of them."""

import random
import uuid
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from tests.exams.store.making import TEN, event, keep, span
from tests.store.elasticsearch.cases import ACME, Server

from elkvision.core.errors import Unsupported
from elkvision.core.query import parse
from elkvision.core.tenancy import TenantId
from elkvision.store.contract import Ask, LogStore, Measure, Number, Row, Table
from elkvision.store.engines.elasticsearch.tables import answer, cells, jobs
from elkvision.store.registry import open_store

SECOND = timedelta(seconds=1)
GROUPS = ("v", "list", "mixed", "items.sku", "tags", "service", "level", "host", "message", "none", "user.id")
NUMBERS = ("v", "n", "list", "user.id", "mixed", "message", "service", "none", "received_at")
QUERIES = ("", "level:error", "v:1", "user.id:>2 AND NOT tags:b", "nowhere")


def _asks(seed: int, count: int) -> list[Ask]:
    """Whatever can be asked together, by chance."""
    chance = random.Random(seed)

    def measure() -> Measure:
        kind: Any = chance.choice(["count", "sum", "average", "minimum", "maximum", "percentile", "distinct"])
        field = chance.choice(GROUPS if kind == "distinct" else NUMBERS)
        query = chance.choice([None, None, *map(parse, QUERIES[1:])])
        return Measure(kind, field, chance.choice([0, 33.3, 50, 95, 100]), query)

    found = []
    for _ in range(count):
        start = TEN + chance.choice([0, 30, 61]) * SECOND
        step = chance.choice([None, 10, 60]) if chance.random() < 0.8 else 7
        window = step and chance.choice([None, 1, 3, 9])
        found.append(
            Ask(
                span(chance.choice(QUERIES), start, start + chance.choice([100, 240]) * SECOND),
                [measure() for _ in range(chance.randint(1, 5))],
                chance.sample(GROUPS, chance.choice([0, 1, 1, 2, 3])),
                step and step * SECOND,
                window and window * step * SECOND,
                chance.choice([-2, 0, 3]) * SECOND,
                limit=chance.choice([2, 1000]),
                ascending=chance.random() < 0.5,
            )
        )
    return found


def _same(found: Table, wanted: Table, ask: Ask) -> None:
    assert found.groups == wanted.groups, ask
    assert list(found.starts) == list(wanted.starts)
    _same_row(found.total, wanted.total, ask)
    assert [row.keys for row in found.rows] == [row.keys for row in wanted.rows], ask
    for one, other in zip(found.rows, wanted.rows, strict=True):
        _same_row(one, other, ask)


def _same_row(found: Row, wanted: Row, ask: Ask) -> None:
    assert list(found.numbers) == _nearly(wanted.numbers), ask
    assert len(found.series) == len(wanted.series)
    for one, other in zip(found.series, wanted.series, strict=True):
        assert list(one) == _nearly(other), ask


def _nearly(numbers: Sequence[Number]) -> list[Any]:
    """Sums are added up in another order."""
    return [number if number is None or type(number) is int else pytest.approx(number, rel=1e-9) for number in numbers]


@pytest.mark.parametrize("seed", range(3))
def test_tables_are_the_same(store: LogStore, memory: LogStore, seed: int) -> None:
    for ask in _asks(seed, 15):
        _same(store.aggregate(ACME, ask), memory.aggregate(ACME, ask), ask)


def test_tables_are_the_same_in_however_many_pages(
    store: LogStore, memory: LogStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "_PAGE", 3)
    monkeypatch.setattr(jobs, "_SOME", 1)
    monkeypatch.setattr(jobs, "_PAGES", {"cardinality": 2, "percentiles": 2})
    for ask in _asks(9, 8):
        _same(store.aggregate(ACME, ask), memory.aggregate(ACME, ask), ask)


def test_steps_of_less_than_a_millisecond_are_steps_too(store: LogStore, memory: LogStore) -> None:
    step = timedelta(microseconds=250)
    quick = TenantId(f"quick-{uuid.uuid4().hex}")
    for stores in (store, memory):
        keep(stores, *(event(quick, "tick", at=TEN + n * step / 2) for n in range(9)))
    ask = Ask(span("", TEN, TEN + 4 * step), [Measure()], ["message"], step, 2 * step, step / 5)
    found = store.aggregate(quick, ask)
    _same(found, memory.aggregate(quick, ask), ask)
    assert found.rows[0].numbers == [8]


def test_windows_of_very_many_events_are_the_same(
    store: LogStore, memory: LogStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answer, "FEW_EVENTS", 0)
    monkeypatch.setattr(jobs, "_PAGES", {"cardinality": 5, "percentiles": 5})
    monkeypatch.setattr(jobs, "_SOME", 1)
    measures = [Measure(), Measure("distinct", "host"), Measure("percentile", "n", 90), Measure("sum", "n")]
    for shift, groups in ((0, ()), (-3, ["level"]), (4, ["level", "tags"])):
        ask = Ask(
            span("", TEN + 61 * SECOND, TEN + 200 * SECOND), measures, groups, 10 * SECOND, 30 * SECOND, shift * SECOND
        )
        _same(store.aggregate(ACME, ask), memory.aggregate(ACME, ask), ask)


def test_a_server_that_gives_fewer_buckets_is_asked_for_fewer(
    elasticsearch_url: str, store: LogStore, memory: LogStore
) -> None:
    server = Server(elasticsearch_url)
    ask = Ask(span(), [Measure(), Measure("percentile", "n", 90)], ["host", "n", "mixed"])
    server.ask("PUT", "/_cluster/settings", {"persistent": {"search.max_buckets": 200}})
    try:
        _same(store.aggregate(ACME, ask), memory.aggregate(ACME, ask), ask)
    finally:
        server.ask("PUT", "/_cluster/settings", {"persistent": {"search.max_buckets": None}})
        server.client.close()


def test_before_anything_was_kept_there_is_nothing(elasticsearch_url: str) -> None:
    store = open_store(f"{elasticsearch_url}-empty")
    measures = [Measure(), Measure("sum", "n"), Measure("percentile", "n"), Measure("distinct", "tags")]
    found = store.aggregate(ACME, Ask(span("", TEN, TEN + 2 * SECOND), measures, ["service"], SECOND, 2 * SECOND))
    assert (list(found.rows), found.groups, list(found.total.numbers)) == ([], 0, [0, 0, None, 0])
    assert [list(series) for series in found.total.series] == [[0, 0], [0, 0], [None, None], [0, 0]]
    store.close()


def test_more_groups_than_memory_takes_are_refused_in_words(store: LogStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answer, "MOST_GROUPS", 10)
    with pytest.raises(Unsupported, match="more than 10 groups"):
        store.aggregate(ACME, Ask(span(), groups=["id"]))


def test_the_index_counts_what_it_can(store: LogStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """An own field of short values is never read event by event."""
    monkeypatch.setattr(cells, "LONGEST_SEARCH", 1e9)
    monkeypatch.setattr("elkvision.store.engines.elasticsearch.tables.answer.read_parts", None)
    ask = Ask(span("", TEN, TEN + 60 * SECOND), [Measure(), Measure("distinct", "host")], ["level"], SECOND)
    assert store.aggregate(ACME, ask).total.numbers == [60, 4]
