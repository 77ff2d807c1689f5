"""mutate: every kind of change, their order, and what happens when one cannot be made."""

import time
from dataclasses import replace

import pytest
from tests.pipeline.filters.running import NOWHERE, after, mistake

CONVERSIONS = [
    ("integer", "42", 42),
    ("integer", " 42 ", 42),
    ("integer", "1,234,567", 1_234_567),
    ("integer", "7.9", 7),
    ("integer", "-7.9", -7),
    ("integer", "12 bananas", 12),
    ("integer", "bananas", 0),
    ("integer", "", 0),
    ("integer", "0xff", 255),
    ("integer", "-0xFF", -255),
    ("integer", "0x1.8p1", 3),
    ("integer", "1.5e3", 1500),
    ("integer", "90071992547409931", 90_071_992_547_409_931),
    ("integer", 7.9, 7),
    ("integer", True, 1),
    ("integer", False, 0),
    ("integer", ["1", "2.5", None], [1, 2, None]),
    ("integer", {"a": "1"}, {"a": "1"}),
    ("integer", None, None),
    ("integer_eu", "1.234,9", 1234),
    ("integer_eu", 12, 12),
    ("float", "3.25", 3.25),
    ("float", "1,234.5", 1234.5),
    ("float", "0x10", 16.0),
    ("float", "1e3", 1000.0),
    ("float", 3, 3.0),
    ("float", True, 1.0),
    ("float_eu", "1.234,5", 1234.5),
    ("float_eu", 1.5, 1.5),
    ("string", 42, "42"),
    ("string", 0.00001, "1.0e-05"),
    ("string", 2.0**40, "1099511627776.0"),
    ("string", True, "true"),
    ("string", [1, None, {"a": [1.5]}], ["1", None, '{"a"=>[1.5]}']),
    ("boolean", "Yes", True),
    ("boolean", "f", False),
    ("boolean", "", False),
    ("boolean", 1, True),
    ("boolean", 0.0, False),
    ("boolean", "perhaps", "perhaps"),
    ("boolean", ["true", "0"], [True, False]),
]


@pytest.mark.parametrize(("kind", "before", "expected"), CONVERSIONS)
def test_a_value_is_converted(kind, before, expected):
    converted = after(f'mutate {{ convert => {{ "n" => "{kind}" }} }}', {"n": before})["n"]
    assert (converted, type(converted)) == (expected, type(expected))


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("float", "apples"),
        ("float", ""),
        ("integer", "hello"),
        ("integer", "1e999999999"),
        ("integer", "0xzz"),
        ("float", [{"a": 1}]),
    ],
)
def test_what_cannot_be_converted_is_tagged_and_left(kind, value):
    event = after(f'mutate {{ convert => {{ "n" => "{kind}" }} add_field => {{ "done" => "yes" }} }}', {"n": value})
    assert event == {"n": value, "tags": ["_mutate_error"]}


def test_the_tag_of_a_failure_can_be_chosen():
    event = after('mutate { convert => { "n" => "float" } tag_on_failure => "oops" }', {"n": "apples"})
    assert event["tags"] == ["oops"]


def test_a_type_that_is_none_is_a_mistake():
    assert "`number` is no type" in mistake('mutate { convert => { "n" => "number" } }')


def test_changes_are_made_in_their_own_order_not_in_the_written_one():
    text = """mutate {
      copy => { "c" => "d" } join => { "c" => "-" } split => { "c" => "," } lowercase => ["c"]
      gsub => ["c", "B", "X"] replace => { "c" => "%{b},B" } rename => { "a" => "b" }
    }"""
    assert after(text, {"a": "A"}) == {"b": "A", "c": "a-x", "d": "a-x"}


def test_what_came_before_a_failure_stays():
    event = after(
        'mutate { rename => { "a" => "b" } convert => { "n" => "float" } strip => ["s"] }',
        {"a": 1, "n": "x", "s": " y "},
    )
    assert event == {"b": 1, "n": "x", "s": " y ", "tags": ["_mutate_error"]}


def test_rename_reaches_into_hashes_and_names_may_depend_on_the_event():
    event = after(
        'mutate { rename => { "[a][b]" => "[c][d]" "%{from}" => "%{to}" "nothing" => "x" } }',
        {"a": {"b": 1}, "from": "q", "to": "r", "q": 2},
    )
    assert event == {"a": {}, "c": {"d": 1}, "from": "q", "to": "r", "r": 2}


def test_update_changes_only_what_is_there_and_replace_sets_in_any_case():
    event = after('mutate { update => { "a" => "%{b}!" "z" => "1" } replace => { "y" => "new" } }', {"a": 1, "b": 2})
    assert event == {"a": "2!", "b": 2, "y": "new"}


def test_coerce_gives_a_value_to_nulls_alone():
    assert after('mutate { coerce => { "a" => "none" "b" => "none" "c" => "none" } }', {"a": None, "b": "x"}) == {
        "a": "none",
        "b": "x",
    }


