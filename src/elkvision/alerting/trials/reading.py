"""Rules and their tests from YAML."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from elkvision.alerting.code import load, read_yaml
from elkvision.alerting.errors import RuleError
from elkvision.alerting.places import Place, shown
from elkvision.alerting.reading import read_rules
from elkvision.alerting.rule import Match, Rule
from elkvision.alerting.trials.case import START, Case, Expectation, Expected, Sample

#: Reads a file that the tests name, relative to their own.
ReadFile = Callable[[str], str]
_MOST_LOGS: Final = 200_000
_MOST_TIMES: Final = 100_000


def read_trials(text: str, read_file: ReadFile | None = None) -> tuple[list[Rule], list[Case]]:
    """The rules (those of the file, then those of the files it names) and the tests. Raises RuleError."""
    top = Place("", load(text)).fields(("rules", "rule_files", "tests"), required=("tests",))
    rules = read_rules(top["rules"].value) if "rules" in top else []
    for each in top["rule_files"].elements() if "rule_files" in top else ():
        rules += _from_file(each, read_file)
    known = {rule.name: rule for rule in rules}
    if len(known) < len(rules):
        names = [rule.name for rule in rules]
        twice = next(name for name in names if names.count(name) > 1)
        raise RuleError("rule_files", f"{shown(twice)} is the name of two rules", hint="rename one of them")
    return rules, [_case(each, known) for each in top["tests"].elements()]


def _from_file(at: Place, read_file: ReadFile | None) -> list[Rule]:
    if read_file is None:
        raise at.error("files cannot be read from here", "write the rules under rules:")
    return read_yaml(read_file(at.text(empty=False)))


def _case(at: Place, rules: Mapping[str, Rule]) -> Case:
    given = at.fields(("name", "start", "logs", "expect"), required=("name", "expect"))
    logs = [_sample(each) for each in given["logs"].elements()] if "logs" in given else []
    if sum(each.times for each in logs) > _MOST_LOGS:
        raise given["logs"].error(f"more than {_MOST_LOGS:,} logs", "say fewer")
    expect = [_expectation(each, rules) for each in given["expect"].elements()]
    start = _start(given["start"]) if "start" in given else START
    return Case(given["name"].text(200, empty=False), logs, expect, start)


def _start(at: Place) -> datetime:
    try:
        start = datetime.fromisoformat(at.text())
    except ValueError as error:
        raise at.error(f"{shown(at.value)} is no time", "write it like 2026-01-05T00:00:00Z") from error
    return start if start.tzinfo else start.replace(tzinfo=UTC)


def _sample(at: Place) -> Sample:
    given = at.fields(("at", "log", "times", "every", "delay"), required=("log",))
    log = given["log"].value
    if not isinstance(log, str | Mapping):
        raise given["log"].error(f"a line or a mapping belongs here, and this is {shown(log)}", "write {level: error}")
    times = given["times"].number(1, _MOST_TIMES) if "times" in given else 1
    return Sample(
        _offset(given["at"]) if "at" in given else timedelta(0),
        log,
        int(times),
        given["every"].duration() if "every" in given else timedelta(seconds=1),
        given["delay"].duration() if "delay" in given else timedelta(0),
    )


def _offset(at: Place) -> timedelta:
    """From the test's start; `-1h` is before it."""
    if isinstance(at.value, str) and at.value.startswith("-"):
        return -Place(at.name, at.value[1:]).duration()
    return at.duration()


def _expectation(at: Place, rules: Mapping[str, Rule]) -> Expectation:
    given = at.fields(("at", "rule", "firing", "pending", "matches"), required=("at", "rule"))
    name = given["rule"].text()
    if name not in rules:
        raise given["rule"].error(f"there is no rule {shown(name)}", f"there are {', '.join(rules) or 'none'}")
    is_match = isinstance(rules[name].condition, Match)
    wanted = ("matches",) if is_match else ("firing", "pending")
    for each in ("firing", "pending", "matches"):
        if each in given and each not in wanted:
            raise given[each].error(
                f"a rule of the kind {rules[name].condition.kind} has no {each}", f"use {wanted[0]}"
            )
    if not any(each in given for each in wanted):
        raise at.error(
            f"{' or '.join(wanted)} is missing", "write matches: 3" if is_match else "write firing: [] for none"
        )
    return Expectation(
        given["at"].duration(),
        name,
        [_expected(each) for each in given["firing"].elements()] if "firing" in given else None,
        [_expected(each) for each in given["pending"].elements()] if "pending" in given else None,
        int(given["matches"].number(0)) if "matches" in given else None,
    )


def _expected(at: Place) -> Expected:
    given = at.fields(("labels", "value"))
    return Expected(
        given["labels"].texts() if "labels" in given else {}, given["value"].number() if "value" in given else None
    )
