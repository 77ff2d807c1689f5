"""grok: what is matched, where captures go, own patterns, and what happens when nothing matches or it takes too long."""

import pytest
from tests.pipeline.filters.running import after, around_files, events_after, mistake


def grok(pattern: str, more: str = "") -> str:
    return f'grok {{ match => {{ "message" => "{pattern}" }} {more} }}'


CAPTURES = [
    ("%{WORD:verb} %{URIPATH:path}", "GET /shop", {"verb": "GET", "path": "/shop"}),
    ("%{INT:n:int} %{NUMBER:x:float} %{NUMBER:y:int}", "42 1.5 2.9", {"n": 42, "x": 1.5, "y": 2}),
    ("%{WORD:n:int}", "12abc", {"n": 12}),
    ("%{WORD:n:float}", "abc", {"n": 0.0}),
    ("%{WORD:n:truth}", "abc", {"n": "abc"}),
    ("%{WORD:[order][state]}", "paid", {"order": {"state": "paid"}}),
    ("%{WORD:a} %{WORD:a}", "x y", {"a": ["x", "y"]}),
    ("%{WORD:a} %{WORD:b} %{WORD:a}", "x y z", {"a": ["x", "z"], "b": "y"}),
    (r"(?<order>[A-Z]+-\d+)", "for AB-12", {"order": "AB-12"}),
    (r"(?<[order][id]>\d+)", "12", {"order": {"id": "12"}}),
    ("a%{INT:n:int}|b%{INT:n:int}", "b5", {"n": 5}),
    ("%{ORDER=[A-Z]{2}-[0-9]+}", "AB-12", {}),
    ("%{ORDER:o=[A-Z]{2}-[0-9]+}", "AB-12", {"o": "AB-12"}),
    ("%{WORD:a}( %{WORD:b})?", "x", {"a": "x"}),
    ("^%{WORD:w}$", "a b\nsecond\nc d", {"w": "second"}),
    ("x%{GREEDYDATA:all}", "xa\nb", {"all": "a\nb"}),
    ("(?i)hello %{WORD:who}", "HELLO bob", {"who": "bob"}),
    ("%{GREEDYDATA:t}", "été ☃", {"t": "été ☃"}),
]


@pytest.mark.parametrize(("pattern", "line", "expected"), CAPTURES)
def test_captures_become_fields(pattern: str, line: str, expected: dict[str, object]) -> None:
    found = after(grok(pattern), {"message": line})
    assert found == {"message": line, **expected}


@pytest.mark.parametrize(
    ("value", "expected"), [(12, "12"), (1.5, "1.5"), (True, "true"), (["a", "b"], ["a", "b"]), (["a", 7], ["a", "7"])]
)
def test_what_is_no_text_is_matched_as_its_text_and_lists_item_by_item(value: object, expected: object) -> None:
    assert after(grok("%{NOTSPACE:x}"), {"message": value})["x"] == expected


def test_a_field_that_is_there_becomes_a_list_unless_it_is_overwritten() -> None:
    fields = {"message": "new", "a": "old"}
    assert after(grok("%{WORD:a}"), fields)["a"] == ["old", "new"]
    assert after(grok("%{WORD:a}", 'overwrite => ["a"]'), fields)["a"] == "new"
    assert after(grok("%{WORD:message}", 'overwrite => ["message"]'), {"message": "ab cd"})["message"] == "ab"


def test_the_first_pattern_that_matches_is_enough() -> None:
    two = 'grok { match => { "message" => ["%{INT:n}", "%{WORD:w}"] } '
    assert after(two + "}", {"message": "12"}) == {"message": "12", "n": "12"}
    assert after(two + "break_on_match => false }", {"message": "12"}) == {"message": "12", "n": "12", "w": "12"}
    assert after(two + "}", {"message": "x"}) == {"message": "x", "w": "x"}


def test_fields_are_tried_in_their_order() -> None:
    two = 'grok { match => { "a" => "%{INT:n}" "b" => "%{WORD:w}" } '
    fields = {"a": "1", "b": "x"}
    assert after(two + "}", fields) == {**fields, "n": "1"}
    assert after(two + "break_on_match => false }", fields) == {**fields, "n": "1", "w": "x"}
    assert after(two + "}", {"b": "x"}) == {"b": "x", "w": "x"}


def test_match_may_be_an_array_of_field_and_pattern() -> None:
    assert after('grok { match => ["message", "%{INT:n}"] }', {"message": "1"})["n"] == "1"