@pytest.mark.parametrize(
    ("gsub", "before", "expected"),
    [
        ('"t", "/", "_"', "a/b/c", "a_b_c"),
        ('"t", "[\\\\?#-]", "."', "a\\b?c#d-e", "a.b.c.d.e"),
        (r'"t", "(\w+)@(\w+)", "\2 of \1"', "bob@acme", "acme of bob"),
        (r'"t", "(?<first>\w)\w*", "\k<first>."', "ab cd", "a. c."),
        (r'"t", "b", "\0\0"', "abc", "abbc"),
        (r'"t", "\h+", "N"', "xyz ff09", "xyz N"),
        (r'"t", "^", "> "', "a\nb", "> a\n> b"),
        ('"t", "(?i)ERROR", "E"', "error Error", "E E"),
        ('"t", "[[:punct:]]", ""', "a.b,c!", "abc"),
        ('"t", "%{who}", "somebody"', "bob was here", "somebody was here"),
        ('"t", "was", "%{who}"', "x was y", "x bob y"),
        ('"t", "a", "b", "t", "b", "c"', "a b", "c c"),
        ('"t", "a", "b"', ["a", 1, "ba"], ["b", 1, "bb"]),
        ('"t", "a", "b"', 17, 17),
        ('"t", "", "-"', "ab", "-a-b-"),
    ],
)
def test_gsub_replaces_as_ruby_does(gsub, before, expected):
    assert after(f"mutate {{ gsub => [ {gsub} ] }}", {"t": before, "who": "bob"})["t"] == expected


def test_an_expression_that_explodes_is_cut_and_tagged():
    event = after('mutate { gsub => ["t", "(x+x+)+y", "z"] }', {"t": "x" * 4000})
    assert event["tags"] == ["_mutate_error"]


@pytest.mark.parametrize(
    ("setting", "part"),
    [('["t", "a"]', "2 values"), ('["t", "(", "b"]', "(")],
)
def test_gsub_that_cannot_be_is_a_mistake(setting, part):
    assert part in mistake(f"mutate {{ gsub => {setting} }}")


def test_cases_change_in_lists_too_and_beyond_ascii():
    event = after(
        'mutate { uppercase => ["u"] lowercase => "l" capitalize => ["c", "missing"] }',
        {"u": ["äb", 1], "l": "ÄB", "c": "éCOLE x"},
    )
    assert event == {"u": ["ÄB", 1], "l": "äb", "c": "École x"}


def test_strip_takes_white_space_from_both_ends_and_fails_on_anything_but_texts():
    assert after('mutate { strip => ["a", "b"] }', {"a": " x\n", "b": ["\ty "]}) == {"a": "x", "b": ["y"]}
    assert after('mutate { strip => ["b"] }', {"b": [1]})["tags"] == ["_mutate_error"]


@pytest.mark.parametrize(
    ("separator", "text", "parts"),
    [(",", "a,b,,c,,", ["a", "b", "", "c"]), (" ", "  a  b ", ["a", "b"]), ("", "abc", ["a", "b", "c"]), (",", "", [])],
)
def test_split_leaves_out_empty_parts_at_the_end(separator, text, parts):
    assert after(f'mutate {{ split => {{ "t" => "{separator}" }} }}', {"t": text})["t"] == parts


def test_join_goes_into_lists_in_lists():
    assert after('mutate { join => { "t" => "," } }', {"t": ["a", 1, None, ["b", 2.5]]})["t"] == "a,1,,b,2.5"


@pytest.mark.parametrize(
    ("target", "added", "merged"),
    [
        ("a", "b", ["a", "b"]),
        (["a"], "b", ["a", "b"]),
        ("a", ["b", "c"], ["a", "b", "c"]),
        ({"a": 1, "b": 1}, {"b": 2}, {"a": 1, "b": 2}),
        ({"a": 1}, "b", {"a": 1}),
        ("a", {"b": 1}, "a"),
    ],
)
def test_merge_puts_two_fields_together(target, added, merged):
    event = after('mutate { merge => { "to" => "more" } }', {"to": target, "more": added})
    assert event == {"to": merged, "more": added}


def test_merge_takes_several_fields_and_makes_a_target_that_is_missing():
    event = after(
        'mutate { merge => { "to" => ["x", "y"] } merge => { "new" => "x" } }', {"to": ["a"], "x": "b", "y": ["c"]}
    )
    assert event["to"] == ["a", "b", "c"]
    assert event["new"] == ["b"]


def test_a_copy_shares_nothing_with_the_original():
    event = after(
        'mutate { copy => { "a" => "[b][c]" "missing" => "d" } } mutate { replace => { "[a][x]" => "2" } }',
        {"a": {"x": "1"}},
    )
    assert event == {"a": {"x": "2"}, "b": {"c": {"x": "1"}}}


def test_the_moment_of_an_event_cannot_become_a_text():
    assert after('mutate { replace => { "@timestamp" => "now" } }', {})["tags"] == ["_mutate_error"]


def test_tags_cannot_become_a_hash():
    assert after('mutate { rename => { "a" => "tags" } }', {"a": {"b": 1}}) == {"tags": ["_mutate_error"]}


def test_many_texts_that_explode_have_the_time_of_one_event_together():
    started = time.perf_counter()
    event = after(
        'mutate { gsub => ["t", "(x+x+)+y", "z"] }', {"t": ["x" * 4000] * 50}, replace(NOWHERE, most_seconds=0.1)
    )
    assert event["tags"] == ["_mutate_error"]
    assert time.perf_counter() - started < 2
