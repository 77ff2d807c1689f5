"""Settings: what a plugin accepts, the environment, what everybody has, and what is refused by name."""

import pytest
from tests.pipeline.language.trying import after, mistakes, warnings

from elkvision.pipeline import PipelineError, Source, WorkEvent, compile_pipeline
from elkvision.pipeline.filters.contract import (
    ARRAY,
    BOOLEAN,
    BYTES,
    FIELD,
    HASH,
    NUMBER,
    STRING,
    Option,
    Surroundings,
)  # fmt: skip
from elkvision.pipeline.language.kinds import WrongKind, convert


@pytest.mark.parametrize(
    ("value", "option", "expected"),
    [
        ("a", Option(STRING), "a"), (1, Option(STRING), "1"), (["a"], Option(STRING), "a"), (5, Option(NUMBER), 5), ("5", Option(NUMBER), 5),
        ("5.5", Option(NUMBER), 5.5), ("true", Option(BOOLEAN), True), (["false"], Option(BOOLEAN), False), ("a", Option(ARRAY), ["a"]),
        (["a", 1], Option(ARRAY), ["a", 1]), ({"a": 1}, Option(HASH), {"a": 1}), (["a", 1, "b", 2], Option(HASH), {"a": 1, "b": 2}),
        (["a", 1, "a", 2], Option(HASH), {"a": [1, 2]}), ("[a][b]", Option(FIELD), "[a][b]"), ("%{x}]", Option(FIELD), "%{x}]"),
        ("a", Option(STRING, many=True), ["a"]), (["a", 1], Option(STRING, many=True), ["a", "1"]), ("10", Option(BYTES), 10),
        ("10 KiB", Option(BYTES), 10240), ("1.5mb", Option(BYTES), 1_500_000), ("b", Option(STRING, one_of=("a", "b")), "b"),
    ],
)  # fmt: skip
def test_a_value_becomes_what_the_option_wants(value: object, option: Option, expected: object) -> None:
    assert convert(value, option) == expected


@pytest.mark.parametrize(
    ("value", "option", "mistake"),
    [
        (["a", "b"], Option(STRING), "expected a string, found a list of 2"), ({"a": 1}, Option(STRING), "expected a string, found a hash"),
        ("x", Option(NUMBER), "expected a number, found `x`"), ("maybe", Option(BOOLEAN), "expected `true` or `false`, found `maybe`"),
        (1, Option(BOOLEAN), "expected `true` or `false`, found `1`"), (["a"], Option(HASH), "expected a hash, found a list of 1"),
        ("[a", Option(FIELD), "`[a` is no field reference"), ("ten", Option(BYTES), "expected a size, found `ten`"),
        ("c", Option(STRING, one_of=("a", "b")), "expected one of `a`, `b`, found `c`"),
    ],
)  # fmt: skip
def test_any_other_value_is_a_mistake(value: object, option: Option, mistake: str) -> None:
    with pytest.raises(WrongKind) as error:
        convert(value, option)
    assert str(error.value).startswith(mistake)


def test_all_mistakes_are_named_at_once_in_the_order_of_the_text() -> None:
    text = """filter {
  mutat { }
  mutate { ad_field => { } add_tags => "x" }
  if [a] =~ /(/ { mutate { remove_field => "[a" } }
  ruby { code => "x" }
}"""
    found = mistakes(text, name="web.conf")
    assert [line.split(": ")[0] for line in found] == [
        "web.conf:2:3", "web.conf:3:12", "web.conf:3:28", "web.conf:4:13", "web.conf:4:44", "web.conf:5:3",
    ]  # fmt: skip
    assert "did you mean `mutate`?" in found[0]
    assert "did you mean `add_field`?" in found[1]
    assert "did you mean `add_tag`?" in found[2]
    assert "`ruby` is not run here" in found[5]


