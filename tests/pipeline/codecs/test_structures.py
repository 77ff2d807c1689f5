"""json, json_lines, csv, msgpack and es_bulk: bytes that have fields."""

from datetime import UTC, datetime

import msgpack
import pytest
from tests.pipeline.codecs.running import decoded, decoder, encoded

from elkvision.pipeline.event import Timestamp
from elkvision.pipeline.filters.contract import BadSetting

FAILED = ["_jsonparsefailure"]


@pytest.mark.parametrize(
    ("data", "events"),
    [
        (b'{"a": 1}', [{"a": 1}]),
        (b'[{"a": 1}, {"b": 2}]', [{"a": 1}, {"b": 2}]),
        (b"nonsense", [{"message": "nonsense", "tags": FAILED}]),
        (b'[{"a": 1}, 2]', [{"message": '[{"a": 1}, 2]', "tags": FAILED}]),
        (b"7", [{"message": "7", "tags": FAILED}]),
    ],
)
def test_json_arrives_as_a_whole(data, events):
    assert decoded("json", data) == events


def test_json_may_go_under_a_target():
    assert decoded("json", b"[1]", target="[a][b]") == [{"a": {"b": [1]}}]
    assert decoded("json_lines", b'{"x": 1}\n', target="a") == [{"a": {"x": 1}}]


def test_json_lines_may_arrive_in_any_pieces_and_blank_ones_are_nothing():
    assert decoded("json_lines", b'{"a": 1}\n\n  \n{"b"', b': 2}\n{"c": 3}') == [{"a": 1}, {"b": 2}, {"c": 3}]


def test_a_line_that_is_no_json_does_not_stop_the_others():
    assert decoded("json_lines", b'{"a": 1}\n{"b"\n{"c": 3}\n') == [
        {"a": 1},
        {"message": '{"b"', "tags": FAILED},
        {"c": 3},
    ]


def test_the_moment_of_an_object_is_the_moment_of_its_event():
    [event] = decoder("json").decode(b'{"@timestamp": "2024-05-01T10:00:00Z"}')
    assert str(event.timestamp()) == "2024-05-01T10:00:00.000Z"


def test_json_is_written_again():
    assert encoded("json_lines", {"a": [1, "ä"]}) == '{"a":[1,"ä"],"@timestamp":"2026-01-04T12:00:00.000Z"}\n'.encode()
    assert encoded("json", {}) == b'{"@timestamp":"2026-01-04T12:00:00.000Z"}'


@pytest.mark.parametrize(
    ("given", "data", "events"),
    [
        ({}, b'1,"x, ""y"""\n', [{"column1": "1", "column2": 'x, "y"'}]),
        ({"columns": ["a"]}, b"1,2\n", [{"a": "1", "column2": "2"}]),
        ({"columns": ["a"], "autogenerate_column_names": False}, b"1,2\n", [{"a": "1"}]),
        ({"autodetect_column_names": True}, b"a,b\n1,2\n3,4\n", [{"a": "1", "b": "2"}, {"a": "3", "b": "4"}]),
        ({"columns": ["a", "b"], "skip_empty_columns": True}, b",2\n", [{"b": "2"}]),
        ({"separator": ";", "quote_char": "'"}, b"'a;b';c\n", [{"column1": "a;b", "column2": "c"}]),
        ({"quote_char": "\\x00"}, b'a,"b" c\n', [{"column1": "a", "column2": '"b" c'}]),
        ({"columns": ["a"], "target": "t"}, b"1\n", [{"t": {"a": "1"}}]),
        (
            {
                "columns": ["i", "f", "b", "d"],
                "convert": {"i": "integer", "f": "float", "b": "boolean", "d": "date_time"},
            },
            b"7,1.5,true,2024-05-01T10:00:00Z\nx,y,z,w\n",
            [
                {"i": 7, "f": 1.5, "b": True, "d": Timestamp(1_714_557_600_000_000_000)},
                {"i": "x", "f": "y", "b": "z", "d": "w"},
            ],
        ),
        ({}, b'"open\n', [{"message": '"open', "tags": ["_csvparsefailure"]}]),
    ],
)
def test_each_row_of_a_table_is_an_event(given, data, events):
    assert decoded("csv", data, **given) == events


