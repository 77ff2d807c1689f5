"""date: every format, zones, languages, years that are not written, and what cannot be read."""

from datetime import UTC, datetime
from typing import Any

import pytest
from tests.pipeline.filters.running import mistake

from elkvision.pipeline import WorkEvent, compile_pipeline
from elkvision.pipeline.filters.contract import Surroundings

NEW_YEAR = datetime(2026, 1, 1, 0, 30, tzinfo=UTC)


def read(value: Any, *formats: str, settings: str = "", now: datetime = NEW_YEAR, **fields: Any) -> str:
    """The moment; empty when there is none."""
    nanoseconds = int(now.timestamp()) * 10**9
    written = ", ".join(f'"{one}"' for one in formats)
    pipeline = compile_pipeline(
        f'filter {{ date {{ match => ["at", {written}] target => "moment" {settings} }} }}',
        Surroundings(now=lambda: nanoseconds),
    )
    [event] = pipeline.run([WorkEvent.of({"at": value, **fields}, nanoseconds)])
    assert ("moment" in event.data) != ("_dateparsefailure" in event.data.get("tags", []))
    return str(event.data.get("moment", ""))


ISO = [
    ("2026-01-04T12:00:00Z", "2026-01-04T12:00:00.000Z"), ("2026-01-04T12:00:00.123-0800", "2026-01-04T20:00:00.123Z"),
    ("2026-01-04T12:00:00,123+01:00", "2026-01-04T11:00:00.123Z"), ("2026-01-04 12:00:00.5", "2026-01-04T12:00:00.500Z"),
    ("2026-01-04T12:00", "2026-01-04T12:00:00.000Z"), ("2026-01-04", "2026-01-04T00:00:00.000Z"),
    ("2026-W01-7", "2026-01-04T00:00:00.000Z"), ("2026-004", "2026-01-04T00:00:00.000Z"),
    ("2026-01-04T12:00:00.123456789Z", "2026-01-04T12:00:00.123Z"),
    ("2026-13-04", ""), ("20260104T120000Z", ""), ("soon", ""), ("", ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "moment"), ISO)
def test_iso_8601(text: str, moment: str) -> None:
    assert read(text, "ISO8601") == moment


@pytest.mark.parametrize(
    ("kind", "value", "moment"),
    [
        ("UNIX", "0", "1970-01-01T00:00:00.000Z"), ("UNIX", 1767528000, "2026-01-04T12:00:00.000Z"),
        ("UNIX", "1767528000.123456", "2026-01-04T12:00:00.123Z"), ("UNIX", 1767528000.5, "2026-01-04T12:00:00.500Z"),
        ("UNIX", "%{no}", ""), ("UNIX", "99999999999", ""), ("UNIX", True, ""),
        ("UNIX_MS", "1767528000123", "2026-01-04T12:00:00.123Z"), ("UNIX_MS", 456, "1970-01-01T00:00:00.456Z"),
        ("UNIX_MS", "x", ""), ("UNIX_MS", 10**30, ""), ("UNIX_MS", "9" * 5000, ""), ("UNIX_MS", float("inf"), ""),
        ("UNIX", "-1.5", "1969-12-31T23:59:58.500Z"), ("UNIX", "9" * 5000, ""), ("UNIX", float("nan"), ""),
        ("TAI64N", "@7000000050d506482dbdf024", ""),
        ("TAI64N", "@4000000050d506482dbdf024", "2012-12-22T01:00:46.767Z"),
        ("TAI64N", "4000000050d506482dbdf024", "2012-12-22T01:00:46.767Z"), ("TAI64N", "x", ""),
    ],
)  # fmt: skip
def test_counted_time(kind: str, value: Any, moment: str) -> None:
    assert read(value, kind) == moment


