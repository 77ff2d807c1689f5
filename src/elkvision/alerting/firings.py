"""Turns put together to firings: from when to when, and how far it went."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from elkvision.alerting.answer import Answer
from elkvision.alerting.judging import judge
from elkvision.alerting.rule import Change, Rule, Threshold
from elkvision.alerting.state import Turned, keys_of
from elkvision.store.contract import Number


@dataclass(frozen=True, slots=True)
class Firing:
    """Times are ends of windows, in seconds since 1970; `end` is None when it still fires at the end of the range.
    `window_start` is where the first window begins: the lines are those of `query` from there to `end`. `numbers` and
    `words` are of the moment at which it came to fire, `peak` is the number that went farthest."""

    start: int
    end: int | None
    window_start: int
    labels: Mapping[str, str]
    numbers: Mapping[str, Number]
    peak: Number
    query: str
    words: str
    flapping: bool = False


def firings(rule: Rule, answer: Answer, turns: Sequence[Turned], *, since: int) -> list[Firing]:
    """Those that were firing after `since`, oldest first."""
    running: dict[str, Turned] = {}
    found: list[Firing] = []
    for turn in turns:
        if turn.to == "firing":
            running[turn.key] = turn
        elif turn.to == "resolved":
            found.append(_firing(rule, answer, running.pop(turn.key), turn.at))
    found += [_firing(rule, answer, turn, None) for turn in running.values()]
    kept = [each for each in found if each.end is None or each.end > since]
    return sorted(kept, key=lambda each: (each.start, sorted(each.labels.items())))


def _firing(rule: Rule, answer: Answer, begun: Turned, end: int | None) -> Firing:
    plain = Firing(
        begun.at, end, begun.start, begun.labels, begun.numbers, begun.numbers.get("value"), begun.query, begun.words,
        begun.flapping,
    )  # fmt: skip
    columns = answer.series.get(keys_of(begun.key))
    if columns is None:
        return plain
    values = judge(rule, columns).values
    during = [
        value
        for at, value in zip(answer.ends, values, strict=True)
        if value is not None and begun.at <= at and (end is None or at < end)
    ]
    if not during:
        return plain
    return replace(plain, peak=max(during, key=lambda value: farness(rule, begun.numbers, value)))


def farness(rule: Rule, numbers: Mapping[str, Number], value: float) -> float:
    """How far a number goes in the direction that the rule is for."""
    match rule.condition:
        case Threshold(op="<") | Threshold(op="<="):
            return -value
        case Threshold(op="==" | "!=", value=bound):
            return abs(value - bound)
        case Change():
            return abs(value - (numbers.get("before") or 0))
        case _:
            return value
