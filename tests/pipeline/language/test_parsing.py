"""The grammar: sections, plugins, settings, and every kind of value."""

import pytest
from tests.pipeline.language.trying import mistakes, warnings

from elkvision.pipeline.language.parser import parse
from elkvision.pipeline.language.source import Source
from elkvision.pipeline.language.tree import Branch, HashValue, ListValue, Number, PluginCall, Text, Value


def value_of(text: str, **more: bool) -> Value:
    tree, _ = parse(Source("x.conf", f"filter {{ mutate {{ setting => {text} }} }}"), **more)
    [call] = tree.statements("filter")
    assert isinstance(call, PluginCall)
    return call.settings[0].value


def plain(value: Value) -> object:
    match value:
        case Text() | Number():
            return value.value
        case ListValue():
            return [plain(item) for item in value.items]
        case HashValue():
            return {key.value: plain(item) for key, item in value.entries}
        case PluginCall():
            return (value.name, {setting.name: plain(setting.value) for setting in value.settings})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"a"', "a"), ("'a'", "a"), ('""', ""), ("word", "word"), ("json_lines", "json_lines"), ("42", 42), ("-7", -7), ("3.14", 3.14),
        ("5.", 5.0), ("'it\\'s'", "it\\'s"), ('"say \\"hi\\""', 'say \\"hi\\"'), ('"back\\nslash"', "back\\nslash"),
        ('"# no comment"', "# no comment"), ('"two\nlines"', "two\nlines"), ("[]", []), ('["a"]', ["a"]), ('[ "a", 1, b ]', ["a", 1, "b"]),
        ('[["a"], ["b", "c"]]', [["a"], ["b", "c"]]), ("{}", {}), ('{ "a" => 1 }', {"a": 1}), ('{ a => "b" c => "d" }', {"a": "b", "c": "d"}),
        ('{ "a" => [1, 2] "b" => { "c" => 3 } }', {"a": [1, 2], "b": {"c": 3}}), ("{ 1 => 2 }", {"1": 2}), ('{ "a"=>1\n"b"=>2 }', {"a": 1, "b": 2}),
        ('json { charset => "UTF-8" }', ("json", {"charset": "UTF-8"})), ("multiline { }", ("multiline", {})), ("1d", "1d"),
        ('[ # why\n "a", # this\n "b" ]', ["a", "b"]),
    ],
)  # fmt: skip
def test_every_kind_of_value_is_read(text: str, expected: object) -> None:
    assert plain(value_of(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r'"a\nb"', "a\nb"),
        (r'"\t\r\\"', "\t\r\\"),
        (r'"say \"hi\""', 'say "hi"'),
        (r"'it\'s'", "it's"),
        (r'"\d+"', r"\d+"),
    ],
)
def test_escapes_are_read_when_they_are_switched_on(text: str, expected: str) -> None:
    assert plain(value_of(text, escapes=True)) == expected


def test_comments_and_blanks_may_stand_anywhere() -> None:
    text = '# first\nfilter # second\n{ # third\n  mutate # {\n  { add_tag # =>\n  => # }\n  "a" } # last\n}# end'
    assert mistakes(text) == []


def test_names_may_be_quoted() -> None:
    assert mistakes('filter { "mutate" { "add_tag" => "a" } }') == []


def test_sections_may_be_repeated_and_are_read_in_order() -> None:
    tree, _ = parse(Source("x.conf", "filter { a { } } input { b { } } filter { c { } if [x] { d { } } }"))
    first, second, third = tree.statements("filter")
    assert isinstance(first, PluginCall)
    assert isinstance(second, PluginCall)
    assert isinstance(third, Branch)
    assert (first.name, second.name) == ("a", "c")
    assert len(tree.statements("input")) == 1


