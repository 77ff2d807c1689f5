"""Numbers by group and time."""

import math
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from tests.exams.store.making import TEN, event, keep, nanoseconds, span

from elkvision.core.errors import BadRequest
from elkvision.core.event import Event
from elkvision.core.query import Range, parse
from elkvision.core.query.tree import And
from elkvision.core.tenancy import TenantId
from elkvision.store.contract import Ask, LogStore, Measure, Number, Span, Table

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
COUNT = Measure()


def took(kind: Any, percent: float = 50.0, query: str = "") -> Measure:
    return Measure(kind, "took", percent, parse(query) if query else None)


def counts(table: Table) -> dict[Any, Number]:
    """The first number by key, or by keys where there are several."""
    return {row.keys[0] if len(row.keys) == 1 else tuple(row.keys): row.numbers[0] for row in table.rows}


def values(store: LogStore, tenant: TenantId, *each: Any) -> None:
    """One event a second, each with its value in `took`; None has none."""
    keep(
        store,
        *(
            event(tenant, "x", at=TEN + n * SECOND, attributes=None if value is None else {"took": value})
            for n, value in enumerate(each)
        ),
    )


# -- groups


def test_events_are_counted_by_a_field_the_most_frequent_first(store: LogStore, acme: TenantId) -> None:
    keep(store, *(event(acme, "x", service=name) for name in ("web", "db", "web", "mail", "db", "web", None)))
    found = store.aggregate(acme, Ask(span(), groups=["service"]))
    assert [(list(row.keys), list(row.numbers), list(row.series)) for row in found.rows] == [
        (["web"], [3], []),
        (["db"], [2], []),
        (["mail"], [1], []),
        ([None], [1], []),
    ]
    assert (list(found.total.keys), list(found.total.numbers), found.groups) == ([], [7], 4)
    assert list(found.starts) == []


@pytest.mark.parametrize(
    "groups",
    [
        ["service", "level"],
        ["service", "level", "host"],
        ["level", "zone", "service", "host"],
        ["zone", "code"],
        ["tags", "zone"],
    ],
)
def test_events_are_counted_by_several_fields_together(store: LogStore, acme: TenantId, groups: list[str]) -> None:
    made: list[Event] = []
    wanted: dict[Any, int] = {}
    for n, (service, level, zone, code) in enumerate(
        product(("web", "db", None), ("info", "error"), ("eu", None), (1, 2))
    ):
        values = {"service": service, "level": level, "zone": zone, "code": str(code), "host": f"h{n % 2}", "tags": "t"}
        attributes = {"code": code} | ({"zone": zone} if zone else {})
        made.append(event(acme, "x", service=service, level=level, host=f"h{n % 2}", tags=["t"], attributes=attributes))
        keys = tuple(values[name] for name in groups)
        wanted[keys] = wanted.get(keys, 0) + 1
    keep(store, *made)
    found = store.aggregate(acme, Ask(span(), groups=groups))
    assert counts(found) == wanted
    assert found.groups == len(wanted)
    assert found.total.numbers == [len(made)]


def test_an_event_is_in_the_group_of_each_element_of_a_list_and_once_in_the_total(
    store: LogStore, acme: TenantId
) -> None:
    keep(
        store,
        event(acme, "a", tags=["red", "blue"], attributes={"to": ["x", "y", "x"]}),
        event(acme, "b", tags=["red"], attributes={"to": "y"}),
        event(acme, "c", attributes={"to": []}),
        event(acme, "d", attributes={"to": [["x"], {"deep": 1}]}),
    )
    tags = store.aggregate(acme, Ask(span(), groups=["tags"]))
    assert counts(tags) == {"red": 2, "blue": 1, None: 2}
    assert (tags.total.numbers, tags.groups) == ([4], 3)
    assert counts(store.aggregate(acme, Ask(span(), groups=["to"]))) == {"x": 2, "y": 2, None: 1}
    both = store.aggregate(acme, Ask(span(), groups=["tags", "to"]))
    assert counts(both) == {
        ("red", "x"): 1, ("red", "y"): 2, ("blue", "x"): 1, ("blue", "y"): 1, (None, None): 1, (None, "x"): 1,
    }  # fmt: skip
    assert (both.total.numbers, both.groups) == ([4], 6)


