"""dissect: the modifiers of fields, what counts as a failure, and conversions."""

import pytest
from tests.pipeline.filters.running import after, mistake


def dissect(mapping: str, more: str = "") -> str:
    return f'dissect {{ mapping => {{ "message" => "{mapping}" }} {more} }}'


FOUND = [
    ("%{a} %{b} %{c}", "x y z", {"a": "x", "b": "y", "c": "z"}),
    ("%{a} %{b}", "x y z", {"a": "x", "b": "y z"}),
    ("[%{at}] %{level}: %{text}", "[4 Jan] WARN: low", {"at": "4 Jan", "level": "WARN", "text": "low"}),
    ("%{a},%{b},%{c}", "x,,z", {"a": "x", "b": "", "c": "z"}),
    ("%{a->} %{b}", "x     y", {"a": "x", "b": "y"}),
    ("%{a->}--%{b}", "x------y", {"a": "x", "b": "y"}),
    ("%{} %{?skipped} %{b}", "x y z", {"b": "z"}),
    ("%{ts} %{+ts} %{+ts} %{host}", "Jan 4 12:00 gate", {"ts": "Jan 4 12:00", "host": "gate"}),
    ("%{a}-%{+a} %{+a}", "x-y z", {"a": "x-y z"}),
    ("%{+a/2} %{+a/1} %{b}", "x y z", {"a": "y x", "b": "z"}),
    ("%{?key}=%{&key}", "order=42", {"order": "42"}),
    ("%{key}=%{&key};", "order=42;", {"key": "order", "order": "42"}),
    ("%{[a][b]} %{[a][c]}", "x y", {"a": {"b": "x", "c": "y"}}),
    ("%{a}྿྿%{b}྿%{c}", "x྿྿y྿z", {"a": "x", "b": "y", "c": "z"}),
    ("%{load}% %{host}", "95% gate", {"load": "95", "host": "gate"}),
]


@pytest.mark.parametrize(("mapping", "text", "expected"), FOUND)
def test_a_text_is_taken_apart(mapping: str, text: str, expected: dict[str, object]) -> None:
    assert after(dissect(mapping), {"message": text}) == {"message": text, **expected}


@pytest.mark.parametrize(
    ("mapping", "value"),
    [
        ("%{a} - %{b}", "x y"),
        ("%{a},%{b},%{c}", "x,y"),
        ("<%{a}> %{b}", "x <1> y"),
        ("%{a} %{b}", ""),
        ("%{a} %{b}", 12),
    ],
)
def test_a_text_of_another_shape_is_tagged_and_nothing_is_taken(mapping: str, value: object) -> None:
    fields = {"message": value}
    assert after(dissect(mapping, 'add_tag => "read"'), fields) == {**fields, "tags": ["_dissectfailure"]}
    assert after(dissect(mapping, 'tag_on_failure => ["odd"]'), fields)["tags"] == ["odd"]


def test_a_field_that_is_not_there_is_no_failure() -> None:
    assert after(dissect("%{a} %{b}", 'add_tag => "read"'), {"x": 1}) == {"x": 1, "tags": ["read"]}


def test_a_text_may_be_taken_apart_again() -> None:
    twice = 'dissect { mapping => { "message" => "%{head} %{tail}" "tail" => "%{a}-%{b}" } }'
    assert after(twice, {"message": "x 1-2"}) == {"message": "x 1-2", "head": "x", "tail": "1-2", "a": "1", "b": "2"}


def test_fields_that_are_there_are_replaced() -> None:
    assert after(dissect("%{a} %{message}"), {"message": "x y", "a": "old"}) == {"message": "y", "a": "x"}


def test_fields_become_numbers() -> None:
    types = 'convert_datatype => { "a" => "int" "b" => "float" "c" => int }'
    assert after(dissect("%{a} %{b} %{c}", types), {"message": "0012 1.5e2 7.9"}) == {
        "message": "0012 1.5e2 7.9",
        "a": 12,
        "b": 150.0,
        "c": 7,
    }


def test_what_cannot_be_converted_is_tagged_and_stays() -> None:
    types = 'convert_datatype => { "a" => "int" "no" => "float" "b" => "integer" "c" => "float" }'
    found = after(dissect("%{a} %{b}", types), {"message": "x 2", "c": {}})
    assert (found["a"], found["b"], found["c"]) == ("x", "2", {})
    assert found["tags"] == [
        "_dataconversionuncoercible_a_int",
        "_dataconversionnullvalue_no_float",
        "_dataconversionmissing_b_integer",
        "_dataconversionuncoercible_c_float",
    ]


@pytest.mark.parametrize("number", ["nan", "inf", "1_0", " 1", "0x1", "", "1e9999"])
def test_only_plain_numbers_are_numbers(number: str) -> None:
    found = after('dissect { convert_datatype => { "n" => "int" } }', {"n": number})
    assert found == {"n": number, "tags": ["_dataconversionuncoercible_n_int"]}


@pytest.mark.parametrize("mapping", ["%{+&a} %{b}", "%{&+a} %{b}", "%{a", "nothing"])
def test_a_mapping_that_means_nothing_is_refused(mapping: str) -> None:
    assert f"mapping` of `dissect`: `{mapping.split(' ')[0]}" in mistake(dissect(mapping)) or "no field" in mistake(
        dissect(mapping)
    )
