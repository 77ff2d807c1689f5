"""An event as a document: what is searched and counted of it, and that it comes back as it was."""

from typing import Any

import orjson
import pytest

from elkvision.core.event import Event
from elkvision.core.query import read_number
from elkvision.store.engines.elasticsearch.coding import (
    BREAK,
    LONG_WORDS,
    LONGEST,
    hash_term,
    long_term,
    number_term,
    path_code,
    text_terms,
    twin_of,
    words_of,
)
from elkvision.store.engines.elasticsearch.documents import Documents, event_of


def _event(message: str = "Disk full", **fields: Any) -> Event:
    return {
        "id": "01a20906bddb00000000010000000000",
        "@timestamp": 1_773_482_400_123_456_789,
        "received_at": 1_795_447_766_491,
        "tenant_id": "acme",
        "message": message,
        "input": "tcp",
        **fields,
    }


def _documents() -> Documents:
    return Documents(lambda path: twin_of(path_code(path)) or "")


def _searched(event: Event) -> dict[str, Any]:
    document, undecided = _documents().encode(event)
    assert undecided == []
    searched: dict[str, Any] = orjson.loads(document)["q"]
    return searched


def test_a_document_is_the_event_as_other_tools_read_it() -> None:
    document = orjson.loads(_documents().encode(_event(level="info", attributes={"a": [1, {"b": None}]}))[0])
    del document["q"]
    assert document == {
        "id": "01a20906bddb00000000010000000000",
        "@timestamp": "2026-03-14T10:00:00.123456789Z",
        "received_at": "2026-11-23T15:29:26.491Z",
        "tenant_id": "acme",
        "level": "info",
        "message": "Disk full",
        "input": "tcp",
        "attributes": {"a": [1, {"b": None}]},
    }


@pytest.mark.parametrize(
    "attributes",
    [
        None,
        {"n": 2**63 - 1, "f": 1e300, "t": True, "e": "", "l": [[1], []], "o": {"a.b": {"": 0}}},
        {"beyond": 2**70, "below": -(2**70), "beside": "text"},
        {"in": {"the": {"list": [2**64, 1.5]}}},
    ],
)
def test_an_event_comes_back_as_it_was(attributes: dict[str, Any] | None) -> None:
    event = _event(tags=["a", "a"], **({"attributes": attributes} if attributes else {}))
    assert event_of(orjson.loads(_documents().encode(event)[0])) == event


def test_what_is_very_deep_comes_back_as_it_was() -> None:
    attributes: dict[str, Any] = {"end": 1}
    for _ in range(200):
        attributes = {"in": [attributes]}
    event = _event(attributes=attributes)
    assert event_of(orjson.loads(_documents().encode(event)[0])) == event


def test_every_value_has_its_terms() -> None:
    found = _searched(
        _event(
            service="Shop",
            attributes={"User": {"Name": "Alice"}, "n": 200, "f": 2.5, "t": True, "e": "", "l": ["X", 5, {"k": "Y"}]},
        )
    )
    assert sorted(found["t"]) == sorted([
        f"input{BREAK}stcp", f"service{BREAK}sshop", f".User.Name{BREAK}salice", number_term(".n", 200),
        number_term(".f", 2.5), f".t{BREAK}btrue", f".e{BREAK}s", f".l{BREAK}sx", number_term(".l", 5), f".l.k{BREAK}sy",
    ])  # fmt: skip


@pytest.mark.parametrize("attributes", [{"a": {"b": "v"}}, {"a.b": "v"}, {"a": [{"b": "v"}]}, {"a": [[{"b": ["v"]}]]}])
def test_all_spellings_of_a_path_are_one(attributes: dict[str, Any]) -> None:
    assert f".a.b{BREAK}sv" in _searched(_event(attributes=attributes))["t"]


def test_words_and_the_whole_message_are_in_lower_case() -> None:
    found = _searched(_event("DISK full: /dev/Größe", service="Pay-Desk", trace_id="T1"))
    assert (found["w"].split(), found["m"]) == (["disk", "full", "dev", "größe"], "disk full: /dev/größe")
    assert found["o"] == ["pay desk", "t1"]