def test_values_that_are_written_alike_are_one_group(store: LogStore, acme: TenantId) -> None:
    each = [1, "1", 1.0, [1], True, "true", 2.5, "2.5", -0.0, 0, "", None, 9007199254740993, [False, 0]]
    values(store, acme, *each)
    found = counts(store.aggregate(acme, Ask(span(), groups=["took"])))
    assert found == {"1": 4, "true": 2, "2.5": 2, "0": 3, None: 2, "9007199254740993": 1, "false": 1}


def test_groups_tell_letters_apart(store: LogStore, acme: TenantId) -> None:
    each = [
        "Web",
        "web",
        "WEB ",
        "héllo",
        "he\u0301llo",
        "日本",
        "👩‍👩‍👧",
        "a'b\"c\\d",
        "tab\tend",
        "line\nend",
        "$1 {p0}",
    ]
    keep(store, *(event(acme, "x", service=text, attributes={"took": text}) for text in each))
    for name in ("service", "took"):
        assert counts(store.aggregate(acme, Ask(span(), groups=[name]))) == dict.fromkeys(each, 1)


def test_dotted_fields_are_found_however_they_came(store: LogStore, acme: TenantId) -> None:
    keep(
        store,
        event(acme, "a", attributes={"http": {"status": 200}}),
        event(acme, "b", attributes={"http.status": 200}),
        event(acme, "c", attributes={"http": {"status": "404", "more": ["x"]}}),
        event(acme, "d", attributes={"http": [{"status": 500}, {"status": 200}]}),
        event(acme, "e", attributes={"http": "plain"}),
    )
    asked = Ask(span(), [COUNT, Measure("sum", "http.status")], ["http.status"])
    found = store.aggregate(acme, asked)
    assert counts(found) == {"200": 3, "404": 1, "500": 1, None: 1}
    assert found.total.numbers == [5, 1504]
    assert counts(store.aggregate(acme, Ask(span(), groups=["attributes.http.status"]))) == counts(found)


def test_the_fields_of_the_document_are_groups_too(store: LogStore, acme: TenantId) -> None:
    made = event(acme, "hello", trace_id="ABC1", input="http", upload_id="u1", logger="a.b", environment="prod")
    keep(store, made)
    for name in ("id", "message", "trace_id", "input", "upload_id", "logger", "environment", "tenant_id"):
        assert counts(store.aggregate(acme, Ask(span(), groups=[name]))) == {made[name]: 1}, name
    for name in ("geoip", "user_agent", "attributes", "nowhere.at.all"):
        assert counts(store.aggregate(acme, Ask(span(), groups=[name]))) == {None: 1}, name


def test_no_groups_no_rows(store: LogStore, acme: TenantId) -> None:
    keep(store, event(acme, "a"))
    found = store.aggregate(acme, Ask(span()))
    assert (list(found.rows), found.groups, found.total.numbers) == ([], 0, [1])


# -- measures


def test_numbers_of_a_field(store: LogStore, acme: TenantId) -> None:
    values(store, acme, 1, "2.5", True, "soon", None, 4.5, ["3", 5], {"n": 9}, "1e2", " 7", "1e999", "NaN", "0x10")
    kinds = ("sum", "average", "minimum", "maximum", "distinct")
    found = store.aggregate(acme, Ask(span(), [COUNT, *map(took, kinds)])).total.numbers
    assert found == [13, 116, pytest.approx(116 / 6), 1, 100, 12]


def test_distinct_tells_types_apart_as_top_values_does(store: LogStore, acme: TenantId) -> None:
    values(store, acme, 1, 1, "1", 1.5, [1.5, "x"], True, "true", False, ["x", ["x"]], "X", "", [])
    found = store.aggregate(acme, Ask(span(), [took("distinct")])).total.numbers
    assert found == [8]
    assert store.top_values(acme, span(), "took", limit=100).distinct == 8


def test_many_distinct_values_are_within_two_percent(store: LogStore, acme: TenantId) -> None:
    keep(store, *(event(acme, "x", attributes={"user": f"u{n % 7000}", "n": n % 5000}) for n in range(14_000)))
    found = store.aggregate(acme, Ask(span(), [Measure("distinct", "user"), Measure("distinct", "n")])).total.numbers
    assert list(found) == pytest.approx([7000, 5000], rel=0.02)


