"""kv: pairs however they are written, and every setting."""

from typing import Any

import pytest
from tests.pipeline.filters.running import after, mistake


def found(text: Any, settings: str = "", **fields: Any) -> dict[str, Any]:
    """What comes to the event besides what was there."""
    event = after(f"kv {{ {settings} }}", {"message": text, **fields})
    return {name: value for name, value in event.items() if name not in {"message", *fields}}


PAIRS = [
    ("a=1 b=two", {"a": "1", "b": "two"}),
    ("a=\"one two\" b='three four'", {"a": "one two", "b": "three four"}),
    ("a=(one two) b=[three four] c=<five six>", {"a": "one two", "b": "three four", "c": "five six"}),
    ("a= 1 b =2 c = 3", {"a": "1", "b": "2", "c": "3"}),
    ("noise a=1 more noise", {"a": "1"}),
    (r"a=one\ text b=2", {"a": r"one\ text", "b": "2"}),
    ("a=1 a=2 a=2", {"a": ["1", "2", "2"]}),
    ('a="" b=1', {"b": "1"}),
    ("a==b=c", {"a": "=b=c"}),
    ("", {}),
    ("nothing", {}),
    ("ünï=ö", {"ünï": "ö"}),
]


@pytest.mark.parametrize(("text", "expected"), PAIRS)
def test_pairs_become_fields(text: str, expected: dict[str, Any]) -> None:
    assert found(text) == expected


SETTINGS = [
    ('field_split => "&?"', "?a=1&b=2", {"a": "1", "b": "2"}),
    ('field_split => "|" value_split => ":"', "a:1|b:x y", {"a": "1", "b": "x y"}),
    ('field_split_pattern => "\\?\\?" value_split_pattern => "\\+\\+"', "a++1??b++2 3", {"a": "1", "b": "2 3"}),
    ("whitespace => strict", "a= b=1 c =2", {"b": "1"}),
    ('allow_empty_values => true whitespace => strict', "a= b=\"\" c=[] d=1", {"a": "", "b": "", "c": "", "d": "1"}),
    ("include_brackets => false", "a=(x y) b=[z]", {"a": "(x", "b": "[z]"}),
    ('trim_value => "<>," trim_key => "<>"', "<a=<1>, b=2,", {"a": "1", "b": "2"}),
    ('remove_char_value => "<>" remove_char_key => "x"', "axb=1<2>3", {"ab": "123"}),
    ("transform_key => uppercase transform_value => capitalize", "aB=oNE", {"AB": "One"}),
    ("transform_key => lowercase transform_value => lowercase", "AB=ONE", {"ab": "one"}),
    ('include_keys => ["a"]', "a=1 b=2", {"a": "1"}),
    ('exclude_keys => ["a"]', "a=1 b=2", {"b": "2"}),
    ('include_keys => ["%{wanted}"]', "a=1 b=2", {"b": "2"}),
    ('prefix => "arg_" include_keys => ["a"]', "a=1 b=2", {"arg_a": "1"}),
    ('prefix => "%{wanted}_"', "a=1", {"b_a": "1"}),
    ('target => "[x][y]"', "a=1", {"x": {"y": {"a": "1"}}}),
    ("allow_duplicate_values => false", "a=1 a=1 a=2", {"a": ["1", "2"]}),
    ("allow_duplicate_values => false", "a=1 a=1", {"a": "1"}),
    ('default_keys => { "a" => "0" "z" => "none" }', "a=1", {"a": "1", "z": "none"}),
    ('default_keys => ["z", "none"]', "nothing", {"z": "none"}),
    ("recursive => true", "a=1 b=(c=2 d=3) e=[f=(g=4)]", {"a": "1", "b": {"c": "2", "d": "3"}, "e": {"f": {"g": "4"}}}),
]  # fmt: skip


@pytest.mark.parametrize(("settings", "text", "expected"), SETTINGS)
def test_a_setting_does_what_it_says(settings: str, text: str, expected: dict[str, Any]) -> None:
    assert found(text, settings, wanted="b") == expected


def test_every_text_of_a_list_is_read() -> None:
    assert found(["a=1", "b=2"]) == {"a": "1", "b": "2"}


@pytest.mark.parametrize("value", [12, None, {"a": "b"}])
def test_what_is_no_text_is_left_alone(value: Any) -> None:
    assert found(value) == {}


def test_the_source_may_be_the_target() -> None:
    assert after('kv { source => "query" target => "query" }', {"query": "a=1"}) == {"query": {"a": "1"}}


def test_nothing_found_is_no_success_but_no_failure_either() -> None:
    assert found("nothing", 'add_tag => "read"') == {}
    assert found("a=1", 'add_tag => "read"') == {"a": "1", "tags": ["read"]}


def test_a_text_that_takes_too_long_is_cut_and_tagged() -> None:
    cut = found(
        "a" + "=" * 60 + "b", 'value_split_pattern => "(?:=+=+)+:" timeout_millis => 100 default_keys => ["z", "0"]'
    )
    assert cut == {"tags": ["_kv_filter_timeout"]}


@pytest.mark.parametrize("name", ["field_split", "value_split", "field_split_pattern", "value_split_pattern"])
def test_an_empty_separator_is_refused(name: str) -> None:
    assert name in mistake(f'kv {{ {name} => "" }}')


def test_settings_of_older_versions_say_what_they_are_called_now() -> None:
    assert "trim_value" in mistake('kv { trim => "<>" }')
