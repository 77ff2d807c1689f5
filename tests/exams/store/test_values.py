"""Top values, fields and statistics."""

from datetime import timedelta
from typing import Any

import pytest
from tests.exams.store.making import TEN, event, keep, span

from elkvision.core.tenancy import TenantId
from elkvision.store.contract import LogStore


def _top(store: LogStore, tenant: TenantId, field: str, query: str = "", **given: Any) -> list[tuple[Any, int]]:
    found = store.top_values(tenant, span(query), field, **given)
    return [(each.value, each.count) for each in found.values]


@pytest.fixture
def services(store: LogStore, acme: TenantId) -> TenantId:
    names = ["api"] * 5 + ["web"] * 3 + ["auth"] * 3 + ["Batch"]
    keep(store, *(event(acme, "x", service=name, level="info" if n % 2 else "error") for n, name in enumerate(names)))
    keep(store, event(acme, "without a service", level="info"))
    return acme


def test_the_most_frequent_comes_first_then_by_value(store: LogStore, services: TenantId) -> None:
    assert _top(store, services, "service") == [("api", 5), ("auth", 3), ("web", 3), ("Batch", 1)]


def test_totals_stand_beside_the_values(store: LogStore, services: TenantId) -> None:
    found = store.top_values(services, span(), "service", limit=2)
    assert [each.value for each in found.values] == ["api", "auth"]
    assert (found.total, found.present, found.distinct) == (13, 12, 4)


def test_values_are_those_of_the_matches(store: LogStore, services: TenantId) -> None:
    assert _top(store, services, "service", "service:(web OR batch)") == [("web", 3), ("Batch", 1)]
    assert _top(store, services, "service", "nothing") == []


def test_a_prefix_narrows_the_values_whatever_its_case(store: LogStore, services: TenantId) -> None:
    assert _top(store, services, "service", prefix="A") == [("api", 5), ("auth", 3)]
    assert _top(store, services, "service", prefix="ba") == [("Batch", 1)]
    assert _top(store, services, "service", prefix="%") == []


def test_values_keep_their_types(store: LogStore, acme: TenantId) -> None:
    numbers = [200, 200, 200, 500, 500, 404]
    keep(store, *(event(acme, "x", attributes={"status": status, "ok": status == 200}) for status in numbers))
    keep(store, event(acme, "x", attributes={"ratio": 0.5}))
    assert _top(store, acme, "status") == [(200, 3), (500, 2), (404, 1)]
    assert [type(value) for value, _ in _top(store, acme, "ok")] == [bool, bool]
    assert _top(store, acme, "ratio") == [(0.5, 1)]


def test_each_element_of_a_list_is_a_value(store: LogStore, acme: TenantId) -> None:
    keep(
        store,
        event(acme, "x", tags=["a", "b"], attributes={"roles": ["admin", "editor"]}),
        event(acme, "x", tags=["b"], attributes={"roles": "editor"}),
        event(acme, "x"),
    )
    assert _top(store, acme, "tags") == [("b", 2), ("a", 1)]
    assert _top(store, acme, "roles") == [("editor", 2), ("admin", 1)]
    found = store.top_values(acme, span(), "tags")
    assert (found.total, found.present, found.distinct) == (3, 2, 2)


def test_a_value_counts_as_often_as_a_list_has_it(store: LogStore, acme: TenantId) -> None:
    keep(
        store,
        event(acme, "x", attributes={"n": [1, 1, 2], "s": ["a", "b", "a", ["a"]], "items": [{"k": "v"}, {"k": "v"}]}),
        event(acme, "x", attributes={"n": 2, "s": "b", "items": {"k": "w"}}),
    )
    assert _top(store, acme, "n") == [(1, 2), (2, 2)]
    assert _top(store, acme, "s") == [("a", 3), ("b", 2)]
    assert _top(store, acme, "items.k") == [("v", 2), ("w", 1)]
    found = store.top_values(acme, span(), "n")
    assert (found.total, found.present, found.distinct) == (2, 2, 2)
    stats = store.field_stats(acme, span(), "n")
    assert (stats.count, stats.total) == (4, 6)


