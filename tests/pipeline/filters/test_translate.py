"""translate: ways to look up, where dictionaries come from, and lists of things."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from tests.pipeline.filters.running import NOON, NOWHERE, after, around_files, mistake

from elkvision.pipeline import WorkEvent, compile_pipeline

CODES = 'dictionary => { "200" => "OK" "404" => "Not found" }'


@pytest.mark.parametrize(
    ("settings", "fields", "expected"),
    [
        (f'source => "code" {CODES}', {"code": 200}, {"code": 200, "translation": "OK"}),
        (f'source => "code" target => "[a][b]" {CODES}', {"code": "404"}, {"code": "404", "a": {"b": "Not found"}}),
        (f'source => "code" {CODES}', {"code": "500"}, {"code": "500"}),
        (f'source => "code" {CODES}', {}, {}),
        (f'source => "code" {CODES}', {"code": ["404", "200"]}, {"code": ["404", "200"], "translation": "Not found"}),
        (f'source => "code" {CODES} fallback => "%{{code}}?"', {"code": 1}, {"code": 1, "translation": "1?"}),
        (f'source => "code" {CODES}', {"code": "200", "translation": "x"}, {"code": "200", "translation": "x"}),
        (f'source => "code" {CODES} override => true', {"code": "200", "translation": "x"}, {"code": "200", "translation": "OK"}),
        (f'source => "code" target => "code" {CODES}', {"code": "200"}, {"code": "OK"}),
        (f'source => "code" {CODES} ecs_compatibility => "v1"', {"code": "200"}, {"code": "OK"}),
        (f'field => "code" destination => "d" {CODES}', {"code": "200"}, {"code": "200", "d": "OK"}),
        ('source => "t" dictionary => ["^a.*z$", "both", "^a", "begin"] regex => true', {"t": "abc"}, {"t": "abc", "translation": "begin"}),
        ('source => "t" dictionary => { "foo" => "bar" "x.y" => "dot" } exact => false', {"t": "foofing x.y xay"}, {"t": "foofing x.y xay", "translation": "barfing dot xay"}),
        ('source => "t" dictionary => { } exact => false', {"t": "a"}, {"t": "a"}),
        ('source => "t" dictionary => { "a" => ["b", "c"] }', {"t": "a"}, {"t": "a", "translation": ["b", "c"]}),
    ],
)  # fmt: skip
def test_a_value_is_looked_up(settings, fields, expected):
    assert after(f"translate {{ {settings} }}", fields) == expected


def test_every_item_of_a_list_is_looked_up():
    text = f'translate {{ source => "codes" target => "texts" iterate_on => "codes" {CODES} fallback => "?" }}'
    assert after(text, {"codes": [200, "404", 7]})["texts"] == ["OK", "Not found", "?"]
    assert after(text.replace('fallback => "?"', ""), {"codes": [200, 7]})["texts"] == ["OK", None]


def test_in_a_list_of_hashes_a_field_of_each_is_looked_up():
    text = f'translate {{ source => "[code]" target => "text" iterate_on => "[all]" {CODES} }}'
    assert after(text, {"all": [{"code": 200}, {"code": 1}]})["all"] == [{"code": 200, "text": "OK"}, {"code": 1}]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("d.yml", b"'1': one\n2: {a: [b]}\n"),
        ("d.json", b'{"1": "one", "2": {"a": ["b"]}}'),
    ],
)
def test_a_dictionary_may_be_a_file(name, data):
    around = around_files(**{name.replace(".", "_"): data})
    text = f'translate {{ source => "n" dictionary_path => "{name}" }}'
    assert after(text, {"n": 1}, around)["translation"] == "one"
    assert after(text, {"n": 2}, around)["translation"] == {"a": ["b"]}


def test_a_table_has_two_columns():
    around = around_files(d_csv=b'1,"one, two"\n2,zwei\n')
    assert (
        after('translate { source => "n" dictionary_path => "d.csv" }', {"n": 1}, around)["translation"] == "one, two"
    )


@pytest.mark.parametrize(("behaviour", "still_there"), [("merge", "one"), ("replace", None)])
def test_a_file_is_read_again_after_a_while(behaviour, still_there):
    contents: Iterator[bytes] = iter([b'{"1": "one"}', b'{"2": "two"}', b"broken"])
    clock, said = [NOON], []
    around = replace(NOWHERE, now=lambda: clock[0], read_file=lambda path: next(contents), warn=said.append)
    text = f'filter {{ translate {{ source => "n" dictionary_path => "d.json" refresh_behaviour => {behaviour} }} }}'
    pipeline = compile_pipeline(text, around)

    def found(number):
        [event] = pipeline.run([WorkEvent({"n": number})])
        return event.data.get("translation")

    assert (found(1), found(2)) == ("one", None)
    clock[0] += 301 * 10**9
    assert (found(1), found(2)) == (still_there, "two")
    clock[0] += 301 * 10**9
    assert found(2) == "two"
    assert "the old entries stay" in said[-1]


@pytest.mark.parametrize(
    ("settings", "part"),
    [
        ('dictionary => { "a" => "b" }', "`source` is missing"),
        ('source => "a" field => "b"', "old name"),
        ('source => "a" dictionary => { "a" => "b" } dictionary_path => "d.json"', "exclude each other"),
        ('source => "a" dictionary_path => "none.json"', "cannot be read"),
        ('source => "a" dictionary_path => "list.json"', "a hash was expected"),
        ('source => "a" dictionary_path => "d.txt"', "none of"),
        ('source => "a" dictionary => { "(" => "b" } regex => true', "("),
    ],
)
def test_settings_that_cannot_be_are_mistakes(settings, part):
    assert part in mistake(f"translate {{ {settings} }}", around_files(list_json=b"[1]", d_txt=b""))
