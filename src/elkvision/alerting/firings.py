"""Turns put together to firings: from when to when, and how far it went."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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
    pairs: list[tuple[Turned, int | None]] = []
    for turn in turns:
        if turn.to == "firing":
            running[turn.key] = turn
        elif turn.to == "resolved":
            pairs.append((running.pop(turn.key), turn.at))
    pairs += [(turn, None) for turn in running.values()]
    values = {
        key: judge(rule, columns).values
        for key in {turn.key for turn, _ in pairs}
        if (columns := answer.series.get(keys_of(key))) is not None
    }
    kept = [
        _firing(rule, answer.ends, values.get(turn.key, ()), turn, end)
        for turn, end in pairs
        if end is None or end > since
    ]
    return sorted(kept, key=lambda each: (each.start, sorted(each.labels.items())))


def _firing(rule: Rule, ends: Sequence[int], values: Sequence[Number], begun: Turned, end: int | None) -> Firing:
    first = bisect_left(ends, begun.at)
    during = [value for value in values[first : None if end is None else bisect_left(ends, end)] if value is not None]
    peak = max(during, key=lambda value: farness(rule, begun.numbers, value), default=begun.numbers.get("value"))
    return Firing(
        begun.at, end, begun.start, begun.labels, begun.numbers, peak, begun.query, begun.words, begun.flapping
    )


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
