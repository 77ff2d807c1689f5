"""csv: rows, names of columns, conversions, and what is skipped."""

from typing import Any

import pytest
from tests.pipeline.filters.running import NOWHERE, after, mistake

from elkvision.pipeline import WorkEvent, compile_pipeline


def row(text: Any, settings: str = "") -> dict[str, Any]:
    """The fields of a line, the line aside."""
    event = after(f"csv {{ {settings} }}", {"message": text})
    event.pop("message", None)
    return event


ROWS = [
    ("", "red,green,deep blue", ["red", "green", "deep blue"]),
    ("", 'a,"b, c",d', ["a", "b, c", "d"]),
    ("", 'a,"say ""b""",c', ["a", 'say "b"', "c"]),
    ("", 'a,,"",d', ["a", None, "", "d"]),
    ("", 'a,"two\nlines",c', ["a", "two\nlines", "c"]),
    ("", "a,b\r\n", ["a", "b"]),
    ("", "a,b\nc,d", ["a", "b"]),
    ('separator => ";"', "a,b;c", ["a,b", "c"]),
    (r'separator => "\t"', "a\tb", ["a", "b"]),
    ('separator => "||"', 'a||"b||c"', ["a", "b||c"]),
    ("quote_char => \"'\"", "a,'b, c'", ["a", "b, c"]),
    (r'quote_char => "\x00"', 'a,"b" c', ["a", '"b" c']),
    ("", 12, ["12"]),
]  # fmt: skip


@pytest.mark.parametrize(("settings", "text", "expected"), ROWS)
def test_a_row_is_read(settings: str, text: Any, expected: list[str | None]) -> None:
    assert row(text, settings) == {f"column{number}": value for number, value in enumerate(expected, 1)}


@pytest.mark.parametrize("text", ['a,"b', 'a"b,c', '"a"b,c', 'a, "b"'])
def test_a_row_with_quotes_in_the_wrong_place_is_tagged(text: str) -> None:
    assert row(text, 'add_tag => "read"') == {"tags": ["_csvparsefailure"]}
    assert row(text, 'tag_on_failure => "odd"') == {"tags": ["odd"]}


def test_columns_have_the_names_they_are_given_and_numbers_after_that() -> None:
    assert row("a,b,c", 'columns => ["x", "[y][z]"]') == {"x": "a", "y": {"z": "b"}, "column3": "c"}
    assert row("a,b,c", 'columns => ["x"] autogenerate_column_names => false') == {"x": "a"}
    assert row("a", 'columns => ["x", "y"]') == {"x": "a"}
    assert row("a,b", 'target => "[r][s]"') == {"r": {"s": {"column1": "a", "column2": "b"}}}


def test_empty_columns_are_skipped_on_demand() -> None:
    assert row('a,,"",d', "skip_empty_columns => true") == {"column1": "a", "column4": "d"}


def test_empty_rows_are_tagged_on_demand() -> None:
    assert row("", 'skip_empty_rows => true add_tag => "read"') == {"tags": ["_csvskippedemptyfield"]}


def through(settings: str, *lines: str) -> list[dict[str, Any]]:
    pipeline = compile_pipeline(f"filter {{ csv {{ {settings} }} }}", NOWHERE)
    events = [after for line in lines for after in pipeline.run([WorkEvent({"message": line})])]
    return [
        {key: value for key, value in event.data.items() if not key.startswith(("@", "message"))} for event in events
    ]


def test_the_first_line_names_the_columns_on_demand_and_is_dropped() -> None:
    lines = ("name,price", "tea,3", "name,price")
    named = [{"name": "tea", "price": "3"}, {"name": "name", "price": "price"}]
    assert through("autodetect_column_names => true", *lines) == named
    assert through("autodetect_column_names => true skip_header => true", *lines) == named[:1]


def test_a_line_of_the_names_is_dropped_on_demand() -> None:
    assert through('columns => ["a", "b"] skip_header => true', "a,b", "1,2") == [{"a": "1", "b": "2"}]


CONVERSIONS = [
    ("integer", "42", 42), ("integer", "0x1F", 31), ("integer", "x", "x"), ("integer", "1.5", "1.5"),
    ("float", "1.5", 1.5), ("float", "1e3", 1000.0), ("float", "3", 3.0), ("float", "x", "x"),
    ("boolean", "TRUE", True), ("boolean", "false", False), ("boolean", "Yes", "yes"),
    ("date", "2026-01-04", "2026-01-04T00:00:00.000Z"), ("date", "04/01/2026", "04/01/2026"),
    ("date_time", "2026-01-04 12:30:00", "2026-01-04T12:30:00.000Z"),
    ("date_time", "2026-01-04T12:30:00+01:00", "2026-01-04T11:30:00.000Z"), ("date_time", "soon", "soon"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text", "expected"), CONVERSIONS)
def test_a_column_is_converted_or_stays(kind: str, text: str, expected: Any) -> None:
    value = row(text, f'convert => {{ "column1" => "{kind}" }}')["column1"]
    assert (str(value) if kind.startswith("date") else value) == expected


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ('convert => { "a" => "text" }', "integer, float, boolean, date, date_time"),
        ('separator => ""', "cannot be empty"),
    ],
)
def test_a_mistake_is_named(settings: str, says: str) -> None:
    assert says in mistake(f"csv {{ {settings} }}")


def test_a_field_that_is_not_there_is_no_failure() -> None:
    assert after('csv { source => "line" add_tag => "read" }', {"x": 1}) == {"x": 1}