PATTERNS = [
    ("dd/MMM/yyyy:HH:mm:ss Z", "04/Jan/2026:12:00:00 +0530", "2026-01-04T06:30:00.000Z"),
    ("EEE MMM dd HH:mm:ss Z yyyy", "Sun Jan 04 12:00:00 +0100 2026", "2026-01-04T11:00:00.000Z"),
    ("yyyy-MM-dd'T'HH:mm:ss.SSSZZ", "2026-01-04T12:00:00.250+01:00", "2026-01-04T11:00:00.250Z"),
    ("yyyy-MM-dd HH:mm:ss,SSS", "2026-01-04 12:00:00,5", "2026-01-04T12:00:00.500Z"),
    ("yyyyMMddHHmmssSSS", "20260104120000250", "2026-01-04T12:00:00.250Z"),
    ("yyyy-MM-dd HH:mm:ss", "2026-1-4 2:3:4", "2026-01-04T02:03:04.000Z"),
    ("hh:mm a dd/MM/yyyy", "03:04 PM 04/01/2026", "2026-01-04T15:04:00.000Z"),
    ("hh:mm a dd/MM/yyyy", "12:04 am 04/01/2026", "2026-01-04T00:04:00.000Z"),
    ("KK:mm a dd/MM/yyyy", "03:04 pm 04/01/2026", "2026-01-04T15:04:00.000Z"),
    ("kk:mm dd/MM/yyyy", "24:04 04/01/2026", "2026-01-04T00:04:00.000Z"),
    ("yyyy-DDD", "2026-032", "2026-02-01T00:00:00.000Z"),
    ("xxxx-'W'ww-e", "2026-W01-7", "2026-01-04T00:00:00.000Z"),
    ("YYYY.MM.dd 'o''clock' HH", "2026.01.04 o'clock 12", "2026-01-04T12:00:00.000Z"),
    ("dd MMMM yyyy", "4 jan 2026", "2026-01-04T00:00:00.000Z"),
    ("yy-MM-dd", "26-01-04", "2026-01-04T00:00:00.000Z"),
    ("yy-MM-dd", "99-01-04", "1999-01-04T00:00:00.000Z"),
    ("yyyy-MM-dd HH:mm ZZZ", "2026-07-04 12:00 Europe/Berlin", "2026-07-04T10:00:00.000Z"),
    ("yyyy-MM-dd HH:mm z", "2026-01-04 12:00 PST", "2026-01-04T20:00:00.000Z"),
    ("dd/MM/yyyy", "31/02/2026", ""),
    ("dd/MM/yyyy", "04/01/2026 and more", ""),
    ("dd/MMM/yyyy", "04/Foo/2026", ""),
]


@pytest.mark.parametrize(("pattern", "text", "moment"), PATTERNS)
def test_a_pattern_of_letters(pattern: str, text: str, moment: str) -> None:
    assert read(text, pattern) == moment


def test_formats_are_tried_in_their_order() -> None:
    formats = ("UNIX", "ISO8601", "dd/MM/yyyy")
    assert read("04/01/2026", *formats) == "2026-01-04T00:00:00.000Z"
    assert read("5", *formats) == "1970-01-01T00:00:05.000Z"


@pytest.mark.parametrize(
    ("settings", "text", "moment"),
    [
        ('timezone => "America/Los_Angeles"', "2026-01-04 12:00", "2026-01-04T20:00:00.000Z"),
        ('timezone => "America/Los_Angeles"', "2026-07-04 12:00", "2026-07-04T19:00:00.000Z"),
        ('timezone => "+02:00"', "2026-01-04 12:00", "2026-01-04T10:00:00.000Z"),
        ('timezone => "%{zone}"', "2026-01-04 12:00", "2026-01-04T11:00:00.000Z"),
        ('timezone => "%{nowhere}"', "2026-01-04 12:00", ""),
        ('timezone => "Europe/Berlin"', "2026-03-29 02:30", ""),
        ('timezone => "CET"', "2026-03-28 02:30", "2026-03-28T01:30:00.000Z"),
    ],
)
def test_a_time_without_a_zone_is_of_the_zone_that_is_set(settings: str, text: str, moment: str) -> None:
    assert read(text, "yyyy-MM-dd HH:mm", settings=settings, zone="Europe/Berlin") == moment