def test_patterns_without_a_field_are_captured_on_demand() -> None:
    assert after(grok("%{WORD} %{INT:n}"), {"message": "a 1"}) == {"message": "a 1", "n": "1"}
    assert after(grok("%{WORD} %{INT:n}", "named_captures_only => false"), {"message": "a 1"}) == {
        "message": "a 1",
        "WORD": "a",
        "n": "1",
    }


def test_empty_captures_are_kept_on_demand() -> None:
    pattern = "1=%{WORD:a} *(2=%{WORD:b})?(?<c>.*)"
    assert after(grok(pattern), {"message": "1=x"}) == {"message": "1=x", "a": "x"}
    kept = after(grok(pattern, "keep_empty_captures => true"), {"message": "1=x"})
    assert kept == {"message": "1=x", "a": "x", "b": None, "c": ""}


def test_captures_go_below_a_target() -> None:
    assert after(grok("%{WORD:a} %{INT:[b][c]:int}", 'target => "[grokked][line]"'), {"message": "x 1"})["grokked"] == {
        "line": {"a": "x", "b": {"c": 1}}
    }


def test_ones_own_patterns_win_over_the_standard_ones() -> None:
    own = 'pattern_definitions => { "WORD" => "[a-c]+" "TWO" => "%{WORD:first}-%{WORD:second}" }'
    assert after(grok("%{TWO:both}", own), {"message": "xx-ab-cc"}) == {
        "message": "xx-ab-cc",
        "both": "ab-cc",
        "first": "ab",
        "second": "cc",
    }


def test_patterns_come_from_files() -> None:
    around = around_files(shop_grok=b"# orders\n\nORDER [A-Z]{2}-[0-9]+\nSTATE  paid|open  \n")
    found = after(
        grok("%{ORDER:order} %{STATE:state}", 'patterns_dir => "shop.grok"'), {"message": "AB-1 open"}, around
    )
    assert found == {"message": "AB-1 open", "order": "AB-1", "state": "open"}


def test_nothing_matching_tags_the_event_and_leaves_it_alone() -> None:
    line = {"message": "nothing"}
    assert after(grok("%{INT:n}", 'add_tag => "read"'), line) == {**line, "tags": ["_grokparsefailure"]}
    assert after(grok("%{INT:n}", 'tag_on_failure => ["a", "b"]'), line)["tags"] == ["a", "b"]
    assert "tags" not in after(grok("%{INT:n}", "tag_on_failure => []"), line)
    assert after(grok("%{INT:n}"), {"other": "1"})["tags"] == ["_grokparsefailure"]
    assert after(grok("%{WORD:n}", 'add_tag => "read"'), line)["tags"] == ["read"]


@pytest.mark.parametrize("scope", ["pattern", "event"])
def test_a_pattern_that_takes_too_long_is_cut_and_tagged(scope: str) -> None:
    more = f'timeout_millis => 100 timeout_scope => {scope} tag_on_timeout => "slow" add_tag => "read"'
    assert after(grok("(.*a){30}", more), {"message": "a" * 29 + "b" * 30})["tags"] == ["slow"]
    assert after(grok("(x+x+)+y", "timeout_millis => 100"), {"message": "x" * 60})["tags"] == ["_groktimeout"]


def test_a_number_of_thousands_of_digits_stays_a_text() -> None:
    assert after(grok("%{INT:n:int}"), {"message": "9" * 5000})["n"] == "9" * 5000


@pytest.mark.parametrize(
    ("filters", "says"),
    [
        (grok("%{NUMBR:n}"), "did you mean `%{NUMBER}`?"),
        (grok("(a"), "cannot be read"),
        (grok("%{A}", 'pattern_definitions => { "A" => "%{B}" "B" => "%{A}" }'), "itself"),
        (grok("%{WORD:[a}"), "[a"),
        ('grok { match => { "message" => [1] } }', "a pattern is a text"),
        ('grok { match => { } pattern => "x" }', "write `match"),
        (grok("a", "timeout_scope => line"), "timeout_scope"),
    ],
)
def test_a_mistake_is_named_when_the_pipeline_is_compiled(filters: str, says: str) -> None:
    assert says in mistake(filters)


def test_several_events_go_through_one_grok_without_touching_each_other() -> None:
    [event] = events_after(grok("%{WORD:a}") + grok("%{WORD:a}"), {"message": "x"})
    assert event.data["a"] == ["x", "x"]