def test_numbers_of_nothing(store: LogStore, acme: TenantId) -> None:
    kinds = ("sum", "distinct", "average", "minimum", "maximum", "percentile")
    measures = [COUNT, *map(took, kinds)]
    nothing = [0, 0, 0, None, None, None, None]
    asked = Ask(span("", TEN, TEN + 2 * MINUTE), measures, ["service"], MINUTE)
    empty = store.aggregate(acme, asked)
    assert (empty.total.numbers, list(empty.rows), empty.groups) == (nothing, [], 0)
    assert [list(series) for series in empty.total.series] == [[number] * 2 for number in nothing]
    assert list(empty.starts) == [TEN, TEN + MINUTE]
    keep(store, event(acme, "x", service="web", attributes={"took": "long"}))
    (row,) = store.aggregate(acme, asked).rows
    assert row.numbers == [1, 0, 1, None, None, None, None]
    assert [list(series) for series in row.series] == [[1, 0], [0, 0], [1, 0], *[[None, None]] * 4]


def between(found: Number, each: Sequence[float], percent: float) -> bool:
    """Is it the percentile, or off by 1 % of the rank at most?"""
    ordered = sorted(each)
    place, off = percent / 100 * (len(each) - 1), len(each) / 100
    low = ordered[max(math.floor(place - off), 0)]
    high = ordered[min(math.ceil(place + off), len(each) - 1)]
    return found is not None and low * (1 - 1e-6) <= found <= high * (1 + 1e-6)


@pytest.mark.parametrize("percent", [0, 1, 10, 50, 90, 95, 99, 99.9, 100])
def test_percentiles_are_off_by_one_percent_of_the_rank_at_most(
    store: LogStore, acme: TenantId, percent: float
) -> None:
    skewed = [round(1.01**n, 6) for n in range(1500)]
    values(store, acme, *skewed)
    (found,) = store.aggregate(acme, Ask(span(), [took("percentile", percent)])).total.numbers
    assert between(found, skewed, percent)


@pytest.mark.parametrize("each", [[7], [3, 9], [1, 2, 3], [5, 5, 5, 5], [0.5, "1.5", 1000]])
def test_percentiles_of_few_values_lie_between_their_neighbours(
    store: LogStore, acme: TenantId, each: list[Any]
) -> None:
    values(store, acme, *each)
    percents = (0, 25, 50, 95, 100)
    found = store.aggregate(acme, Ask(span(), [took("percentile", each) for each in percents])).total.numbers
    numbers = [float(value) for value in each]
    assert all(between(number, numbers, percent) for number, percent in zip(found, percents, strict=True)), found


def test_times_are_measured_in_milliseconds(store: LogStore, acme: TenantId) -> None:
    first, last = TEN + timedelta(milliseconds=7, microseconds=900), TEN + timedelta(seconds=1.5)
    keep(store, *(event(acme, "x", at=at, received=at + HOUR) for at in (first, last, last)))
    ms = nanoseconds(TEN) // 1_000_000
    measures = [
        Measure("minimum", "@timestamp"),
        Measure("maximum", "@timestamp"),
        Measure("maximum", "received_at"),
        Measure("distinct", "@timestamp"),
        Measure("distinct", "received_at"),
        Measure("percentile", "received_at", 100),
    ]
    found = store.aggregate(acme, Ask(span(), measures)).total.numbers
    late = ms + 3_601_500
    assert found == [ms + 7, ms + 1500, late, 2, 2, pytest.approx(late, abs=1000)]


def test_a_measure_has_a_query_of_its_own(store: LogStore, acme: TenantId) -> None:
    for n, (level, service, value) in enumerate(
        [("info", "web", 10), ("error", "web", 40), ("error", "db", 5), ("info", "db", 1), ("warning", "db", 2)]
    ):
        keep(
            store,
            event(acme, f"line {n}", level=level, service=service, at=TEN + n * MINUTE, attributes={"took": value}),
        )
    measures = [
        COUNT,
        Measure(query=parse("level:error")),
        took("sum", query="level:error"),
        took("average", query="NOT level:error"),
        took("maximum", query='"line 1"'),
        took("percentile", 100, query="took:>=5"),
        took("distinct", query="took:<3 OR level:critical"),
        Measure(query=parse("nothing")),
    ]
    found = store.aggregate(acme, Ask(span("", TEN, TEN + 6 * MINUTE), measures, ["service"], 3 * MINUTE))
    assert found.total.numbers == [5, 2, 45, pytest.approx(13 / 3), 40, pytest.approx(40), 2, 0]
    assert {row.keys[0]: list(row.numbers) for row in found.rows} == {
        "web": [2, 1, 40, 10, 40, pytest.approx(40), 0, 0],
        "db": [3, 1, 5, 1.5, None, pytest.approx(5), 2, 0],
    }
    assert [list(series) for series in found.total.series] == [
        [3, 2], [2, 0], [45, 0], [10, 1.5], [40, None], [pytest.approx(40), None], [0, 2], [0, 0],
    ]  # fmt: skip