def test_very_long_values_count_too(store: LogStore, acme: TenantId) -> None:
    long = "very long " * 2000
    keep(
        store,
        event(acme, long, service="api", attributes={"v": ["a", long]}),
        event(acme, "b", service=long, attributes={"v": long}),
        event(acme, "c", service="api", attributes={"v": "a"}),
    )
    assert _top(store, acme, "v") == [("a", 2), (long, 2)]
    assert _top(store, acme, "service") == [("api", 2), (long, 1)]
    assert _top(store, acme, "message", prefix="VERY") == [(long, 1)]
    found = store.top_values(acme, span(), "v", prefix="very")
    assert (found.total, found.present, found.distinct) == (3, 3, 1)


def test_ties_go_by_number_and_then_by_text(store: LogStore, acme: TenantId) -> None:
    keep(store, *(event(acme, "x", attributes={"v": value}) for value in ["b", 10, "B", 9, -1, 2.5, "10", "é", "a"]))
    assert [value for value, _ in _top(store, acme, "v")] == [-1, 2.5, 9, 10, "10", "B", "a", "b", "é"]
    assert [value for value, _ in _top(store, acme, "v", limit=5)] == [-1, 2.5, 9, 10, "10"]


def test_values_of_a_nested_field_go_by_its_path(store: LogStore, acme: TenantId) -> None:
    keep(
        store,
        event(acme, "x", attributes={"user": {"name": "Alice"}}),
        event(acme, "x", attributes={"user.name": "Alice"}),
        event(acme, "x", attributes={"user": {"name": "Bob"}, "level": 9}),
    )
    assert _top(store, acme, "user.name") == [("Alice", 2), ("Bob", 1)]
    assert _top(store, acme, "attributes.user.name") == [("Alice", 2), ("Bob", 1)]
    assert _top(store, acme, "attributes.level") == [(9, 1)]
    assert _top(store, acme, "level") == []


def test_a_field_that_nobody_has_has_no_values(store: LogStore, acme: TenantId) -> None:
    keep(store, event(acme, "x"))
    found = store.top_values(acme, span(), "nothing.here")
    assert (list(found.values), found.total, found.present, found.distinct) == ([], 1, 0, 0)


def test_the_range_bounds_the_values(store: LogStore, acme: TenantId) -> None:
    keep(store, event(acme, "x", host="a"), event(acme, "x", host="b", at=TEN + timedelta(hours=1)))
    found = store.top_values(acme, span("", TEN, TEN + timedelta(minutes=1)), "host")
    assert [each.value for each in found.values] == ["a"]


# -- fields


def test_fields_come_with_their_types_and_how_many_have_them(store: LogStore, acme: TenantId) -> None:
    keep(
        store,
        event(acme, "x", level="info", service="api", attributes={"status": 200, "user": {"id": 1}, "ok": True}),
        event(acme, "x", level="info", tags=["a"], attributes={"status": "200", "ratio": 0.5}),
        event(acme, "x", attributes={"status": 2.5, "roles": ["a"], "user.id": 2, "level": "own"}),
    )
    found = {field.name: (sorted(field.types), field.count) for field in store.fields(acme, span())}
    wanted = {
        "@timestamp": (["date"], 3),
        "received_at": (["date"], 3),
        "message": (["string"], 3),
        "level": (["string"], 2),
        "service": (["string"], 1),
        "input": (["string"], 3),
        "tags": (["list"], 1),
        "status": (["float", "integer", "string"], 3),
        "user.id": (["integer"], 2),
        "ok": (["boolean"], 1),
        "ratio": (["float"], 1),
        "roles": (["list"], 1),
        "attributes.level": (["string"], 1),
    }
    assert {name: found.get(name) for name in wanted} == wanted
    assert not {"tenant_id", "host", "attributes", "user"} & set(found)


