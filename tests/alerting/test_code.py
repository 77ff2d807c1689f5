"""Rules as YAML."""

from pathlib import Path

import pytest

from elkvision.alerting.code import load, read_yaml, write_yaml

EXAMPLE = Path(__file__).parents[2] / "examples" / "rules" / "shop.yaml"


def test_what_is_written_reads_back_and_is_the_same_text_again():
    rules = read_yaml(EXAMPLE.read_text())
    text = write_yaml(rules)
    assert sorted(read_yaml(text), key=lambda rule: rule.name) == sorted(rules, key=lambda rule: rule.name)
    assert write_yaml(reversed(read_yaml(text))) == text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("22:00", "22:00"), ("no", "no"), ("on", "on"), ("2026-01-05", "2026-01-05"), ("010", "010"), ("true", True),
        ("-7", -7), ("0.5", 0.5), ("null", None), ("1_000", "1_000"), ("trueish", "trueish"),
    ],
)  # fmt: skip
def test_plain_texts_stay_texts(text, value):
    assert load(f"a: {text}") == {"a": value}


def test_text_that_yaml_would_read_as_something_else_is_quoted():
    rules = read_yaml('[{name: "22:00", description: "no", condition: {kind: match}}]')
    assert read_yaml(write_yaml(rules)) == rules