def test_two_hundred_measures_are_one_question(store: LogStore, acme: TenantId) -> None:
    keep(store, *(event(acme, f"word{n % 50} here", service=f"s{n % 20}") for n in range(400)))
    measures = [Measure(query=parse(f"service:s{n % 20} AND word{n % 50}")) for n in range(200)]
    found = store.aggregate(acme, Ask(span(), measures))
    wanted = [sum(1 for n in range(400) if n % 20 == m % 20 and n % 50 == m % 50) for m in range(200)]
    assert found.total.numbers == wanted


def test_the_query_of_the_span_may_name_the_time_of_receipt(store: LogStore, acme: TenantId) -> None:
    keep(store, *(event(acme, "x", at=TEN, received=TEN + n * MINUTE) for n in range(10)))
    low, high = nanoseconds(TEN + 3 * MINUTE), nanoseconds(TEN + 5 * MINUTE)
    node = Range("received_at", low, high, include_low=True, include_high=False)
    query = parse("x")
    asked = Span(type(query)("", And((query.tree, node))))
    assert store.aggregate(acme, Ask(asked)).total.numbers == [2]


# -- time


def test_buckets_begin_at_whole_multiples_of_the_step(store: LogStore, acme: TenantId) -> None:
    keep(store, *(event(acme, "x", at=TEN + n * MINUTE) for n in range(20)))
    asked = Ask(span("", TEN + timedelta(minutes=3, seconds=30), TEN + timedelta(minutes=12)), step=5 * MINUTE)
    found = store.aggregate(acme, asked)
    assert list(found.starts) == [TEN, TEN + 5 * MINUTE, TEN + 10 * MINUTE]
    assert [list(series) for series in found.total.series] == [[1, 5, 2]]
    assert found.total.numbers == [8]


def test_buckets_are_moved_by_the_shift(store: LogStore, acme: TenantId) -> None:
    keep(store, *(event(acme, "x", at=TEN + n * HOUR) for n in range(48)))
    asked = Ask(span("", TEN, TEN + 48 * HOUR), step=24 * HOUR, shift=-2 * HOUR)
    found = store.aggregate(acme, asked)
    assert list(found.starts) == [datetime(2026, 3, day, 22, tzinfo=UTC) for day in (13, 14, 15)]
    assert [list(series) for series in found.total.series] == [[12, 24, 12]]


def test_an_event_just_before_a_bucket_is_not_in_it(store: LogStore, acme: TenantId) -> None:
    edge = nanoseconds(TEN + MINUTE)
    keep(store, *(event(acme, "x", at=at) for at in (edge - 1, edge, edge + 1)))
    found = store.aggregate(acme, Ask(span("", TEN, TEN + 2 * MINUTE), step=MINUTE))
    assert [list(series) for series in found.total.series] == [[1, 2]]


def test_buckets_before_1970_are_whole_as_well(store: LogStore, acme: TenantId) -> None:
    start = datetime(1969, 12, 31, 23, 58, tzinfo=UTC)
    keep(store, *(event(acme, "x", at=at) for at in (0, 999, nanoseconds(start + 3 * MINUTE) - 1)))
    found = store.aggregate(acme, Ask(span("", start, start + 4 * MINUTE), step=MINUTE, window=2 * MINUTE))
    assert [list(series) for series in found.total.series] == [[0, 0, 3, 3]]


def test_windows_overlap_and_reach_back_before_the_start(store: LogStore, acme: TenantId) -> None:
    for n in range(-5, 6):
        keep(store, event(acme, "x", at=TEN + n * MINUTE, service="web", attributes={"took": n + 10}))
    keep(store, event(acme, "x", at=TEN - 2 * MINUTE, service="early"))
    kinds = ("sum", "minimum", "maximum", "average", "distinct")
    measures = [COUNT, *map(took, kinds), took("percentile", 100), Measure(query=parse("took:>12"))]
    asked = Ask(span("", TEN, TEN + 4 * MINUTE), measures, ["service"], MINUTE, 3 * MINUTE)
    found = store.aggregate(acme, asked)
    assert list(found.starts) == [TEN + n * MINUTE for n in range(4)]
    assert found.total.numbers == [4, 46, 10, 13, 11.5, 4, pytest.approx(13), 1]
    web = [
        [3, 3, 3, 3], [27, 30, 33, 36], [8, 9, 10, 11], [10, 11, 12, 13], [9, 10, 11, 12], [3, 3, 3, 3],
        pytest.approx([10, 11, 12, 13]), [0, 0, 0, 1],
    ]  # fmt: skip
    assert [list(series) for series in found.total.series] == [[4, 3, 3, 3], *web[1:]]
    rows = {row.keys[0]: row for row in found.rows}
    assert [list(series) for series in rows["web"].series] == web
    assert rows["early"].numbers == [0, 0, None, None, None, 0, None, 0]
    assert list(rows["early"].series[0]) == [1, 0, 0, 0]
    assert found.groups == 2


