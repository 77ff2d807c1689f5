"""Tests of rules run over a store in memory, by the same code that evaluates rules on duty."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from elkvision.alerting.comparing import figure
from elkvision.alerting.durations import duration_text
from elkvision.alerting.evaluating import Due, evaluate
from elkvision.alerting.labels import all_labels, instance_labels, read_query
from elkvision.alerting.rule import Match, Rule
from elkvision.alerting.state import Instance, Stage, State, keys_of
from elkvision.alerting.trials.case import Case, Expectation, Expected
from elkvision.alerting.trials.logs import events
from elkvision.alerting.trials.reading import ReadFile, read_trials
from elkvision.core.event import Event
from elkvision.core.query import matcher
from elkvision.core.tenancy import TenantId
from elkvision.store.contract import EventBatch
from elkvision.store.engines.memory import MemoryStore

_TENANT: Final = TenantId("trial")
#: Numbers that a person writes are near enough when they are as near as this.
_NEAR: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Result:
    """A test that passed has no differences; each difference is lines that say what was expected and what was found."""

    name: str
    differences: Sequence[str] = ()

    @property
    def passed(self) -> bool:
        return not self.differences


def run_trials(text: str, read_file: ReadFile | None = None) -> list[Result]:
    """Raises RuleError for what cannot be read."""
    rules, cases = read_trials(text, read_file)
    return [_result({rule.name: rule for rule in rules}, case) for case in cases]


def _result(rules: Mapping[str, Rule], case: Case) -> Result:
    run = _Run(case, [rules[name] for name in dict.fromkeys(each.rule for each in case.expect)])
    differences = []
    for expectation in sorted(case.expect, key=lambda each: each.at):
        run.go_on(case.start + expectation.at)
        difference = run.difference(rules[expectation.rule], expectation)
        if difference:
            differences.append(difference)
    return Result(case.name, differences)


class _Run:
    """Logs come and rules are evaluated as time goes on."""

    def __init__(self, case: Case, rules: Sequence[Rule]) -> None:
        self._rules = rules
        self._states = {rule.name: State() for rule in rules}
        self._store = MemoryStore()
        self._coming = events(case)
        self._come: list[Event] = []
        # Windows that end at the start are evaluated first, so that all later ones are caught up with.
        for rule in rules:
            self._now = case.start + rule.settle
            self._receive()
            self._evaluate([rule])
        self._now = case.start

    def go_on(self, moment: datetime) -> None:
        """Without late logs all windows at once are the same as each at its time; with them they are not."""
        late = any(event["received_at"] > event["@timestamp"] // 1_000_000 for event in self._coming)
        step = min((rule.every for rule in self._rules), default=timedelta(minutes=1))
        while late and self._now + step < moment:
            self._now += step
            self._receive()
            self._evaluate(self._rules)
        self._now = moment
        self._receive()
        self._evaluate(self._rules)

    def _receive(self) -> None:
        until = int(self._now.timestamp() * 1000)
        batch = [event for event in self._coming if event["received_at"] <= until]
        self._coming = [event for event in self._coming if event["received_at"] > until]
        self._come += batch
        if batch:
            self._store.append(EventBatch(batch[0]["id"], batch))

    def _evaluate(self, rules: Iterable[Rule]) -> None:
        ask = partial(self._store.aggregate, _TENANT)
        read = partial(self._store.export, _TENANT, order="newest")
        behind = True
        while behind:
            dues = [Due(rule.name, rule, self._states[rule.name]) for rule in rules]
            outcomes = list(evaluate(ask, dues, self._now, read))
            self._states |= {outcome.id: outcome.state for outcome in outcomes}
            behind = any(outcome.behind for outcome in outcomes)

    def difference(self, rule: Rule, expectation: Expectation) -> str:
        """What is not as it was expected, or "" when all is."""
        state = self._states[rule.name]
        where = f"at {duration_text(expectation.at)}, {rule.name}"
        if state.error:
            return f"{where}:\n  ! {state.error}"
        if isinstance(rule.condition, Match):
            found = sum(map(matcher(read_query(rule.query)), self._come))
            return (
                "" if found == expectation.matches else f"{where}:\n  - {expectation.matches} lines\n  + {found} lines"
            )
        lines: list[str] = []
        wanted: tuple[tuple[Stage, Sequence[Expected] | None], ...] = (
            ("firing", expectation.firing),
            ("pending", expectation.pending),
        )
        for stage, expected in wanted:
            if expected is not None:
                lines += _compared(rule, state, stage, expected)
        return "\n  ".join([f"{where}:", *lines]) if lines else ""


def _compared(rule: Rule, state: State, stage: Stage, expected: Sequence[Expected]) -> list[str]:
    found = [(key, each) for key, each in state.instances.items() if each.stage == stage]
    missing = list(expected)
    more: list[str] = []
    for key, instance in sorted(found, key=lambda pair: pair[0]):
        labels = instance_labels(rule, keys_of(key))
        match = next((each for each in missing if _fits(rule, labels, instance, each)), None)
        if match is None:
            more.append(f"+ {stage} {_labels(labels)} value {figure(instance.numbers.get('value'))}")
        else:
            missing.remove(match)
    return [f"- {stage} {_labels(each.labels)}{_value(each.value)}" for each in missing] + more


def _fits(rule: Rule, labels: dict[str, str], instance: Instance, expected: Expected) -> bool:
    """The labels of the instance, all of them; the rule's own may be named too."""
    if not labels.keys() <= expected.labels.keys():
        return False
    known = all_labels(rule, labels)
    if any(known.get(name) != value for name, value in expected.labels.items()):
        return False
    value = instance.numbers.get("value")
    return expected.value is None or (value is not None and abs(value - expected.value) <= _NEAR * max(1.0, abs(value)))


def _labels(labels: Mapping[str, Any]) -> str:
    return "{" + ", ".join(f'{name}="{value}"' for name, value in labels.items()) + "}"


def _value(value: float | None) -> str:
    return "" if value is None else f" value {figure(value)}"
