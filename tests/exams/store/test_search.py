"""Order, ranges and pages."""

from datetime import timedelta

import pytest
from tests.exams.store.making import TEN, event, everything, ids, keep, messages, nanoseconds, span

from elkvision.core.errors import BadRequest
from elkvision.core.event import Event
from elkvision.core.tenancy import TenantId
from elkvision.store.contract import LogStore, Order

SECOND = timedelta(seconds=1)


def _pages(store: LogStore, tenant: TenantId, limit: int, order: Order, query: str = "") -> list[list[Event]]:
    pages, cursor = [], None
    while True:
        page = store.search(tenant, span(query), limit=limit, order=order, cursor=cursor)
        pages.append(list(page.events))
        cursor = page.cursor
        if cursor is None:
            return pages


def test_newest_comes_first_unless_oldest_is_asked_for(store: LogStore, acme: TenantId) -> None:
    keep(store, *(event(acme, str(n), at=TEN + n * SECOND) for n in (2, 0, 1)))
    assert messages(store.search(acme, span()).events) == ["2", "1", "0"]
    assert messages(store.search(acme, span(), order="oldest").events) == ["0", "1", "2"]


def test_events_of_one_moment_keep_the_order_of_their_ids(store: LogStore, acme: TenantId) -> None:
    made = [event(acme, str(n)) for n in range(50)]
    keep(store, *made[25:])
    keep(store, *made[:25])
    assert ids(store.search(acme, span(), order="oldest").events) == ids(made)
    assert ids(store.search(acme, span(), order="newest").events) == ids(made)[::-1]


def test_nanoseconds_decide_the_order(store: LogStore, acme: TenantId) -> None:
    start = nanoseconds(TEN)
    keep(store, event(acme, "later", at=start + 2), event(acme, "first", at=start), event(acme, "second", at=start + 1))
    assert messages(everything(store, acme)) == ["first", "second", "later"]


@pytest.mark.parametrize("order", ["newest", "oldest"])
@pytest.mark.parametrize("limit", [1, 7, 10, 99, 100, 1000])
def test_all_pages_together_are_the_whole(store: LogStore, acme: TenantId, limit: int, order: Order) -> None:
    made = [event(acme, f"n {n}", at=TEN + (n // 9) * SECOND) for n in range(100)]
    keep(store, *made)
    pages = _pages(store, acme, limit, order)
    wanted = ids(made) if order == "oldest" else ids(made)[::-1]
    assert [id for page in pages for id in ids(page)] == wanted
    assert all(len(page) == limit for page in pages[:-1])
    assert pages[-1]


def test_pages_of_a_query_hold_its_matches_only(store: LogStore, acme: TenantId) -> None:
    keep(store, *(event(acme, "even" if n % 2 == 0 else "odd", at=TEN + n * SECOND) for n in range(40)))
    pages = _pages(store, acme, 6, "newest", "even")
    assert [len(page) for page in pages] == [6, 6, 6, 2]
    assert {found["message"] for page in pages for found in page} == {"even"}


def test_a_page_is_not_shifted_by_what_arrives_meanwhile(store: LogStore, acme: TenantId) -> None:
    made = [event(acme, f"n {n}", at=TEN + n * SECOND) for n in range(20)]
    keep(store, *made)
    first = store.search(acme, span(), limit=10)
    keep(store, *(event(acme, "meanwhile", at=TEN + (n + 100) * SECOND) for n in range(10)))
    second = store.search(acme, span(), limit=10, cursor=first.cursor)
    assert ids([*first.events, *second.events]) == ids(made)[::-1]
    assert second.cursor is None


def test_the_last_page_has_no_cursor_even_when_it_is_full(store: LogStore, acme: TenantId) -> None:
    keep(store, *(event(acme, str(n)) for n in range(10)))
    assert store.search(acme, span(), limit=10).cursor is None
    assert store.search(acme, span(), limit=9).cursor is not None


def test_nothing_found_is_an_empty_page(store: LogStore, acme: TenantId) -> None:
    page = store.search(acme, span("nothing"))
    assert list(page.events) == []
    assert page.cursor is None


@pytest.mark.parametrize("cursor", ["", "x", "bm90IG91cnM=", "' OR 1=1 --", "é"])
def test_a_cursor_that_is_not_ours_is_refused(store: LogStore, acme: TenantId, cursor: str) -> None:
    with pytest.raises(BadRequest):
        store.search(acme, span(), cursor=cursor)


def test_a_range_has_its_start_and_not_its_end(store: LogStore, acme: TenantId) -> None:
    keep(store, *(event(acme, str(n), at=TEN + n * SECOND) for n in range(5)))
    inside = span("", TEN + SECOND, TEN + 3 * SECOND)
    assert messages(store.search(acme, inside, order="oldest").events) == ["1", "2"]
    assert store.count(acme, inside) == 2
    assert store.count(acme, span("", TEN, TEN)) == 0
    assert store.count(acme, span("", TEN + SECOND)) == 4
    assert store.count(acme, span("", None, TEN + SECOND)) == 1


def test_the_last_nanosecond_before_the_end_is_inside(store: LogStore, acme: TenantId) -> None:
    end = nanoseconds(TEN + SECOND)
    keep(store, event(acme, "inside", at=end - 1), event(acme, "outside", at=end))
    assert messages(store.search(acme, span("", TEN, TEN + SECOND)).events) == ["inside"]


def test_microseconds_of_a_range_count(store: LogStore, acme: TenantId) -> None:
    start = nanoseconds(TEN)
    keep(store, event(acme, "before", at=start + 1_999), event(acme, "after", at=start + 2_000))
    assert messages(everything(store, acme)) == ["before", "after"]
    found = store.search(acme, span("", TEN + timedelta(microseconds=2)))
    assert messages(found.events) == ["after"]


def test_a_range_and_a_query_both_hold(store: LogStore, acme: TenantId) -> None:
    keep(store, *(event(acme, "odd" if n % 2 else "even", at=TEN + n * SECOND) for n in range(10)))
    assert store.count(acme, span("odd", TEN, TEN + 5 * SECOND)) == 2
