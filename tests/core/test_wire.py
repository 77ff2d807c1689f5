"""The wire form of an event."""

import json

import pytest

from elkvision.core.wire import from_wire, iso_of_ms, iso_of_ns, to_wire, wire_bytes

EVENT = {
    "id": "0" * 32,
    "@timestamp": 1_700_000_000_123_456_789,
    "received_at": 1_700_000_000_999,
    "tenant_id": "acme",
    "message": "paid",
    "attributes": {"order": 7},
}


@pytest.mark.parametrize(
    ("ns", "text"),
    [
        (0, "1970-01-01T00:00:00.000Z"),
        (1_700_000_000_000_000_000, "2023-11-14T22:13:20.000Z"),
        (1_700_000_000_120_000_000, "2023-11-14T22:13:20.120Z"),
        (1_700_000_000_123_400_000, "2023-11-14T22:13:20.123400Z"),
        (1_700_000_000_123_456_700, "2023-11-14T22:13:20.123456700Z"),
        (-1, "1969-12-31T23:59:59.999999999Z"),
    ],
)
def test_a_time_has_as_many_digits_as_it_needs(ns, text):
    assert iso_of_ns(ns) == text


def test_the_receipt_has_three_digits():
    assert iso_of_ms(1_700_000_000_007) == "2023-11-14T22:13:20.007Z"


def test_an_event_goes_out_and_comes_back_the_same():
    assert from_wire(to_wire(EVENT)) == EVENT


def test_the_event_itself_is_left_alone():
    to_wire(EVENT)
    assert EVENT["@timestamp"] == 1_700_000_000_123_456_789


def test_the_bytes_are_one_json_object():
    assert json.loads(wire_bytes(EVENT))["@timestamp"] == "2023-11-14T22:13:20.123456789Z"


@pytest.mark.parametrize("text", ["", "now", "2023-11-14T22:13:20Z", "2023-11-14T22:13:20.1xZ"])
def test_another_form_of_time_is_refused(text):
    with pytest.raises(ValueError):
        from_wire({"@timestamp": text})
