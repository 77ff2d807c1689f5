"""`elkvision rules`: rules as code."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from elkvision.supervisor.commands.rules import command

EXAMPLE = Path(__file__).parents[2] / "examples" / "rules" / "shop.yaml"
RULES = """
rules:
  - name: Errors
    query: level:error
    group_by: [service]
    condition: {kind: threshold, op: ">", value: 2}
    window: 1m
"""
LOGS = """
    logs:
      - {times: 5, log: {level: error, service: web}}
      - {times: 4, log: {level: error, service: api}}
"""


def run(*arguments):
    return CliRunner().invoke(command, [str(each) for each in arguments])


def test_the_example_reads_and_its_tests_pass():
    assert run("check", EXAMPLE).output.endswith("8 rules (threshold, absence, new_value, change, match)\n")
    answer = run("test", EXAMPLE)
    assert (answer.exit_code, answer.output.splitlines()[-1]) == (0, "8 of 8 passed")


def test_a_test_that_fails_says_what_was_expected_and_what_was_found(tmp_path):
    file = tmp_path / "rules.yaml"
    expected = "{at: 70s, rule: Errors, firing: [{labels: {service: web}, value: 4}, {labels: {service: api}}]}"
    file.write_text(f"{RULES}\ntests:\n  - name: both{LOGS}    expect: [{expected}]\n")
    answer = run("test", file)
    assert answer.exit_code == 1
    assert answer.output.splitlines() == [
        f"FAIL  {file}: both",
        "      at 70s, Errors:",
        '        - firing {service="web"} value 4',
        '        + firing {service="web"} value 5',
        "0 of 1 passed",
    ]


def test_expected_none_fails_when_something_fires(tmp_path):
    file = tmp_path / "rules.yaml"
    file.write_text(f"{RULES}\ntests:\n  - name: none{LOGS}    expect: [{{at: 70s, rule: Errors, firing: []}}]\n")
    answer = run("test", file)
    assert answer.exit_code == 1
    assert '+ firing {service="api"} value 4' in answer.output


def test_rules_may_be_in_a_file_of_their_own(tmp_path):
    (tmp_path / "rules.yaml").write_text(RULES)
    file = tmp_path / "tests.yaml"
    text = "rule_files: [rules.yaml]\ntests:\n  - name: none\n    expect: [{at: 5m, rule: Errors, firing: []}]\n"
    file.write_text(text)
    assert run("test", file).exit_code == 0
    file.write_text(text.replace("rules.yaml", "away.yaml"))
    answer = run("test", file)
    assert (answer.exit_code, "it cannot be read: No such file" in answer.output) == (2, True)


def test_a_window_that_has_settled_before_a_late_log_comes_does_not_count_it(tmp_path):
    file = tmp_path / "rules.yaml"
    logs = "\n    logs: [{times: 5, delay: 2m, log: {level: error, service: web}}]\n"
    file.write_text(f"{RULES}\ntests:\n  - name: late{logs}    expect: [{{at: 4m, rule: Errors, firing: []}}]\n")
    assert run("test", file).exit_code == 0
    file.write_text(file.read_text().replace("window: 1m", "window: 5m"))
    assert '+ firing {service="web"} value 5' in run("test", file).output


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("rules: [", "line 1, column 9: this is no YAML"),
        ("rules:\n  - name: a\n    name: b\n", 'line 3: "name" is there twice'),
        (RULES.replace("query:", "qeury:"), 'rules[0].qeury: "qeury" is not known here (did you mean query?)'),
        ("tests: []\n", "rules: there are none"),
    ],
)
def test_a_file_that_cannot_be_read_says_where_and_what_to_try(tmp_path, text, said):
    file = tmp_path / "rules.yaml"
    file.write_text(text)
    answer = run("check", file)
    assert answer.exit_code == 1
    assert said in answer.output


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("- {name: t, expect: [{at: 1m, rule: Eros, firing: []}]}", 'tests[0].expect[0].rule: there is no rule "Eros"'),
        ("- {name: t, expect: [{at: 1m, rule: Errors}]}", "tests[0].expect[0]: firing or pending is missing"),
        ("- {name: t, expect: [{at: 1m, rule: Errors, matches: 1}]}", "of the kind threshold has no matches"),
        ("- {name: t, expect: [], logs: [{log: 7}]}", "tests[0].logs[0].log: a line or a mapping belongs here"),
    ],
)
def test_a_test_that_cannot_be_read_says_where_and_what_to_try(tmp_path, line, said):
    file = tmp_path / "rules.yaml"
    file.write_text(f"{RULES}\ntests:\n  {line}\n")
    answer = run("test", file)
    assert answer.exit_code == 2
    assert said in answer.output
