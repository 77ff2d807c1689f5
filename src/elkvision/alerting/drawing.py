"""What was compared, as lines to draw: few points, and none of what matters left out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from elkvision.alerting.answer import Answer, Keys
from elkvision.alerting.firings import Firing, farness
from elkvision.alerting.judging import judge
from elkvision.alerting.labels import instance_labels
from elkvision.alerting.rule import Rule
from elkvision.store.contract import Number


@dataclass(frozen=True, slots=True)
class Line:
    """`points` are a window's end (seconds since 1970) and its number. Where there are more windows than points, each
    is the one of its windows that is nearest to firing."""

    labels: Mapping[str, str]
    points: Sequence[tuple[int, Number]]


def lines(rule: Rule, answer: Answer, found: Sequence[Firing], *, since: int, most: int, points: int) -> list[Line]:
    """Of the groups that fired, those that fired longest first, then of others."""
    fired: dict[tuple[tuple[str, str], ...], int] = {}
    for each in found:
        key = tuple(each.labels.items())
        fired[key] = fired.get(key, 0) + (each.end or answer.ends[-1]) - each.start + 1

    def order(keys: Keys) -> tuple[int, str]:
        return -fired.get(tuple(instance_labels(rule, keys).items()), 0), repr(keys)

    chosen = sorted(answer.series, key=order)[:most]
    return [Line(instance_labels(rule, keys), _points(rule, answer, keys, since, points)) for keys in chosen]


def _points(rule: Rule, answer: Answer, keys: Keys, since: int, points: int) -> list[tuple[int, Number]]:
    values = judge(rule, answer.series[keys]).values
    windows = [(end, value) for end, value in zip(answer.ends, values, strict=True) if end > since]
    size = -(-len(windows) // points) if windows else 1
    return [_nearest(rule, windows[begin : begin + size]) for begin in range(0, len(windows), size)]


def _nearest(rule: Rule, windows: Sequence[tuple[int, Number]]) -> tuple[int, Number]:
    numbers = [(farness(rule, {}, value), end, value) for end, value in windows if value is not None]
    if not numbers:
        return windows[-1]
    _, end, value = max(numbers)
    return end, value
