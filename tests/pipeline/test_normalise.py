"""A line becomes the one document."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elkvision.core.event import ALIASES, LEVELS, OWN_FIELDS, fold_level
from elkvision.core.wire import from_wire, to_wire
from elkvision.pipeline.normalise import normalise_line, normalise_object

RECEIVED = 1_772_366_400_000


def read(line, input="tcp", **defaults):
    line = json.dumps(line).encode() if isinstance(line, dict) else line
    return normalise_line(line, id="7" * 32, tenant="acme", received_ms=RECEIVED, input=input, defaults=defaults)


def attributes(line):
    return read(line).get("attributes", {})


def test_a_whole_event_is_read():
    event = read(
        {"timestamp": "2024-05-06T07:08:09.5Z", "severity": "WARN", "msg": "low stock", "service": {"name": "cart"}, "env": "prod",
         "host": {"name": "till-1"}, "logger": "org.shop", "traceId": "ab", "span_id": 7, "tags": "a, b", "price": 9.5}
    )  # fmt: skip
    assert event == {
        "id": "7" * 32, "tenant_id": "acme", "input": "tcp", "received_at": RECEIVED, "@timestamp": 1_714_979_289_500_000_000,
        "level": "warning", "message": "low stock", "service": "cart", "environment": "prod", "host": "till-1",
        "logger": "org.shop", "trace_id": "ab", "span_id": "7", "tags": ["a", "b"], "attributes": {"price": 9.5},
    }  # fmt: skip


def test_the_first_usable_name_wins_and_the_others_stay():
    event = read({"message": "m", "level": "purple", "severity": "ERROR", "lvl": "info"})
    assert event["level"] == "error"
    assert event["attributes"] == {"level": "purple", "lvl": "info"}


@pytest.mark.parametrize("name", OWN_FIELDS)
def test_a_sender_never_sets_what_is_ours(name):
    event = read({"message": "m", name: "forged"})
    assert event.get(name) != "forged"
    assert event["attributes"] == {name: "forged"}


@pytest.mark.parametrize(
    ("sent", "tree"),
    [
        ({"a.b": 1}, {"a": {"b": 1}}),
        ({"a": {"b.c": 1}}, {"a": {"b": {"c": 1}}}),
        ({"a": 1, "a.b": 2}, {"a": 1, "a.b": 2}),
        ({"a.b": 2, "a": 1}, {"a": 1, "a.b": 2}),
        ({"a.b": 1, "a": {"b": 2}}, {"a": {"b": [1, 2]}}),
        ({"a": {"b": 1}, "a.c": 2}, {"a": {"b": 1, "c": 2}}),
        ({"a.b": 1, "a.b.c": 2}, {"a": {"b": 1, "b.c": 2}}),
        ({"a..b": 1, ".c": 2, "d.": 3}, {"a..b": 1, ".c": 2, "d.": 3}),
        ({"a": None, "b": {"c": None}, "d": [1, None, {"e": None, "f.g": 1}]}, {"d": [1, {"f": {"g": 1}}]}),
        ({"a": [], "b": "", "c": {}}, {"a": [], "b": ""}),
    ],
)
def test_dotted_keys_are_paths_and_nothing_is_lost(sent, tree):
    assert attributes(sent) == tree


def test_a_taken_field_leaves_what_is_beside_it():
    event = read({"message": "m", "log": {"level": "warn", "offset": 7}, "host": {"name": "till-1"}})
    assert (event["level"], event["host"], event["attributes"]) == ("warning", "till-1", {"log": {"offset": 7}})


@pytest.mark.parametrize(
    ("value", "ns"),
    [
        ("2024-05-06T07:08:09Z", 1_714_979_289_000_000_000),
        ("2024-05-06T09:08:09,123+0200", 1_714_979_289_123_000_000),
        ("2024-05-06 07:08:09.123456789", 1_714_979_289_123_456_789),
        ("06/May/2024:07:08:09 +0000", 1_714_979_289_000_000_000),
        (1_714_979_289, 1_714_979_289_000_000_000),
        (1_714_979_289.5, 1_714_979_289_500_000_000),
        (1_714_979_289_123, 1_714_979_289_123_000_000),
        (1_714_979_289_123_456, 1_714_979_289_123_456_000),
        (1_714_979_289_123_456_789, 1_714_979_289_123_456_789),
        ("1714979289.123456789", 1_714_979_289_123_456_789),
    ],
)
def test_times_are_read(value, ns):
    event = read({"message": "m", "@timestamp": value})
    assert event["@timestamp"] == ns
    assert "tags" not in event


@pytest.mark.parametrize(
    "value",
    [0.25, 12, True, "soon", "", "2300-01-01T00:00:00Z", "1900-01-01T00:00:00Z", "2024-02-31T00:00:00Z", {}, []],
)
def test_what_is_no_time_gets_the_receipt_and_says_so(value):
    event = read({"message": "m", "time": value})
    assert event["@timestamp"] == RECEIVED * 1_000_000
    assert event["tags"] == ["_no_timestamp"]


def test_a_time_without_a_zone_is_in_the_sources():
    assert (
        read({"message": "m", "time": "2024-05-06 09:08:09"}, timezone="Europe/Berlin")["@timestamp"]
        == 1_714_979_289_000_000_000
    )


def test_a_day_and_a_time_of_day_in_two_columns_are_one_time():
    event = read({"message": "m", "date": "2024-05-06", "time": "07:08:09.5"})
    assert event["@timestamp"] == 1_714_979_289_500_000_000
    assert "attributes" not in event


def test_a_time_that_is_no_time_of_day_stays_beside_the_day():
    event = read({"message": "m", "date": "2024-05-06", "time": "a while"})
    assert event["@timestamp"] == 1_714_953_600_000_000_000
    assert event["attributes"] == {"time": "a while"}


def test_defaults_fill_only_what_is_absent_and_tags_are_added():
    event = read(
        {"message": "m", "service": "cart", "tags": ["a"]}, service="x", host="till-1", tags=["a", "b"], upload_id="u1"
    )
    assert (event["service"], event["host"], event["upload_id"]) == ("cart", "till-1", "u1")
    assert event["tags"] == ["a", "b", "_no_timestamp"]


def test_defaults_are_never_changed():
    tags = ["b"]
    assert read(b"hello", tags=tags)["tags"] == ["b", "_no_timestamp"]
    assert tags == ["b"]


def test_without_a_message_it_is_the_lines_own_text():
    assert read(b' {"a": 1} \r\n')["message"] == '{"a": 1}'


def test_an_original_text_is_recognised_like_a_plain_line():
    text = "2024-05-06 07:08:09 ERROR boom\n\tat x.y(Z.java:1)"
    event = read({"event": {"original": text, "module": "shop"}, "host": "till-1"})
    assert (event["message"], event["level"], event["host"]) == (text, "error", "till-1")
    assert event["@timestamp"] == 1_714_979_289_000_000_000
    assert event["attributes"] == {"event": {"module": "shop"}}


def test_what_filebeat_read_from_a_file_gets_its_level():
    sent = {"@timestamp": "2024-05-06T07:09:00Z", "message": "2024-05-06 07:08:09 ERROR boom", "log": {"offset": 1}}
    assert read(sent, input="beats")["level"] == "error"
    assert "level" not in read(sent)


@pytest.mark.parametrize(
    ("line", "tags"),
    [
        (b'{"half": ', ["_jsonparsefailure", "_no_timestamp"]),
        (b"\xff\xfe", ["_invalid_utf8", "_no_timestamp"]),
        (b'{"a": "\xff"}', ["_jsonparsefailure", "_invalid_utf8", "_no_timestamp"]),
        (b"[1, 2]", ["_no_timestamp"]),
        (b"", ["_no_timestamp"]),
        (b"a\0b", ["_no_timestamp"]),
    ],
)
def test_bad_input_is_kept_as_text_with_a_tag(line, tags):
    event = read(line)
    assert event["tags"] == tags
    assert event["message"] == line.decode(errors="replace")


def test_deep_objects_are_kept_as_text_from_a_depth_on():
    sent = "x"
    for _ in range(200):
        sent = {"a": sent}
    assert json.loads(json.dumps(attributes(sent)))


@pytest.mark.parametrize("depth", [300, 900, 5000])
def test_a_line_nested_absurdly_deep_is_kept_as_text(depth):
    line = b'{"a":' * depth + b"1" + b"}" * depth
    event = read(line)
    assert event["message"] == line.decode()
    assert "_jsonparsefailure" in event["tags"]


def test_a_plain_line_keeps_its_indent_and_loses_only_its_end():
    event = read(b"\t at 2024-05-06  \r\n")
    assert event["message"] == "\t at 2024-05-06  "


def test_an_indented_line_is_recognised_too():
    assert read(b"  2024-05-06 07:08:09 ERROR boom")["level"] == "error"


def test_a_plain_line_is_its_message_whole():
    event = read(b"2024-05-06 07:08:09 ERROR [main] org.shop.Cart: no price\r\n")
    assert event["message"] == "2024-05-06 07:08:09 ERROR [main] org.shop.Cart: no price"
    assert (event["level"], event["logger"]) == ("error", "org.shop.Cart")


@pytest.mark.parametrize(
    ("alias", "value", "level"),
    [("level", 3, "error"), ("level", 30, "info"), ("severityNumber", 9, "info"), ("levelno", 30, "warning"), ("level", "4", "warning"),
     ("level", True, None), ("level", 99, None), ("level", 1.0, None), ("level", "Emergency ", "critical")],
)  # fmt: skip
def test_numbers_are_folded_by_the_name_they_come_under(alias, value, level):
    assert read({"message": "m", alias: value}).get("level") == level


scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=30)
)
names = st.sampled_from(
    [name for names in ALIASES.values() for name in names] + [*OWN_FIELDS, "a", "a.b", "a.b.c", "event.original"]
) | st.text(max_size=8)
trees = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4), max_leaves=12
)


@given(st.binary(max_size=200))
def test_no_bytes_raise(line):
    event = read(line)
    assert from_wire(to_wire(event)) == event


@given(st.text(max_size=200))
def test_no_text_raises(text):
    assert isinstance(read(text.encode(errors="surrogatepass"))["message"], str)


@given(st.dictionaries(names, trees, max_size=6))
def test_no_object_raises_and_the_document_keeps_its_shape(sent):
    before = json.dumps(sent)
    event = normalise_object(sent, id="7" * 32, tenant="acme", received_ms=RECEIVED, input="tcp", defaults={})
    assert json.dumps(sent) == before
    assert event["id"] == "7" * 32
    assert event.get("level", "info") in LEVELS
    assert "None" not in repr([value for name, value in event.items() if value is None])
    assert all(event[name] for name in ("tags", "attributes", "host", "service") if name in event)


@given(st.dictionaries(names, trees, max_size=6))
def test_the_line_and_the_object_make_the_same(sent):
    line = json.dumps(sent).encode()
    made = normalise_object(
        json.loads(line), id="7" * 32, tenant="acme", received_ms=RECEIVED, input="tcp", defaults={}
    )
    read_line = read(line)
    assert {**made, "message": ""} == {**read_line, "message": ""}


@given(st.sampled_from(LEVELS))
def test_folding_a_level_again_changes_nothing(level):
    assert fold_level(level) == level