def test_a_window_ends_with_its_bucket_and_with_the_range(store: LogStore, acme: TenantId) -> None:
    keep(store, *(event(acme, "x", at=TEN + n * 10 * SECOND) for n in range(60)))
    asked = Ask(span("", TEN + 2 * MINUTE, TEN + timedelta(minutes=3, seconds=30)), step=MINUTE, window=2 * MINUTE)
    found = store.aggregate(acme, asked)
    assert list(found.starts) == [TEN + 2 * MINUTE, TEN + 3 * MINUTE]
    assert [list(series) for series in found.total.series] == [[12, 9]]
    assert found.total.numbers == [9]


def test_a_long_window_over_many_buckets(store: LogStore, acme: TenantId) -> None:
    minutes = [n for n in range(600) if n % 7 == 0 or n % 11 == 0]
    keep(store, *(event(acme, "x", at=TEN + n * MINUTE, attributes={"took": n % 13}) for n in minutes))
    start, length = 120, 400
    kinds = ("sum", "minimum", "maximum", "distinct")
    asked = Ask(
        span("", TEN + start * MINUTE, TEN + (start + length) * MINUTE), [COUNT, *map(took, kinds)], (), MINUTE, HOUR
    )
    found = store.aggregate(acme, asked).total
    wanted = []
    for end in range(start, start + length):
        inside = [n % 13 for n in minutes if end - 60 < n <= end]
        wanted.append([len(inside), sum(inside), min(inside), max(inside), len(set(inside))])
    assert [list(series) for series in found.series] == [list(each) for each in zip(*wanted, strict=True)]


def test_percentiles_of_windows_are_of_their_own_values(store: LogStore, acme: TenantId) -> None:
    each = [(n * 37) % 101 for n in range(300)]
    values(store, acme, *each)
    asked = Ask(
        span("", TEN + MINUTE, TEN + 5 * MINUTE),
        [took("percentile", 90), took("percentile", 10, "took:>50")],
        (),
        20 * SECOND,
        MINUTE,
    )
    high, low = store.aggregate(acme, asked).total.series
    for n in range(12):
        window = each[20 + n * 20 : 80 + n * 20]
        assert between(high[n], window, 90)
        assert between(low[n], [value for value in window if value > 50], 10)


def test_steps_shorter_than_a_second(store: LogStore, acme: TenantId) -> None:
    step = timedelta(milliseconds=100)
    keep(store, *(event(acme, "x", at=TEN + n * timedelta(milliseconds=40)) for n in range(25)))
    found = store.aggregate(acme, Ask(span("", TEN, TEN + SECOND), step=step, window=2 * step))
    assert [list(series) for series in found.total.series] == [[3, *[5] * 9]]


# -- which groups, and in which order


@pytest.fixture
def shops(store: LogStore, acme: TenantId) -> TenantId:
    sold: dict[str | None, list[int | None]] = {
        "bread": [1, 1, 1],
        "cake": [20, 2],
        "milk": [4, 4],
        "salt": [None],
        "tea": [9],
        None: [30],
        "apple": [1],
    }
    keep(
        store,
        *(
            event(acme, "x", service=name, at=TEN + n * MINUTE, attributes={"took": one} if one is not None else None)
            for name, each in sold.items()
            for n, one in enumerate(each)
        ),
    )
    return acme


