"""How a rule's state goes on with what was worked out: a pure function, the same for one window and for ten thousand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from elkvision.alerting.answer import Answer, Columns, Keys
from elkvision.alerting.durations import spoken
from elkvision.alerting.errors import too_many
from elkvision.alerting.judging import ANOMALY_COLUMNS, judge, numbers_at
from elkvision.alerting.labels import instance_labels, instance_query
from elkvision.alerting.needs import groups, memory, needs, of_nothing
from elkvision.alerting.remembering import Memory, remember
from elkvision.alerting.rule import Anomaly, Rule
from elkvision.alerting.saying import sentence
from elkvision.alerting.schedule import most_groups
from elkvision.alerting.state import Instance, State, Turned, instance_key, keys_of
from elkvision.alerting.walking import Patience, Step, lately, patience, walk

_NEW: Final = Instance()


@dataclass(frozen=True, slots=True)
class _Run:
    """What is the same for every instance of a rule."""

    rule: Rule
    ends: Sequence[int]
    patience: Patience
    memory: int
    words: Mapping[tuple[Keys, int], str]


def advance(rule: Rule, state: State, answer: Answer) -> tuple[State, list[Turned]]:
    """The state after these windows, and the turns on the way, oldest first. Windows that the state has behind it are
    passed over, so that the same answer twice changes nothing. Raises RuleTrouble when there are too many groups."""
    first = next((place for place, end in enumerate(answer.ends) if state.until is None or end > state.until), None)
    if first is None:
        return state, []
    run = _Run(rule, answer.ends[first:], patience(rule), int(memory(rule).total_seconds()), answer.words)
    instances: dict[str, Instance] = {}
    turns = _recovered(rule, state, run.ends[0])
    for keys in _all_keys(rule, state, answer):
        key = instance_key(keys)
        columns = [column[first:] for column in answer.series.get(keys, ())] or _nothing(rule, len(run.ends))
        before = state.instances.get(key) or _seen(rule, answer.seen.get(keys))
        instance, turned = _one(run, keys, before, columns)
        turns += turned
        if instance != _NEW:
            instances[key] = instance
    _bounded(rule, len(instances))
    turns.sort(key=lambda turn: (turn.at, turn.key))
    return State(run.ends[-1], instances), turns


def failed(rule: Rule, state: State, at: int, why: str) -> tuple[State, list[Turned]]:
    """The state of a rule that could not be evaluated: its instances stay what they are, and the windows are still to
    be evaluated. Said once for each reason."""
    if state.error == why:
        return state, []
    turn = Turned(at, at, "error", "", {}, {}, rule.query, why)
    return replace(state, error=why, error_since=state.error_since or at), [turn]


def _recovered(rule: Rule, state: State, at: int) -> list[Turned]:
    if not state.error:
        return []
    return [
        Turned(
            at, at, "recovered", "", {}, {}, rule.query, f"It is evaluated again. It was not, because: {state.error}"
        )
    ]


def _all_keys(rule: Rule, state: State, answer: Answer) -> list[Keys]:
    alone: list[Keys] = [] if groups(rule) else [()]
    return list(dict.fromkeys([*alone, *map(keys_of, state.instances), *answer.series, *answer.seen]))


def _seen(rule: Rule, last: int | None) -> Instance:
    """Of a group that was there before the rule was: it is not new."""
    return _NEW if last is None else Instance(first_seen=last - int(rule.window.total_seconds()), last_seen=last)


def _nothing(rule: Rule, length: int) -> Columns:
    if isinstance(rule.condition, Anomaly):
        return [[None] * length for _ in ANOMALY_COLUMNS]
    return [[of_nothing(need.number)] * length for need in needs(rule)]


def _one(run: _Run, keys: Keys, instance: Instance, columns: Columns) -> tuple[Instance, list[Turned]]:
    judged = judge(run.rule, columns)
    met = judged.met
    known = Memory(instance.first_seen, instance.last_seen)
    if run.memory:
        known, met = remember(run.rule, known, run.ends, columns[-1], met, run.memory)
    instance, steps = walk(instance, run.ends, met, run.patience)
    if instance.stage != "inactive" and True in met:
        newest = len(met) - 1 - list(reversed(met)).index(True)
        instance = replace(instance, numbers=numbers_at(run.rule, columns, judged.values, newest))
    turns = [_turned(run, keys, step, numbers_at(run.rule, columns, judged.values, step.place)) for step in steps]
    return _settled(run, instance, known), turns


def _settled(run: _Run, instance: Instance, known: Memory) -> Instance:
    """Without what no longer matters, so that it can be forgotten."""
    if known.last is not None and run.ends[-1] - known.last > run.memory:
        known = Memory()
    if instance.stage == "inactive":
        instance = replace(instance, numbers={}, firings=lately(instance.firings, run.ends[-1], run.patience))
    return replace(instance, first_seen=known.first, last_seen=known.last)


def _turned(run: _Run, keys: Keys, step: Step, numbers: Mapping[str, float | None]) -> Turned:
    rule, end = run.rule, run.ends[step.place]
    return Turned(
        at=end,
        start=end - int(rule.window.total_seconds()),
        to=step.to,
        key=instance_key(keys),
        labels=instance_labels(rule, keys),
        numbers=numbers,
        query=instance_query(rule, keys),
        words=(run.words.get((keys, end)) or sentence(rule, numbers)) + (_held(run.patience) if step.flapping else ""),
        flapping=step.flapping,
    )


def _held(patience: Patience) -> str:
    span, rest = (spoken(timedelta(seconds=each)) for each in (patience.flap_span, patience.flap_rest))
    return f". It came and went too often within {span}, and is held until it has been quiet for {rest}"


def _bounded(rule: Rule, count: int) -> None:
    if count > most_groups(rule):
        raise too_many(count, groups(rule), most_groups(rule))