def test_tables_are_written_with_their_names_once():
    fields = {"a": 'x, "y"', "b": 2}
    assert encoded("csv", fields, columns=["b", "a"]) == b'2,"x, ""y"""\n'
    assert encoded("csv", {"a": "x\\y,z"}, columns=["a"]) == b'"x\\y,z"\n'
    assert encoded("csv", {"a": "x,y"}, columns=["a"], quote_char="") == b"x\\,y\n"
    assert encoded("csv", fields, columns=["a"], include_headers=True).startswith(b"a\n")


def test_settings_of_tables_that_cannot_be_are_mistakes():
    with pytest.raises(BadSetting, match="one character"):
        decoder("csv", separator="||")
    with pytest.raises(BadSetting, match="one character"):
        decoder("csv", quote_char="||")
    with pytest.raises(BadSetting, match="no type"):
        decoder("csv", convert={"a": "colour"})


def test_messagepack_maps_are_events():
    packed = msgpack.packb(
        {"a": [1, None], b"k": b"v", "t": datetime(2024, 5, 1, tzinfo=UTC)}, datetime=True
    ) + msgpack.packb({"b": 2})
    assert decoded("msgpack", packed) == [
        {"a": [1, None], "k": "v", "t": Timestamp(1_714_521_600_000_000_000)},
        {"b": 2},
    ]


def test_messagepack_without_a_message_gets_one_by_its_format():
    assert decoded("msgpack", msgpack.packb({"a": 1}), format="a is %{a}") == [{"a": 1, "message": "a is 1"}]


@pytest.mark.parametrize("data", [b"plain text", msgpack.packb([1]), msgpack.packb({"a": 1})[:-1], b""])
def test_what_is_no_map_is_tagged(data):
    [event] = decoded("msgpack", data)
    assert event["tags"] == ["_msgpackparsefailure"]


def test_messagepack_is_written_again():
    assert msgpack.unpackb(encoded("msgpack", {"a": 1})) == {"a": 1, "@timestamp": "2026-01-04T12:00:00.000Z"}


BULK = b'{"index": {"_index": "x", "_id": "1"}}\n{"a": 1}\n{"delete": {"_id": "2"}}\n{"create": {}}\n{"b": 2}\n'


def test_each_document_of_a_bulk_is_an_event_that_knows_what_was_asked():
    first, gone, last = decoder("es_bulk").decode(BULK)
    assert (first.data["a"], first.metadata) == (1, {"_index": "x", "_id": "1", "action": "index"})
    assert gone.metadata == {"_id": "2", "action": "delete"}
    assert (last.data["b"], last.metadata) == (2, {"action": "create"})


def test_with_ecs_what_was_asked_lies_deeper():
    [first, *_] = decoder("es_bulk", "v1").decode(BULK)
    assert first.get("[@metadata][codec][es_bulk][action]") == "index"


def test_a_broken_line_does_not_stop_a_bulk():
    assert [event["a"] for event in decoded("es_bulk", b'nonsense\n{"index": {}}\n', b'{"a": 1}\n{"x": 1}\n[1]\n')] == [
        1
    ]


@pytest.mark.parametrize(
    ("line", "fields", "asked"),
    [
        (b'{"doc": {"a": 1}, "doc_as_upsert": true}', {"a": 1}, {"doc_as_upsert": True}),
        (b'{"params": {"a": 1}, "script": "s", "lang": "painless", "upsert": {"b": 2}}', {"a": 1},
         {"scripted_upsert": True, "script": "s", "script_type": "inline", "script_lang": "painless", "upsert": '{"b":2}'}),
        (b'{"other": 1}', {"other": 1}, {}),
    ],
)  # fmt: skip
def test_the_document_of_an_update_can_be_taken_out(line, fields, asked):
    [event] = decoder("es_bulk", parse_update=True).decode(b'{"update": {"_id": "1"}}\n' + line + b"\n")
    event.data.pop("@timestamp")
    assert event.data == fields
    assert event.metadata == {"_id": "1", "action": "update", **asked}
