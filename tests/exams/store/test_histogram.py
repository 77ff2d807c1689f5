"""Counts over time, by level."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.exams.store.making import TEN, event, keep, nanoseconds, span

from elkvision.core.errors import BadRequest
from elkvision.core.tenancy import TenantId
from elkvision.store.contract import LogStore

MINUTE = timedelta(minutes=1)


def test_buckets_count_by_level(store: LogStore, acme: TenantId) -> None:
    keep(
        store,
        event(acme, "a", level="info"),
        event(acme, "b", level="error"),
        event(acme, "c", level="error", at=TEN + timedelta(seconds=59)),
        event(acme, "d", at=TEN + 2 * MINUTE),
    )
    found = store.histogram(acme, span("", TEN, TEN + 3 * MINUTE), step=MINUTE)
    assert [(bucket.start, dict(bucket.counts)) for bucket in found.buckets] == [
        (TEN, {"info": 1, "error": 2}),
        (TEN + MINUTE, {}),
        (TEN + 2 * MINUTE, {"": 1}),
    ]
    assert found.total == 4
    assert found.step == MINUTE


def test_the_sum_of_the_buckets_is_the_count(store: LogStore, acme: TenantId) -> None:
    keep(
        store,
        *(event(acme, "tick", level=("info", "warning")[n % 2], at=TEN + n * timedelta(seconds=7)) for n in range(500)),
    )
    for step in (timedelta(seconds=1), timedelta(seconds=30), MINUTE, timedelta(hours=1), timedelta(days=1)):
        for query in ("", "level:warning"):
            asked = span(query, TEN + timedelta(seconds=11), TEN + timedelta(minutes=30, seconds=5))
            found = store.histogram(acme, asked, step=step)
            assert sum(sum(bucket.counts.values()) for bucket in found.buckets) == found.total
            assert found.total == store.count(acme, asked)


def test_buckets_begin_at_whole_multiples_of_the_step(store: LogStore, acme: TenantId) -> None:
    keep(store, event(acme, "x", at=TEN + timedelta(minutes=7)))
    asked = span("", TEN + timedelta(minutes=6, seconds=30), TEN + timedelta(minutes=16))
    found = store.histogram(acme, asked, step=5 * MINUTE)
    assert [bucket.start for bucket in found.buckets] == [TEN + n * MINUTE for n in (5, 10, 15)]
    week = store.histogram(acme, span("", TEN, TEN + timedelta(days=7)), step=timedelta(days=7))
    assert week.buckets[0].start == datetime(2026, 3, 12, tzinfo=UTC)  # a Thursday, as 1970-01-01 was


def test_the_end_of_the_range_opens_no_bucket(store: LogStore, acme: TenantId) -> None:
    keep(store, event(acme, "at the end", at=nanoseconds(TEN + MINUTE)))
    found = store.histogram(acme, span("", TEN, TEN + MINUTE), step=MINUTE)
    assert [(bucket.start, dict(bucket.counts)) for bucket in found.buckets] == [(TEN, {})]
    assert found.total == 0


def test_empty_ranges_have_no_buckets(store: LogStore, acme: TenantId) -> None:
    assert list(store.histogram(acme, span("", TEN, TEN), step=MINUTE).buckets) == []


def test_steps_before_1970_are_whole_as_well(store: LogStore, acme: TenantId) -> None:
    start = datetime(1969, 12, 31, 23, 59, 30, tzinfo=UTC)
    keep(store, event(acme, "first", at=0), event(acme, "after", at=start + timedelta(seconds=45)))
    found = store.histogram(acme, span("", start, start + MINUTE), step=MINUTE)
    assert [bucket.start for bucket in found.buckets] == [start - timedelta(seconds=30), start + timedelta(seconds=30)]
    assert [sum(bucket.counts.values()) for bucket in found.buckets] == [0, 2]


@pytest.mark.parametrize(
    ("start", "end", "step"),
    [
        (None, TEN, MINUTE),
        (TEN, None, MINUTE),
        (TEN, TEN + timedelta(days=1), timedelta(seconds=1)),
        (TEN, TEN + MINUTE, timedelta(0)),
    ],
    ids=["no start", "no end", "too many steps", "no step"],
)
def test_a_histogram_that_cannot_be_drawn_is_refused(
    store: LogStore, acme: TenantId, start: datetime | None, end: datetime | None, step: timedelta
) -> None:
    with pytest.raises(BadRequest):
        store.histogram(acme, span("", start, end), step=step)


def test_two_thousand_steps_are_allowed(store: LogStore, acme: TenantId) -> None:
    found = store.histogram(acme, span("", TEN, TEN + 2000 * MINUTE), step=MINUTE)
    assert len(found.buckets) == 2000
