"""json and json_encode."""

import pytest
from tests.pipeline.filters.running import NOON, after, events_after

from elkvision.pipeline.event import Timestamp

READ = 'json { source => "message" add_tag => ["read"] }'
FAILED = ["_jsonparsefailure"]


def test_the_keys_of_an_object_become_fields():
    text = '{"a": 1, "b": {"c": [1.5, null, true]}, "message": "inner"}'
    assert after(READ, {"message": text}) == {
        "a": 1,
        "b": {"c": [1.5, None, True]},
        "message": "inner",
        "tags": ["read"],
    }


def test_with_a_target_everything_goes_there_and_lists_too():
    read = 'json { source => "[in][text]" target => "[out][here]" }'
    assert after(read, {"in": {"text": '{"a": 1}'}})["out"] == {"here": {"a": 1}}
    assert after(read, {"in": {"text": '[1, "b"]'}})["out"] == {"here": [1, "b"]}


@pytest.mark.parametrize(
    "text", ["nonsense", "", "[1]", "12", "12:30 went out", "NaN", '"a"', '{"a": NaN}', "{'a': 1}", '{"a[": 1}']
)
def test_what_is_no_object_is_tagged_and_left(text):
    assert after(READ, {"message": text}) == {"message": text, "tags": FAILED}


@pytest.mark.parametrize("text", ['{"a": 1} and more', ' {"a": 1}{"b": 2}', '{"a": 1}]'])
def test_what_stands_behind_an_object_is_not_read(text):
    assert after(READ, {"message": text}) == {"message": text, "a": 1, "tags": ["read"]}


def test_other_values_than_texts_are_tagged():
    assert after(READ, {"message": {"a": 1}})["tags"] == FAILED
    assert after(READ, {"message": 5})["tags"] == FAILED


@pytest.mark.parametrize("fields", [{}, {"message": None}])
def test_nothing_to_read_is_no_failure(fields):
    assert after(READ, fields) == fields


def test_the_tags_of_a_failure_can_be_chosen_and_join_those_that_are_there():
    read = 'json { source => "message" tag_on_failure => ["a", "b"] }'
    assert after(read, {"message": "x", "tags": ["b", "c"]})["tags"] == ["b", "c", "a"]


def test_what_is_no_json_can_be_let_pass_without_a_tag_but_not_what_has_no_target():
    read = 'json { source => "message" skip_on_invalid_json => true }'
    assert after(read, {"message": "x"}) == {"message": "x"}
    assert after(read, {"message": "[1]"})["tags"] == ["_jsonparsefailure"]


def test_a_moment_in_the_text_is_the_moment_of_the_event():
    [event] = events_after(READ, {"message": '{"@timestamp": "2024-05-01T10:00:00.123456789+02:00"}'})
    assert str(event.timestamp()) == "2024-05-01T08:00:00.123456789Z"


@pytest.mark.parametrize(("stamp", "kept"), [('"yesterday"', "yesterday"), ("17", "17"), ("[1]", "[1]")])
def test_what_is_no_moment_is_kept_beside_it(stamp, kept):
    [event] = events_after(READ, {"message": f'{{"@timestamp": {stamp}, "a": 1}}'})
    assert event.timestamp() == Timestamp(NOON)
    assert event.data["_@timestamp"] == kept
    assert event.data["tags"] == ["_timestampparsefailure", "read"]


def test_a_null_for_a_moment_changes_nothing():
    [event] = events_after(READ, {"message": '{"@timestamp": null}', "@timestamp": "2020-01-01T00:00:00Z"})
    assert str(event.timestamp()) == "2020-01-01T00:00:00.000Z"


def test_a_key_that_is_a_field_reference_is_read_as_one():
    assert after(READ, {"message": '{"[a][b]": 1, "@metadata": {"x": 2}}'})["a"] == {"b": 1}


def test_tags_that_are_no_texts_are_refused():
    assert after(READ, {"message": '{"tags": {"a": 1}}'})["tags"] == FAILED
    assert after(READ, {"message": '{"tags": "one"}'})["tags"] == ["one", "read"]


def test_whole_numbers_keep_every_digit():
    assert after(READ, {"message": '{"n": 123456789012345678901234567890}'})["n"] == 123456789012345678901234567890


def test_a_value_is_written_as_json():
    fields = {"a": {"b": [1, 2.5, "ä", None]}, "n": 2**70}
    event = after('json_encode { source => "a" target => "t" } json_encode { source => "n" }', fields)
    assert event["t"] == '{"b":[1,2.5,"ä",null]}'
    assert event["n"] == "1180591620717411303424"
    assert after('json_encode { source => "@timestamp" target => "t" }', {})["t"] == '"2026-01-04T12:00:00.000Z"'


def test_tags_of_a_sender_that_are_no_texts_are_kept_beside_them():
    assert after("mutate { }", {"tags": {"a": 1}}) == {"_tags": {"a": 1}, "tags": ["_tagsparsefailure"]}
    assert after("mutate { }", {"tags": ["a", 1]})["_tags"] == ["a", 1]
    assert after("mutate { }", {"tags": "a"}) == {"tags": "a"}
