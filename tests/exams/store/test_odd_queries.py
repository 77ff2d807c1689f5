"""Every query finds the same odd events in every engine."""

from datetime import timedelta

import pytest
from tests.exams.store.making import TEN, event, ids, keep, nanoseconds
from tests.exams.store.odd_cases import ODD_CASES, in_full
from tests.exams.store.odd_samples import ODD_SAMPLES

from elkvision.core.event import Event
from elkvision.core.query import matcher, parse
from elkvision.core.tenancy import tenant_id
from elkvision.store.contract import LogStore, Span

_ODD = tenant_id("the-odd-of-acme")
_STRANGER = tenant_id("the-odd-of-globex")


@pytest.fixture(scope="module")
def odd(store: LogStore) -> dict[str, tuple[str, Event]]:
    """The odd samples are kept; their names and events by id. Another organisation has the same."""
    kept, others = {}, []
    for number, (name, sample) in enumerate(ODD_SAMPLES.items()):
        at = nanoseconds(TEN + timedelta(seconds=number)) if sample.at is None else sample.at
        given = {"at": at, "level": sample.level, "attributes": sample.attributes, **sample.fields}
        made = event(_ODD, sample.message, **given)
        kept[made["id"]] = (name, made)
        others.append(event(_STRANGER, sample.message, **given))
    keep(store, *(made for _, made in kept.values()), *others)
    return kept


@pytest.mark.parametrize(("query", "expected"), ODD_CASES, ids=[query or "empty" for query, _ in ODD_CASES])
def test_an_odd_query_finds_what_it_says(
    store: LogStore, odd: dict[str, tuple[str, Event]], query: str, expected: str
) -> None:
    asked = Span(parse(in_full(query)))
    found = store.search(_ODD, asked, limit=1000).events
    assert sorted(odd[id][0] for id in ids(found)) == sorted(expected.split())
    assert store.count(_ODD, asked) == len(found)


def test_odd_events_come_back_as_they_came(store: LogStore, odd: dict[str, tuple[str, Event]]) -> None:
    for id, (_, sent) in odd.items():
        found = store.get(_ODD, id)
        assert found is not None
        assert {**found, "attributes": None} == {**sent, "attributes": None}


def test_the_table_says_what_the_plain_reading_says(odd: dict[str, tuple[str, Event]]) -> None:
    for query, expected in ODD_CASES:
        matches = matcher(parse(in_full(query)))
        assert sorted(name for name, sent in odd.values() if matches(sent)) == sorted(expected.split()), query