@pytest.mark.parametrize(
    ("locale", "pattern", "text"),
    [
        ("fr", "dd MMMM yyyy", "14 juillet 2026"), ("fr-FR", "dd MMM yyyy", "14 juil. 2026"), ("fr_FR", "dd MMM yyyy", "14 juil 2026"),
        ("de", "EEEE, dd. MMMM yyyy", "Dienstag, 14. Juli 2026"), ("es", "d 'de' MMMM 'de' yyyy", "14 de julio de 2026"),
        ("it", "dd MMM yyyy", "14 lug 2026"), ("pt-BR", "dd MMMM yyyy", "14 julho 2026"), ("nl", "dd MMMM yyyy", "14 juli 2026"),
        ("pl", "d MMM yyyy", "14 lip 2026"), ("ru", "d MMMM yyyy", "14 июля 2026"), ("tr", "d MMMM yyyy", "14 Temmuz 2026"),
        ("ja", "yyyy年M月d日", "2026年7月14日"), ("en-GB", "d MMM yyyy", "14 JUL 2026"),
    ],
)  # fmt: skip
def test_months_have_the_names_of_their_language(locale: str, pattern: str, text: str) -> None:
    assert read(text, pattern, settings=f'locale => "{locale}"') == "2026-07-14T00:00:00.000Z"


@pytest.mark.parametrize("text", ["14 Mär 2026", "14 Mrz 2026", "14 März 2026", "14 MÄRZ 2026"])
def test_short_months_are_read_however_they_are_shortened(text: str) -> None:
    assert read(text, "dd MMM yyyy", settings='locale => "de"') == "2026-03-14T00:00:00.000Z"


@pytest.mark.parametrize(
    ("now", "text", "year"),
    [
        (datetime(2026, 1, 1, tzinfo=UTC), "Dec 31 23:59:00", "2025"),
        (datetime(2026, 1, 1, tzinfo=UTC), "Nov 30 23:59:00", "2026"),
        (datetime(2025, 12, 31, tzinfo=UTC), "Jan 01 00:01:00", "2026"),
        (datetime(2025, 6, 15, tzinfo=UTC), "Dec 31 23:59:00", "2025"),
    ],
)
def test_a_year_that_is_not_written_is_guessed(now: datetime, text: str, year: str) -> None:
    assert read(text, "MMM dd HH:mm:ss", now=now)[:4] == year


def test_more_than_milliseconds_are_kept_on_demand() -> None:
    text = "2026-01-04T12:00:00.123456789Z"
    assert read(text, "ISO8601", settings="precision => ns") == "2026-01-04T12:00:00.123456789Z"


def test_a_moment_goes_to_timestamp_unless_a_target_is_named() -> None:
    pipeline = compile_pipeline('filter { date { match => ["at", "UNIX"] add_tag => "dated" } }')
    [event] = pipeline.run([WorkEvent({"at": "5"})])
    assert str(event.data["@timestamp"]) == "1970-01-01T00:00:05.000Z"
    assert event.data["tags"] == ["dated"]


def test_a_field_that_is_not_there_is_no_failure() -> None:
    pipeline = compile_pipeline('filter { date { match => ["at", "UNIX"] add_tag => "dated" } }')
    [event] = pipeline.run([WorkEvent({"x": 1})])
    assert "tags" not in event.data


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ('match => ["at"]', "at least one format"),
        ('match => ["at", "bogus"]', "means nothing"),
        ('match => ["at", "yyyy \'x"]', "not closed"),
        ('match => ["at", "UNIX"] locale => "xx"', "there are en, de"),
        ('match => ["at", "UNIX"] timezone => "Nowhere/Land"', "is no time zone"),
    ],
)
def test_a_mistake_is_named_when_the_pipeline_is_compiled(settings: str, says: str) -> None:
    assert says in mistake(f"date {{ {settings} }}")
