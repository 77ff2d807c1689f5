"""`if`: truth, comparison, membership, expressions and missing fields, as Logstash has them."""

import pytest
from tests.pipeline.language.trying import after, meets, mistakes, warnings

ALICE = {
    "name": "alice", "age": 42, "share": 0.5, "admin": True, "banned": False, "empty": "", "nothing": None,
    "zero": 0, "none": [], "roles": ["reader", "writer"], "numbers": [1, 2.5], "home": {"town": "Acme"}, "no": "false",
    "a field": "with blanks", "other": "alice", "word": "ali",
}  # fmt: skip


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("[name]", True), ("[age]", True), ("[zero]", True), ("[none]", True), ("[admin]", True), ("[home]", True),
        ("[banned]", False), ("[empty]", False), ("[nothing]", False), ("[missing]", False), ("[no]", False),
        ("[home][town]", True), ("[home][street]", False), ("[name][town]", False), ("[a field]", True),
        ("[roles][0]", True), ("[roles][-1]", True), ("[roles][2]", False), ("![missing]", True), ("! [name]", False),
        ("!([name])", False), ("([name])", True), ('"text"', True), ("'' ", False),
    ],
)  # fmt: skip
def test_a_field_is_true_when_it_is_there_and_neither_null_false_nor_empty(condition: str, expected: bool) -> None:
    assert meets(condition, ALICE) is expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ('[name] == "alice"', True), ("'alice' == [name]", True), ('[name] == "Alice"', False), ('[name] != "bob"', True),
        ("[age] == 42", True), ("42 == [age]", True), ('[age] == "42"', False), ("[age] == 42.0", False), ("[age] != 42", False),
        ("[share] == 0.5", True), ("[share] != 0.5", False), ('[admin] == "true"', False), ("[zero] == 0", True),
        ('[missing] == "x"', False), ('[missing] != "x"', True), ("[missing] == [also_missing]", True),
        ("[name] == [other]", True), ("[name] == [age]", False), ("7 == 7", True), ('"a" == "b"', False), ('7 == "7"', False),
        ('[home][town] == "Acme"', True), ('[roles][1] == "writer"', True), ("[admin] == 1", False),
    ],
)  # fmt: skip
def test_equal_means_the_same_value_of_the_same_type(condition: str, expected: bool) -> None:
    assert meets(condition, ALICE) is expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("[age] > 41", True), ("[age] > 42", False), ("[age] >= 42", True), ("[age] < 43", True), ("[age] <= 41", False),
        ("41 < [age]", True), ("43 <= [age]", False), ("[share] > 0", True), ("[age] > 41.5", True), ("[age] > [share]", True),
        ('[name] > "aaron"', True), ('[name] < "bob"', True), ('[name] <= "alice"', True), ('"bob" > [name]', True),
        ("[missing] > 1", False), ("[missing] < 1", False), ('[age] > "1"', False), ("[name] > 1", False), ("[admin] > 0", False),
        ("!([missing] > 1)", True), ("3 > 2", True), ("[@timestamp] > [@timestamp]", False), ("[@timestamp] >= [@timestamp]", True),
    ],
)  # fmt: skip
def test_numbers_texts_and_moments_are_ordered_among_themselves(condition: str, expected: bool) -> None:
    assert meets(condition, ALICE) is expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ('"reader" in [roles]', True), ('"owner" in [roles]', False), ('"read" in [roles]', False), ("1 in [numbers]", True),
        ("2.5 in [numbers]", True), ("3 in [numbers]", False), ('"1" in [numbers]', False), ('"lic" in [name]', True),
        ('"x" in [name]', False), ('[name] in "alice and bob"', True), ('[age] in "42"', False), ('[name] in ["alice", "bob"]', True),
        ('[name] in ["carol", "bob"]', False), ('[age] in ["41", "42"]', True), ("[age] in [41, 42]", True),
        ('[missing] in ["a", "b"]', False), ('[missing] not in ["a", "b"]', True), ("[missing] in [also_missing]", False),
        ("[word] in [name]", True), ("[name] in [word]", False), ("[roles] in [roles]", False), ('"owner" not in [roles]', True),
        ('"x" in [missing]', False), ('"x" not in [missing]', True), ('"a" in ["a", "b"]', True), ('"a" in "cat"', True),
        ('[name] not   in ["alice", "bob"]', False), ('"town" in [home]', False), ('!("a" in ["a", "b"])', False),
        ("[other] in [name]", True), ("[roles][0] in [roles]", True), ("[age] in [numbers]", False),
    ],
)  # fmt: skip
def test_in_looks_for_a_text_in_a_text_and_for_an_item_in_a_list(condition: str, expected: bool) -> None:
    assert meets(condition, ALICE) is expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("[name] =~ /^al/", True), ("[name] =~ /^li/", False), ('[name] =~ "LICE"', False), ("[name] =~ /(?i)LICE/", True),
        ("[name] !~ /bob/", True), ("[name] !~ /alice/", False), ("[missing] =~ /x/", False), ("[missing] !~ /x/", True),
        ("[age] =~ /4/", False), (r"[path] =~ /^\/var\/log/", True), ('"text" =~ /^te/', True), (r"[name] =~ /\Aalice\z/", True),
        ("[name] =~ /a|b/", True), ("[roles] =~ /reader/", False), ("[name] =~ '^a'", True), (r"[name] =~ /\h/", True),
    ],
)  # fmt: skip
def test_expressions_are_matched_with_texts_only(condition: str, expected: bool) -> None:
    assert meets(condition, {**ALICE, "path": "/var/log/app.log"}) is expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("[name] and [age]", True), ("[name] and [missing]", False), ("[missing] or [name]", True), ("[missing] or [nothing]", False),
        ("[name] xor [age]", False), ("[name] xor [missing]", True), ("[missing] xor [nothing]", False), ("[name] nand [age]", False),
        ("[name] nand [missing]", True), ("[missing] nand [nothing]", True), ("[name] or [missing] and [nothing]", True),
        ("([name] or [missing]) and [nothing]", False), ("[missing] and [name] or [age]", True),
        ("[name] and !([missing] or [nothing])", True), ("!([name] and [missing])", True), ("(([name]))", True),
        ('[name] == "alice" and [age] > 40 and "reader" in [roles]', True), ("[name] xor [age] xor [share]", True),
    ],
)  # fmt: skip
def test_and_binds_tighter_than_or(condition: str, expected: bool) -> None:
    assert meets(condition, ALICE) is expected


