"""Every query finds the same events in every engine."""

from datetime import timedelta

import pytest
from tests.exams.store.cases import CASES
from tests.exams.store.making import TEN, event, ids, keep, span
from tests.exams.store.samples import SAMPLES

from elkvision.core.query import parse
from elkvision.core.tenancy import tenant_id
from elkvision.store.contract import LogStore, Span

_READERS = tenant_id("readers-of-acme")


@pytest.fixture(scope="module")
def names(store: LogStore) -> dict[str, str]:
    """The samples are kept; their names by id."""
    kept = {
        name: event(
            _READERS,
            sample.message,
            at=sample.at or TEN + timedelta(seconds=number),
            level=sample.level,
            attributes=sample.attributes,
            **sample.fields,
        )
        for number, (name, sample) in enumerate(SAMPLES.items())
    }
    keep(store, *kept.values())
    return {made["id"]: name for name, made in kept.items()}


@pytest.mark.parametrize(("query", "expected"), CASES, ids=[query or "empty" for query, _ in CASES])
def test_a_query_finds_what_it_says(store: LogStore, names: dict[str, str], query: str, expected: str) -> None:
    found = store.search(_READERS, Span(parse(query)), limit=1000).events
    assert sorted(names[id] for id in ids(found)) == sorted(expected.split())


def test_an_event_is_found_by_its_id(store: LogStore, names: dict[str, str]) -> None:
    id = next(iter(names))
    assert ids(store.search(_READERS, span(f"id:{id}")).events) == [id]
    assert ids(store.search(_READERS, span(f"id:{id.upper()}")).events) == [id]


def test_counts_agree_with_rows(store: LogStore, names: dict[str, str]) -> None:
    for query in ("disk", "level:>=error", "-status:*", "ip:10.0.0.0/8", "@timestamp:2020"):
        rows = store.search(_READERS, span(query), limit=1000).events
        assert store.count(_READERS, span(query)) == len(rows)