@pytest.mark.parametrize("value", ["abc", "4711", "1e5", "İz", "名前", "t-1", "", "x" * 121, "::1"])
def test_an_own_field_is_searched_by_the_same_words_and_terms_however_short_the_way(value: str) -> None:
    found = _searched(_event("", trace_id=value))
    number = read_number(value)
    words, long = words_of(value.lower())
    assert found["t"][1:] == text_terms("trace_id", value, number) + [LONG_WORDS] * long
    assert found.get("o", [""]) == [words.strip()]


def test_what_is_too_long_for_a_term_is_marked() -> None:
    text = "Long " * LONGEST
    found = _searched(_event(text, raw=text, attributes={"stack": text}))
    assert "m" not in found
    for path in ("message", "raw", ".stack"):
        assert long_term(path) in found["t"]
    assert hash_term(".stack", text.upper()) in found["t"]
    assert "~stack" not in found.get("k", {})


def test_a_very_long_word_is_marked() -> None:
    assert LONG_WORDS in _searched(_event("x" * 300))["t"]
    assert LONG_WORDS in _searched(_event("short", service="x" * 300))["t"]
    assert LONG_WORDS not in _searched(_event("x " * 300, environment="x" * 300))["t"]


def test_twins_have_values_with_their_types_each_as_often_as_it_is_there() -> None:
    found = _searched(
        _event(tags=["a", "a"], attributes={"n": [1, 1, True, "1.5", 1], "s": "Text", "a": {"b": 7}, "a.b": 7})
    )
    assert found["k"] == {
        "tags": ["sa", "S2\0a"],
        "~n": ["i1", "I2\x001", "btrue", "s1.5", "I3\x001"],
        "~s": "sText",
        "~a~b": ["i7", "I2\x007"],
    }
    assert found["n"] == {"~n": [1.0, 1.0, 1.5, 1.0], "~a~b": [7.0, 7.0]} or found["n"]["~a~b"] == [7, 7.0]


def test_a_path_without_a_twin_is_searched_all_the_same() -> None:
    document, undecided = Documents(lambda _: "").encode(_event(attributes={"a": 1, "b": {"c": "x"}}))
    found = orjson.loads(document)["q"]
    assert undecided == []
    assert "k" not in found
    assert number_term(".a", 1) in found["t"]


def test_a_path_that_nobody_has_decided_about_is_named() -> None:
    documents = Documents(lambda _: None)
    event = _event(attributes={"a": 1, "b": {"c": ["x", "y"]}})
    _, undecided = documents.encode(event)
    assert {place.name for place in undecided} == {".a", ".b.c"}
    for place in undecided:
        place.twin = twin_of(place.code)
    document, undecided = documents.encode(event)
    assert undecided == []
    assert set(orjson.loads(document)["q"]["k"]) == {"~a", "~b~c"}


def test_what_is_remembered_is_no_others() -> None:
    """Names, values and shapes are looked up; each event has its own."""
    documents = _documents()
    events = [
        _event("", attributes={"a": 1}), _event("x", attributes={"a": 1}), _event("x", attributes={"a": "1"}),
        _event("x", service="a"), _event("x", host="a"), _event("x", service=""), _event("x", tags=[]), _event("x", tags=["t"]),
    ]  # fmt: skip
    together = [documents.encode(event)[0] for event in events]
    assert together == [_documents().encode(event)[0] for event in events]


@pytest.mark.parametrize(
    "broken",
    [{"message": None}, {"@timestamp": "now"}, {"attributes": {"a": {1, 2}}}, {"attributes": [1]}, {"service": 5}],
)
def test_what_is_no_event_is_refused(broken: dict[str, Any]) -> None:
    with pytest.raises((KeyError, TypeError, ValueError, AttributeError)):
        _documents().encode(_event(**broken))
