"""Field references: what they name, what reading and writing them does."""

import pytest

from elkvision.pipeline.event import WorkEvent
from elkvision.pipeline.values.references import BadReference, CannotSet, path_of


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("message", ("message",)), ("[message]", ("message",)), ("[a][b]", ("a", "b")), ("[a b][c.d]", ("a b", "c.d")),
        ("a.b", ("a.b",)), ("[list][0]", ("list", "0")), ("[@metadata][x]", ("@metadata", "x")), ("[[a][b]]", ("a", "b")),
        ("[[a]][b]", ("a", "b")), ("@timestamp", ("@timestamp",)),
    ],
)  # fmt: skip
def test_a_reference_is_a_path_of_keys(text: str, path: tuple[str, ...]) -> None:
    assert path_of(text) == path


@pytest.mark.parametrize("text", ["", "[a", "a]", "[a]b", "a[b]", "[]", "[a][]", "]a[", "[a]]"])
def test_anything_else_is_no_reference(text: str) -> None:
    with pytest.raises(BadReference):
        path_of(text)


def test_what_is_not_there_is_none_and_not_there() -> None:
    event = WorkEvent({"a": {"b": 1, "null": None}, "list": ["x", None], "text": "abc"})
    assert event.get("[a][b]") == 1
    assert event.get("[list][-2]") == "x"
    assert [event.get(name) for name in ("[a][c]", "[a][b][c]", "[list][2]", "[list][x]", "[text][0]", "gone")] == [
        None
    ] * 6
    assert event.has("[a][null]")
    assert event.has("[list][0]")
    assert not any(event.has(name) for name in ("[a][c]", "[list][1]", "[list][5]", "[text][0]", "gone"))


def test_writing_makes_the_hashes_in_between() -> None:
    event = WorkEvent({})
    event.set("[a][b][c]", 1)
    event.set("[a][b][d]", 2)
    assert event.data == {"a": {"b": {"c": 1, "d": 2}}}


def test_writing_behind_the_end_of_a_list_fills_it_with_nulls() -> None:
    event = WorkEvent({"list": ["a"]})
    event.set("[list][3]", "d")
    event.set("[list][-1]", "e")
    event.set("[list][word]", "nowhere")
    assert event.data == {"list": ["a", None, None, "e"]}


def test_nothing_is_put_so_far_behind_a_list_that_memory_ends() -> None:
    with pytest.raises(CannotSet, match="too far behind its end"):
        WorkEvent({"list": ["a"]}).set("[list][1000000000]", 1)


def test_a_text_in_the_way_is_no_hash() -> None:
    with pytest.raises(CannotSet, match="which is no hash"):
        WorkEvent({"a": "text"}).set("[a][b]", 1)


def test_removing_gives_the_value() -> None:
    event = WorkEvent({"a": {"b": 1}, "list": ["x", "y"]})
    assert event.remove("[a][b]") == 1
    assert event.remove("[list][0]") == "x"
    assert [event.remove(name) for name in ("[a][b]", "[list][9]", "[list][x]", "[no][such]", "gone")] == [None] * 5
    assert event.data == {"a": {}, "list": ["y"]}


def test_metadata_lies_beside_the_fields() -> None:
    event = WorkEvent.of({"@metadata": {"input": "tcp"}, "@timestamp": "2026-01-04T12:00:00Z"}, now=0)
    event.set("[@metadata][x]", 1)
    assert event.get("[@metadata][input]") == "tcp"
    assert event.get("@metadata") == {"input": "tcp", "x": 1}
    assert set(event.data) == {"@timestamp"}
    assert event.remove("[@metadata][x]") == 1
    event.set("@metadata", {"y": 2})
    assert event.has("[@metadata]")
    assert event.remove("@metadata") == {"y": 2}
    assert event.metadata == {}


def test_a_clone_shares_nothing() -> None:
    event = WorkEvent({"a": {"b": [1]}}, {"m": 1})
    copy = event.clone()
    copy.set("[a][b][0]", 2)
    copy.metadata["m"] = 2
    assert event.data == {"a": {"b": [1]}}
    assert event.metadata == {"m": 1}


def test_a_tag_is_there_once() -> None:
    event = WorkEvent({})
    event.tag("a")
    event.tag("a")
    event.tag("b")
    single = WorkEvent({"tags": "one"})
    single.tag("one")
    single.tag("two")
    assert event.data["tags"] == ["a", "b"]
    assert single.data["tags"] == ["one", "two"]
