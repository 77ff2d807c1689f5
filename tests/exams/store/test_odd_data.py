"""Any field, any type, any number of them: no document is lost for being odd."""

from collections.abc import Iterator
from typing import Any

import pytest
from tests.exams.store.making import event, everything, keep, messages, span

from elkvision.core.tenancy import TenantId
from elkvision.store.contract import LogStore


def _flat(node: Any, path: str = "") -> Iterator[tuple[str, Any, bool]]:
    """Dotted leaves, so that a dotted name and a nested one compare alike; empties are nothing."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield from _flat(value, f"{path}.{key}" if path else key)
    elif node != []:
        yield path, _plain(node), isinstance(node, bool)


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return sorted(_flat(value), key=str) if isinstance(value, dict) else value


def _same(found: Any, sent: Any) -> bool:
    return sorted(_flat(found), key=str) == sorted(_flat(sent), key=str)


ODD: dict[str, dict[str, Any]] = {
    "integers at both edges": {"high": 2**63 - 1, "low": -(2**63), "nought": 0},
    "floats": {"small": 1e-9, "large": 1.5e300, "negative": -0.25, "third": 1 / 3},
    "booleans": {"yes": True, "no": False},
    "empty texts": {"empty": "", "space": " "},
    "lists": {"numbers": [1, 2, 3], "texts": ["a", "b"], "one": [1]},
    "mixed lists": {"mixed": ["x", 5, True, 2.5]},
    "lists of lists": {"matrix": [[1, 2], [3, 4]]},
    "lists of objects": {"items": [{"sku": "A", "qty": 2}, {"sku": "B", "extra": {"deep": True}}]},
    "dotted names": {"a.b": 1, "c.d.e": "x"},
    "names of all kinds": {"user name": 1, "größe": 2, "名前": 3, "a/b": 4, "x-y": 5, "@at": 6, "$dollar": 7, "404": 8},
    "names that look like code": {"`tick`": 1, "quo'te": 2, 'quo"te': 3, "back\\slash": 4, "per%cent": 5, "(a)": 6},
    "names of our own fields": {"id": "x", "message": "inner", "level": 7, "tenant_id": "globex", "attributes": "y"},
    "addresses": {"v4": "10.0.0.1", "v6": "2001:db8::1", "mapped": "::ffff:10.0.0.1"},
    "texts of all kinds": {"emoji": "🚀🇩🇪", "zero": "a\x00b", "tab": "a\tb", "rtl": "שלום", "combining": "e\u0301"},
    "texts that look like something else": {"null": "null", "true": "true", "number": "007", "json": '{"a":1}'},
    "times as text": {"iso": "2026-03-14T10:00:00.123Z", "day": "2026-03-14"},
}


@pytest.mark.parametrize("kind", list(ODD))
def test_odd_attributes_come_back_as_they_came(store: LogStore, acme: TenantId, kind: str) -> None:
    sent = event(acme, "odd", attributes=ODD[kind])
    keep(store, sent)
    found = store.get(acme, sent["id"])
    assert found is not None
    assert _same(found.get("attributes"), ODD[kind]), found.get("attributes")


def test_a_conflict_of_types_loses_no_document(store: LogStore, acme: TenantId) -> None:
    values: list[Any] = [5, "five", True, 2.5, [1, "two"], {"inner": 1}, "2026-03-14", -1, ""]
    sent = [event(acme, str(n), attributes={"x": value}) for n, value in enumerate(values)]
    keep(store, *sent)
    found = everything(store, acme)
    assert messages(found) == [str(n) for n in range(len(values))]
    for got, wanted in zip(found, values, strict=True):
        assert _same(got.get("attributes"), {"x": wanted}), got


@pytest.mark.parametrize(
    "message", ["a\x00b", "line\nbreak\r\n", "tab\t", "'; DROP TABLE logs; --", "\\N", "{x:String}", "é" * 1000]
)
def test_odd_messages_come_back_as_they_came(store: LogStore, acme: TenantId, message: str) -> None:
    sent = event(acme, message, service=message[:20])
    keep(store, sent)
    assert store.get(acme, sent["id"]) == sent


def test_a_message_of_a_megabyte_is_kept_and_found(store: LogStore, acme: TenantId) -> None:
    sent = event(acme, "word " * 209_715 + "needle")
    keep(store, sent, event(acme, "short"))
    assert store.get(acme, sent["id"]) == sent
    assert store.count(acme, span("needle")) == 1
    assert store.count(acme, span('"word needle"')) == 1


def test_three_thousand_names_in_a_batch_are_all_searchable(store: LogStore, acme: TenantId) -> None:
    keep(store, *(event(acme, str(n), attributes={f"name_{n}_{k}": k for k in range(30)}) for n in range(100)))
    assert messages(store.search(acme, span("name_7_3:3")).events) == ["7"]
    assert messages(store.search(acme, span("name_99_29:>28")).events) == ["99"]
    assert store.count(acme, span("name_50_0:*")) == 1
    found = everything(store, acme, "name_42_17:17")
    assert found[0]["attributes"] == {f"name_42_{k}": k for k in range(30)}


def test_one_event_may_have_a_thousand_names(store: LogStore, acme: TenantId) -> None:
    attributes = {f"key{n}": f"value{n}" for n in range(1000)}
    sent = event(acme, "wide", attributes=attributes)
    keep(store, sent)
    assert store.get(acme, sent["id"]) == sent
    assert store.count(acme, span("key999:value999")) == 1


def test_deep_nesting_is_kept_and_searchable(store: LogStore, acme: TenantId) -> None:
    attributes: dict[str, Any] = {"end": "here"}
    for _ in range(20):
        attributes = {"in": attributes}
    sent = event(acme, "deep", attributes=attributes)
    keep(store, sent)
    assert store.get(acme, sent["id"]) == sent
    assert store.count(acme, span("in." * 20 + "end:here")) == 1


def test_names_that_look_like_code_can_be_searched(store: LogStore, acme: TenantId) -> None:
    keep(store, event(acme, "x", attributes={"`tick`": 1, "quo'te": 2, "(a)": 3, "b\\s": 4}))
    for query in (r"\`tick\`:1", r"quo\'te:2", r"\(a\):3", r"b\\s:4"):
        assert store.count(acme, span(query)) == 1, query


@pytest.mark.parametrize("name", [":`Int64`", "^`a`", "a[]", "[]", "`", "it's", "{p0:String}"])
def test_names_that_are_signs_of_a_store_are_only_names(store: LogStore, acme: TenantId, name: str) -> None:
    for attributes in ({name: "v"}, {"in": {name: "v"}}):
        sent = event(acme, "x", attributes=attributes)
        keep(store, sent)
        assert store.get(acme, sent["id"]) == sent
    typed = "".join("\\" + letter for letter in name)
    assert (store.count(acme, span(f"{typed}:v")), store.count(acme, span(f"in.{typed}:v"))) == (1, 1)
    assert [each.value for each in store.top_values(acme, span(), name).values] == ["v"]
    assert name in {each.name.replace("\\", "") for each in store.fields(acme, span())}


def test_a_choice_of_values_that_look_like_code_finds_each(store: LogStore, acme: TenantId) -> None:
    values = ["it's", "C:\\temp", "a\tb", "a\nb", "a\x00b", "']", "\\'", "','"]
    keep(store, *[event(acme, "x", attributes={"v": value}) for value in values])
    quoted = ['"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"' for value in values]
    assert store.count(acme, span(f"v:({' OR '.join(quoted)})")) == len(values)
    for one in quoted:
        assert store.count(acme, span(f'v:({one} OR "nothing")')) == 1, one


@pytest.mark.parametrize(
    "value", ["'; DROP TABLE logs; --", "\\", "%", "_", "\\%", "it's", '"', "a\x00b", "{a:String}", "$1", "\\E", "*"]
)
def test_values_that_look_like_code_are_only_values(store: LogStore, acme: TenantId, value: str) -> None:
    keep(store, event(acme, "right", attributes={"v": value}), event(acme, "wrong", attributes={"v": "other text"}))
    quoted = value.replace("\\", "\\\\").replace('"', '\\"')
    assert messages(store.search(acme, span(f'v:"{quoted}"')).events) == ["right"]
    escaped = "".join("\\" + letter for letter in value)
    assert messages(store.search(acme, span(f"v:{escaped}*")).events) == ["right"]
    assert store.count(acme, span(f'v:>="{quoted}" v:<="{quoted}"')) == 1


def test_a_very_long_query_is_answered(store: LogStore, acme: TenantId) -> None:
    keep(store, event(acme, "x", attributes={"n": 500}))
    query = "n:(" + " OR ".join(str(n) for n in range(1000)) + ")"
    assert store.count(acme, span(query)) == 1
    assert store.count(acme, span(" ".join(f"-w{n}" for n in range(1000)))) == 1


def test_a_deep_query_is_answered(store: LogStore, acme: TenantId) -> None:
    keep(store, event(acme, "x y"))
    query = "x"
    for _ in range(45):
        query = f"(y ({query} OR z))" if query.count("(") < 40 else query
    assert store.count(acme, span(query)) == 1