@pytest.mark.parametrize(
    ("order_by", "ascending", "wanted"),
    [
        (0, False, ["bread", "cake", "milk", "apple", "salt", "tea", None]),
        (0, True, ["apple", "salt", "tea", None, "cake", "milk", "bread"]),
        (1, False, [None, "cake", "tea", "milk", "bread", "apple", "salt"]),
        (1, True, ["salt", "apple", "bread", "milk", "tea", "cake", None]),
        (2, False, [None, "cake", "tea", "milk", "apple", "bread", "salt"]),
        (2, True, ["apple", "bread", "milk", "tea", "cake", None, "salt"]),
        (3, False, ["cake", "apple", "bread", "milk", "tea", None, "salt"]),
        (4, True, ["apple", "bread", "cake", "milk", "salt", "tea", None]),
    ],
)
def test_groups_are_ordered_by_a_number_then_by_their_keys(
    store: LogStore, shops: TenantId, order_by: int, ascending: bool, wanted: list[str | None]
) -> None:
    measures = [COUNT, took("sum"), took("average"), took("distinct"), took("maximum", query="nothing")]
    for limit, step in product((1, 3, 7, 50), (None, MINUTE)):
        order = {"limit": limit, "order_by": order_by, "ascending": ascending}
        asked = Ask(span("", TEN, TEN + HOUR), measures, ["service"], step, **order)  # type: ignore[arg-type] # a dict
        found = store.aggregate(shops, asked)
        assert [row.keys[0] for row in found.rows] == wanted[:limit]
        assert found.groups == 7
        assert found.total.numbers[:2] == [11, 73]
        if step:
            assert all(sum(row.series[0]) == row.numbers[0] for row in found.rows)  # type: ignore[arg-type] # counts


def test_what_lies_before_the_start_counts_for_no_order(store: LogStore, acme: TenantId) -> None:
    keep(store, *(event(acme, "x", service="before", at=TEN - n * SECOND) for n in range(1, 10)))
    keep(store, event(acme, "x", service="now", at=TEN))
    asked = Ask(span("", TEN, TEN + MINUTE), groups=["service"], step=MINUTE, window=2 * MINUTE, limit=1)
    found = store.aggregate(acme, asked)
    assert [(list(row.keys), list(row.numbers), [list(s) for s in row.series]) for row in found.rows] == [
        (["now"], [1], [[1]])
    ]
    assert found.groups == 2
    assert [list(series) for series in found.total.series] == [[10]]


# -- whose, and what is refused


def test_nobody_counts_the_logs_of_others(store: LogStore, acme: TenantId, globex: TenantId) -> None:
    keep(store, event(acme, "a", service="web"), event(globex, "b", service="secret"))
    found = store.aggregate(globex, Ask(span("", TEN, TEN + MINUTE), [COUNT], ["service"], MINUTE, 5 * MINUTE))
    assert counts(found) == {"secret": 1}
    assert found.total.numbers == [1]
    asked = Ask(span("tenant_id:*"), [Measure(query=parse("a OR NOT a"))], ["tenant_id"])
    assert counts(store.aggregate(acme, asked)) == {acme: 1}


HOURS = span("", TEN, TEN + 10 * HOUR)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (Ask(span("", TEN, None), step=MINUTE), "both ends"),
        (Ask(span("", None, TEN), step=MINUTE), "both ends"),
        (Ask(HOURS, step=timedelta(0)), "longer than nothing"),
        (Ask(HOURS, step=-MINUTE), "longer than nothing"),
        (Ask(HOURS, step=MINUTE, window=90 * SECOND), "whole number of times"),
        (Ask(HOURS, step=MINUTE, window=30 * SECOND), "whole number of times"),
        (Ask(HOURS, step=timedelta(milliseconds=500)), "70,000"),
        (Ask(HOURS, [COUNT] * 400, (), 5 * SECOND), "2,000,000"),
        (Ask(HOURS, groups=["service"], step=MINUTE, limit=10_000), "2,000,000"),
        (Ask(HOURS, groups=["a", "b", "c", "d", "e"]), "at most 4"),
        (Ask(HOURS, groups=["service", "service"]), "twice"),
        (Ask(HOURS, groups=["a", "attributes.a"]), "twice"),
        (Ask(HOURS, groups=["@timestamp"]), "step"),
        (Ask(HOURS, groups=["received_at"]), "step"),
        (Ask(HOURS, [Measure("sum")]), "lacks its field"),
        (Ask(HOURS, [Measure("percentile", "a", 101)]), "from 0 to 100"),
        (Ask(HOURS, [Measure("percentile", "a", math.nan)]), "from 0 to 100"),
        (Ask(HOURS, [COUNT], order_by=1), "one of the measures"),
        (Ask(HOURS, []), "one of the measures"),
        (Ask(HOURS, groups=["a"], limit=0), "at least one"),
    ],
)
def test_what_no_store_answers_is_said(store: LogStore, acme: TenantId, asked: Ask, words: str) -> None:
    with pytest.raises(BadRequest, match=words):
        store.aggregate(acme, asked)