def test_a_log_with_hundreds_of_keys_is_counted_like_any_other(store: LogStore, acme: TenantId) -> None:
    many: dict[str, object] = {f"key{n}": n if n % 2 else str(n) for n in range(300)}
    keep(
        store,
        event(acme, "wide", attributes={**many, "user": {"id": 1, "name": ""}, "status": 200}),
        event(acme, "wide", attributes={**many, "key2": "", "user": {"id": 2, "name": "Alice"}}),
    )
    keep(
        store, *(event(acme, "plain", attributes={"status": 200, "user": {"name": ""}, "key5": "five"}) for _ in "abc")
    )
    found = {field.name: (sorted(field.types), field.count) for field in store.fields(acme, span())}
    assert len([name for name in found if name.startswith("key")]) == 300
    assert found["key1"] == (["integer"], 2)
    assert found["key2"] == (["string"], 1), "an empty text is as good as none"
    assert found["key5"] == (["integer", "string"], 5)
    assert found["status"] == (["integer"], 4)
    assert found["user.id"] == (["integer"], 2)
    assert found["user.name"] == (["string"], 1)
    assert all(name.startswith("key") or count > 0 for name, (_, count) in found.items())


def test_fields_are_those_of_the_matches(store: LogStore, acme: TenantId) -> None:
    keep(store, event(acme, "one", attributes={"a": 1}), event(acme, "two", attributes={"b": 1}))
    names = {field.name for field in store.fields(acme, span("one"))}
    assert "a" in names
    assert "b" not in names
    assert list(store.fields(acme, span("nothing"))) == []


def test_the_name_of_a_field_can_be_searched_as_it_is_given(store: LogStore, acme: TenantId) -> None:
    odd = {"user name": "Dora", "k8s.io/name": "pod", "404": "no", "@kind": "odd", "a": {"b c": 1}}
    keep(store, event(acme, "x", attributes={**odd, "level": 3}))
    names = [field.name for field in store.fields(acme, span())]
    assert len(names) >= 6
    for name in names:
        assert store.count(acme, span(f"{name}:*")) == 1, name


# -- statistics


def test_statistics_of_a_number(store: LogStore, acme: TenantId) -> None:
    keep(store, *(event(acme, "x", attributes={"took": n}) for n in range(1, 101)))
    found = store.field_stats(acme, span(), "took")
    assert (found.count, found.minimum, found.maximum, found.average, found.total) == (100, 1, 100, 50.5, 5050)
    assert set(found.percentiles) == {"50", "90", "95", "99"}
    for name, value in found.percentiles.items():
        assert value == pytest.approx(int(name), abs=1.5)


def test_texts_that_read_as_numbers_count_and_others_do_not(store: LogStore, acme: TenantId) -> None:
    values = [1, "2.5", True, "soon", None, 4.5, ["3"], {"n": 9}]
    keep(store, *(event(acme, "x", attributes={"took": value}) for value in values if value is not None))
    found = store.field_stats(acme, span(), "took")
    assert (found.count, found.minimum, found.maximum, found.total) == (4, 1, 4.5, 11)


def test_statistics_without_numbers_are_empty(store: LogStore, acme: TenantId) -> None:
    keep(store, event(acme, "x", service="api"))
    found = store.field_stats(acme, span(), "service")
    assert (found.count, found.minimum, found.maximum, found.average, found.total) == (0, None, None, None, None)
    assert dict(found.percentiles) == {}


@pytest.mark.parametrize(
    "query", ["tags:web", "NOT tags:web", "_exists_:tags", "received_at:>2020-01-01", "level:info"]
)
def test_fields_are_listed_whatever_is_asked_about(store: LogStore, acme: TenantId, query: str) -> None:
    keep(store, event(acme, "a", level="info", tags=["web"]), event(acme, "b", level="info", tags=["shop"]))
    found = {field.name: field.count for field in store.fields(acme, span(query))}
    assert found["@timestamp"] == found["tags"] == store.count(acme, span(query)) > 0


def test_the_fields_of_one_range_say_nothing_of_those_of_another(store: LogStore, acme: TenantId) -> None:
    wide = {f"own{n}": "" if n % 2 else n for n in range(150)}
    keep(store, *(event(acme, "x", at=TEN + n * timedelta(hours=1), attributes=wide | {"a": n}) for n in range(3)))
    for hours in (3, 1, 2, 3):
        found = store.fields(acme, span("", TEN + timedelta(hours=hours - 1), TEN + timedelta(hours=hours)))
        assert {each.name: each.count for each in found}.get("own2") == 1, hours
        assert len([each for each in found if each.name.startswith("own")]) == 75
