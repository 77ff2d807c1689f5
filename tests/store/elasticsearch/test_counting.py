"""Values are counted by twins, and where there are none, by reading: the answers are the same."""

from typing import Any

import pytest
from tests.exams.store.making import span
from tests.store.elasticsearch.cases import ACME

from elkvision.store.contract import LogStore, TopValues
from elkvision.store.engines.elasticsearch import counting, top

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