def test_two_ands_before_an_or_are_read_from_the_right_as_logstash_does_and_it_says_so() -> None:
    condition = "[missing] and [name] and [age] or [name]"
    assert meets(condition, ALICE) is False
    assert "put parentheses" in warnings(f"filter {{ if {condition} {{ }} }}")[0]
    assert not warnings("filter { if ([a] and [b] and [c]) or [d] { } }")


@pytest.mark.parametrize(
    ("level", "expected"), [("error", "red"), ("warning", "yellow"), ("info", "green"), (None, "green")]
)
def test_the_first_arm_that_is_met_is_taken(level: str | None, expected: str) -> None:
    colour = """
      if [level] == "error" { mutate { add_field => { "colour" => "red" } } }
      else if [level] == "warning" { mutate { add_field => { "colour" => "yellow" } } }
      else { mutate { add_field => { "colour" => "green" } } }
    """
    assert after(colour, {"level": level})["colour"] == expected


def test_metadata_can_be_asked_and_is_not_part_of_the_result() -> None:
    found = after(
        """
        mutate { add_field => { "[@metadata][kind]" => "web" } }
        if [@metadata][kind] == "web" { mutate { add_field => { "seen" => "%{[@metadata][kind]}" } } }
        """
    )
    assert found["seen"] == "web"
    assert "@metadata" not in found


def test_a_list_of_one_is_a_list_and_it_says_that_logstash_never_matches_it() -> None:
    assert meets('[name] in ["alice"]', ALICE)
    assert not meets('[name] in ["bob"]', ALICE)
    assert meets("[age] in [42]", ALICE)
    assert "never matches" in warnings('filter { if [name] in ["alice"] { } }')[0]


def test_doubled_brackets_around_a_field_work_with_a_warning() -> None:
    assert meets('[[home][town]] == "Acme"', ALICE)
    assert "doubled brackets" in warnings('filter { if [[home][town]] == "Acme" { } }')[0]


def test_a_condition_that_takes_too_long_is_not_met_and_the_event_is_tagged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("elkvision.pipeline.language.conditions.TIME_LIMIT", 0.05)
    found = after(r"if [text] =~ /^(a|a|aa)+$/ { mutate { remove_field => [ 'text' ] } }", {"text": "a" * 60 + "b"})
    assert found["tags"] == ["_pipeline_failure"]
    assert "text" in found


@pytest.mark.parametrize(
    ("condition", "mistake"),
    [
        (
            'name == "x"',
            "2:4: expected a field such as `[name]`, a string or a number, found `name` (write `[name]` for the field",
        ),
        ('[name] = "x"', "2:11: expected a comparison, found `=` (write `==`)"),
        ('[name] == "x" && [age]', "2:18: expected `and`, `or`, `xor`, `nand` or `{`, found `&` (write `and`"),
        ("[name] == /x/", "2:14: expected a field, a string or a number after `==`"),
        ('![name] == "x"', "2:5: expected a field by itself after `!`, found `[` (write `!([name] == …)`)"),
        ("([name]", "2:12: expected `)`, `and`, `or`, `xor` or `nand`, found `{`"),
        ("[name] =~ /(/", "2:14: "),
        ("[name] == ", "2:15: expected a field such as `[name]`, a string or a number, found `{`"),
    ],
)
def test_a_mistake_in_a_condition_is_named_with_its_place(condition: str, mistake: str) -> None:
    [found] = mistakes(f"filter {{\nif {condition} {{ }} }}", name="web.conf")
    assert found.startswith(f"web.conf:{mistake}")