def test_every_node_knows_its_place() -> None:
    tree, _ = parse(Source("web.conf", 'filter {\n  mutate {\n    add_tag => "ü" id => "b"\n  }\n}'))
    [call] = tree.statements("filter")
    assert isinstance(call, PluginCall)
    assert str(call.place) == "web.conf:2:3"
    assert [str(setting.place) for setting in call.settings] == ["web.conf:3:5", "web.conf:3:20"]
    assert str(call.settings[0].value.place) == "web.conf:3:16"


def test_an_empty_configuration_does_nothing() -> None:
    assert mistakes("") == []
    assert mistakes("# nothing\n") == []
    assert mistakes("filter { }") == []


@pytest.mark.parametrize(
    ("text", "warning"),
    [
        ('filter { mutate { add_tag => "a"; remove_tag => "b" } }', "x.conf:1:33: `;` between settings"),
        ('filter { mutate { add_tag => "a", "b" } }', "x.conf:1:33: a list without brackets"),
        ('filter { mutate { lowercase => "[[a][b]]" } }', "x.conf:1:32: doubled brackets"),
    ],
)
def test_three_things_that_logstash_refuses_work_with_a_warning(text: str, warning: str) -> None:
    [found] = warnings(text)
    assert found.replace("pipeline.conf", "x.conf").startswith(warning)


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        (
            "filters { }",
            "1:1: expected a section: `input`, `filter` or `output`, found `filters` (did you mean `filter`?)",
        ),
        ("filter }", "1:8: expected `{` after `filter`, found `}`"),
        ("filter {", "1:9: expected `}` to close what opened in line 1, found the end of the file"),
        (
            "filter {\n mutate {\n",
            "3:1: expected `}` to close `mutate`, which opened in line 2, found the end of the file",
        ),
        ("filter { mutate }", "1:17: expected `{` after `mutate`, found `}`"),
        ("filter { mutate { add_tag } }", "1:27: expected `=>` after `add_tag`, found `}`"),
        ('filter { mutate { add_tag = "a" } }', "1:27: expected `=>` after `add_tag`, found `=` (write `=>`)"),
        ("filter { mutate { add_tag => } }", "1:30: expected a value for `add_tag`, found `}`"),
        ('filter { mutate { add_tag => "a } }', '1:30: the string that opens here is never closed with "'),
        (
            "filter { mutate { add_tag => %{x} } }",
            "1:30: expected a value for `add_tag`, found `%` (write it in quotes)",
        ),
        (
            "filter { mutate { add_tag => /x/ } }",
            "1:30: expected a value for `add_tag`, found `/` (an expression stands in quotes",
        ),
        (
            'filter { mutate { add_tag => ["a" "b"] } }',
            '1:35: expected `,` or `]` in the list that opened in line 1, found `"`',
        ),
        (
            'filter { mutate { add_tag => ["a",] } }',
            "1:35: expected a value after `,`, found `]` (no comma after the last one)",
        ),
        (
            'filter { mutate { add_field => { "a" => 1, "b" => 2 } } }',
            "1:42: expected `=>` pairs separated by blanks, found `,`",
        ),
        ('filter { mutate { add_field => { "a" 1 } } }', "1:38: expected `=>` after `a`, found `1`"),
        (
            'filter { mutate { add_tag => "a", remove_tag => "b" } }',
            "1:35: expected a value after `,`, found `remove_tag` (settings",
        ),
        ("filter { else { } }", "1:10: expected an `if` before this, found `else`"),
        (
            "filter { if [a] { } elsif [b] { } }",
            "1:21: expected an `if` before this, found `elsif` (write `if … { } else if",
        ),
        ("filter { if { } }", "1:13: expected a field such as `[name]`, a string or a number, found `{`"),
        ("filter { } }", "1:12: expected a section: `input`, `filter` or `output`, found `}`"),
        ("filter { = }", "1:10: expected a plugin or `if`, found `=`"),
    ],
)
def test_a_mistake_names_its_place_what_was_expected_and_what_was_found(text: str, mistake: str) -> None:
    [found] = mistakes(text, name="x.conf")
    assert found.startswith(f"x.conf:{mistake}")