def test_what_only_the_filter_can_tell_is_a_mistake_at_its_setting() -> None:
    [kind] = mistakes('filter { mutate { convert => { "a" => "integr" } } }')
    assert kind.startswith("pipeline.conf:1:30: `convert` of `mutate`: `integr` is no type")
    [time] = mistakes('filter { mutate { add_field => { "a" => "%{+yyyy.bb}" } } }')
    assert time == "pipeline.conf:1:10: `mutate`: `b` means nothing in a time pattern"


def test_what_logstash_took_away_is_refused_with_what_to_write_instead() -> None:
    [found] = mistakes('filter { mutate { type => "nginx" } }')
    assert "`type` of `mutate` does not work here (write `if [type] ==" in found


def test_the_environment_is_filled_in() -> None:
    found = after(
        'mutate { add_field => { "town" => "${HOME_TOWN}" "street" => "${STREET:Main}, ${STREET:}" "cost" => "$5" } }'
    )
    assert (found["town"], found["street"], found["cost"]) == ("Acme", "Main, ", "$5")


def test_the_environment_is_filled_in_in_conditions_too() -> None:
    condition = 'if [town] == "${HOME_TOWN}" and [street] in ["${STREET:Main}", "Side"] and !("${HOME_TOWN}" in "acme")'
    assert after(f"{condition} {{ mutate {{ add_tag => met }} }}", {"town": "Acme", "street": "Main"})["tags"] == [
        "met"
    ]
    assert mistakes('filter { if [a] == "${NOWHERE}" { } }')[0].startswith(
        "pipeline.conf:1:20: the environment has no `NOWHERE`"
    )


def test_an_id_is_taken_once() -> None:
    [found] = mistakes('filter {\nmutate { id => "a" }\nmutate { id => "a" } }')
    assert found == "pipeline.conf:3:1: the id `a` is taken (by `mutate` in line 2)"


def test_codecs_of_inputs_are_looked_at_and_never_stop_the_filters() -> None:
    found = warnings(
        "input { tcp { codec => jsonlines } udp { codec => multiline { what => next patern => x } } http { codec => json } }"
    )
    assert [line.split(": ", 1)[1] for line in found] == [
        "the codec `jsonlines` has no counterpart here (did you mean `json_lines`?)",
        "`multiline` needs `pattern` (it is a string)",
        "`multiline` has no setting `patern` (did you mean `pattern`?)",
    ]


def test_a_variable_that_is_not_set_is_a_mistake() -> None:
    [found] = mistakes('filter { mutate { add_tag => ["a", "${STREET}"] } }')
    assert found == "pipeline.conf:1:36: the environment has no `STREET` (set it, or write `${STREET:default}`)"


def test_a_setting_that_is_written_twice_is_put_together() -> None:
    found = after(
        """
        mutate {
          add_field => { "a" => "1" } add_field => { "b" => "2" "a" => "3" }
          add_tag => "x" add_tag => ["y", "z"]
        }
        """
    )
    assert found["a"] == ["1", "3"]
    assert found["b"] == "2"
    assert found["tags"] == ["x", "y", "z"]


def test_a_key_that_is_twice_in_a_hash_is_a_mistake() -> None:
    [found] = mistakes('filter { mutate { add_field => { "a" => 1 "a" => 2 } } }')
    assert "`a` is there twice" in found


def test_several_files_are_one_configuration_and_mistakes_name_theirs() -> None:
    first = Source("10-first.conf", 'filter { mutate { add_field => { "a" => "1" } } }')
    second = Source("20-second.conf", 'filter { mutate { add_field => { "b" => "%{a}2" } } }')
    [event] = compile_pipeline([first, second]).run([WorkEvent({})])
    assert event.data["b"] == "12"
    with pytest.raises(PipelineError) as error:
        compile_pipeline([Source("10.conf", "filter { x"), Source("20.conf", "filter { y")])
    assert [problem.place.source.name for problem in error.value.problems] == ["10.conf", "20.conf"]


def test_without_files_at_hand_a_filter_gets_none() -> None:
    with pytest.raises(PermissionError, match="files are not at hand"):
        Surroundings().read_file("/etc/passwd")
