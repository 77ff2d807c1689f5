"""Filters that make events and let them go: clone, split, drop."""

from dataclasses import replace

import pytest
from tests.pipeline.filters.running import NOWHERE, after, events_after


def messages(filters, fields, **around):
    return [event.data.get("message") for event in events_after(filters, fields, replace(NOWHERE, **around))]


def test_each_clone_has_its_name_as_its_type():
    first, one, two = events_after(
        'clone { clones => ["one", "two"] add_tag => ["copy"] }', {"a": {"b": 1}, "type": "t"}
    )
    assert first.data["type"] == "t"
    assert "tags" not in first.data
    assert [event.data["type"] for event in (one, two)] == ["one", "two"]
    assert one.data["tags"] == ["copy"]
    assert one.data["a"] is not first.data["a"]


def test_with_ecs_each_clone_has_its_name_as_a_tag():
    _, clone = events_after('clone { clones => ["one"] ecs_compatibility => "v1" }', {"type": "t"})
    assert (clone.data["type"], clone.data["tags"]) == ("t", ["one"])


def test_a_text_is_split_at_line_ends_and_empty_parts_are_left_out():
    assert messages('split { add_field => { "n" => "1" } }', {"message": "a\n\nb\n"}) == ["a", "b"]


def test_a_part_goes_to_the_target_and_the_rest_stays():
    events = events_after('split { field => "[a][list]" target => "item" }', {"a": {"list": [{"x": 1}, 2, None, ""]}})
    assert [event.data["item"] for event in events] == [{"x": 1}, 2]
    assert events[0].data["a"] == {"list": [{"x": 1}, 2, None, ""]}


def test_nested_items_take_the_place_of_their_list():
    events = events_after('split { field => "[a][list]" }', {"a": {"list": [1, 2], "k": 3}})
    assert [event.data["a"] for event in events] == [{"list": 1, "k": 3}, {"list": 2, "k": 3}]


def test_one_part_is_the_event_as_it_was():
    assert after('split { add_tag => ["no"] }', {"message": "a"}) == {"message": "a"}


def test_another_terminator():
    assert messages('split { terminator => "||" }', {"message": "a||b"}) == ["a", "b"]


@pytest.mark.parametrize("fields", [{}, {"message": 5}, {"message": {"a": 1}}])
def test_what_cannot_be_split_is_tagged(fields):
    assert after("split { }", fields)["tags"] == ["_split_type_failure"]


def test_dropped_events_are_gone():
    assert events_after("drop { }", {}) == []


@pytest.mark.parametrize(("number", "left"), [(0.39, 0), (0.41, 1)])
def test_a_share_is_dropped(number, left):
    events = events_after("drop { percentage => 40 }", {}, replace(NOWHERE, random_number=lambda: number))
    assert len(events) == left
