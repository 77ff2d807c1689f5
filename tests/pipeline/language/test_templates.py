"""Texts with fields and times in them."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from elkvision.pipeline.event import WorkEvent
from elkvision.pipeline.values.templates import template
from elkvision.pipeline.values.timestamp import Timestamp

FIELDS: dict[str, Any] = {
    "@timestamp": Timestamp.read("2026-01-04T09:05:07.123456Z"),
    "name": "alice", "age": 42, "share": 0.5, "big": 12345678.0, "small": 0.00001, "nan": float("nan"), "least": float("-inf"), "yes": True, "nothing": None,
    "home": {"town": "Acme", "rooms": [1, 2]}, "roles": ["reader", ["deep", 1], None, 2.0], "empty": "",
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"), ("%{name}", "alice"), ("Hello %{name}, %{age}!", "Hello alice, 42!"), ("%{[home][town]}", "Acme"),
        ("%{missing}", "%{missing}"), ("%{nothing}", "%{nothing}"), ("%{[home][street]}x", "%{[home][street]}x"),
        ("%{roles}", "reader,deep,1,,2.0"), ("%{home}", '{"town":"Acme","rooms":[1,2]}'), ("%{[home][rooms][1]}", "2"),
        ("%{nan}", "NaN"), ("%{least}", "-Infinity"), ("%{share}", "0.5"), ("%{big}", "1.2345678E7"), ("%{small}", "1.0E-5"), ("%{yes}", "true"), ("%{empty}|", "|"),
        ("%{name", "%{name"), ("100%", "100%"), ("%name}", "%name}"), ("%{a]}", "%{a]}"), ("%{}", "%{}"), ("%%{name}", "%alice"),
        ("%{@timestamp}", "2026-01-04T09:05:07.123456Z"), ("", ""),
    ],
)  # fmt: skip
def test_fields_are_filled_in(text: str, expected: str) -> None:
    assert template(text)(WorkEvent(FIELDS)) == expected


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("+yyyy.MM.dd", "2026.01.04"), ("+YYYY.MM.dd", "2026.01.04"), ("+xxxx.ww", "2026.01"), ("+HH:mm:ss.SSS", "09:05:07.123"),
        ("+yy-M-d", "26-1-4"), ("+EEE", "Sun"), ("+EEEE, d MMMM", "Sunday, 4 January"), ("+MMM", "Jan"), ("+DDD", "004"),
        ("+hh a", "09 AM"), ("+K k H", "9 9 9"), ("+yyyy-MM-dd'T'HH", "2026-01-04T09"), ("+'o''clock' ''", "o'clock '"), ("+Z", "+0000"),
        ("+ZZ", "+00:00"), ("+ZZZ", "UTC"), ("+%s", "1767517507"), ("{yyyy-MM-dd}", "2026-01-04"), ("{yyyy}", "2026"),
        ("{HH:mm:ss.SSSSSS}", "09:05:07.123456"), ("+e", "7"), ("+C", "20"), ("+G", "AD"), ("{yyyyXXX}", "2026Z"),
    ],
)  # fmt: skip
def test_the_events_time_is_written_by_a_pattern(pattern: str, expected: str) -> None:
    assert template("%{" + pattern + "}")(WorkEvent(FIELDS)) == expected


def test_a_hash_with_an_integer_of_any_size_is_json_too() -> None:
    assert (
        template("%{a}")(WorkEvent({"a": {"b": 10**30, "t": Timestamp(0)}}))
        == f'{{"b":{10**30},"t":"1970-01-01T00:00:00.000Z"}}'
    )


def test_times_with_other_text_around_them() -> None:
    assert template("logs-%{+yyyy.MM.dd}-%{name}")(WorkEvent(FIELDS)) == "logs-2026.01.04-alice"


def test_an_event_without_a_time_leaves_the_place_empty() -> None:
    assert template("logs-%{+yyyy}%{+%s}")(WorkEvent({})) == "logs-"


@pytest.mark.parametrize("text", ["%{+b}", "%{+yyyy-'T}", "%{{bbb}}"])
def test_a_pattern_that_means_nothing_is_a_mistake(text: str) -> None:
    with pytest.raises(ValueError, match=r"means nothing|not closed"):
        template(text)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2026-01-04T12:00:00Z", "2026-01-04T12:00:00.000Z"), ("2026-01-04T12:00:00.5+02:00", "2026-01-04T10:00:00.500Z"),
        ("2026-01-04 12:00:00,123456789Z", "2026-01-04T12:00:00.123456789Z"), ("0900-01-04T12:00:00Z", "0900-01-04T12:00:00.000Z"),
        ("1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z"), ("2026-01-04", "2026-01-04T00:00:00.000Z"),
    ],
)  # fmt: skip
def test_a_moment_is_written_in_utc_with_as_many_digits_as_it_needs(written: str, expected: str) -> None:
    assert str(Timestamp.read(written)) == expected


def test_moments_are_ordered_and_equal_by_their_instant() -> None:
    noon = datetime(2026, 1, 4, 12, tzinfo=UTC)
    same = Timestamp.of(noon.astimezone(timezone(timedelta(hours=2))))
    assert same == Timestamp.of(noon)
    assert hash(same) == hash(Timestamp.of(noon))
    assert Timestamp.of(noon) < Timestamp.of(noon + timedelta(microseconds=1))
    assert repr(same) == "Timestamp(2026-01-04T12:00:00.000Z)"


def test_an_event_whose_time_cannot_be_read_is_tagged_and_keeps_it() -> None:
    event = WorkEvent.of({"@timestamp": "yesterday"}, now=0)
    assert event.data == {"@timestamp": Timestamp(0), "_@timestamp": "yesterday", "tags": ["_timestampparsefailure"]}
