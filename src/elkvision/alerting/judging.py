"""From a group's columns to what is compared, and whether the condition holds, window by window."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from elkvision.alerting.answer import Columns
from elkvision.alerting.comparing import comparer
from elkvision.alerting.rule import Absence, Anomaly, Change, Rule, Threshold
from elkvision.store.contract import Number

_SECONDS: Final = {"second": 1, "minute": 60, "hour": 3600}
#: An anomaly's columns: the number, whether it is unusual (1 or 0), and between what it usually is.
ANOMALY_COLUMNS: Final = ("number", "unusual", "low", "high")


@dataclass(frozen=True, slots=True)
class Judged:
    """`values` are what is compared and drawn; `met` whether the condition holds, None for "as it was before"."""

    values: Sequence[Number]
    met: Sequence[bool | None]


def judge(rule: Rule, columns: Columns) -> Judged:
    """Of a rule's condition without what it remembers: a new value is judged by `remembering`."""
    match rule.condition:
        case Threshold() as threshold:
            return _threshold(rule, threshold, columns)
        case Change() as change:
            met = [_changed(change, now, before) for now, before in zip(columns[0], columns[1], strict=True)]
            return Judged(columns[0], met)
        case Absence():
            return Judged(columns[0], [not count for count in columns[0]])
        case Anomaly():
            return Judged(columns[0], [bool(unusual) for unusual in columns[1]])
        case _:
            return Judged(columns[0], [bool(count) for count in columns[0]])


def numbers_at(rule: Rule, columns: Columns, values: Sequence[Number], place: int) -> dict[str, Number]:
    """What a change of state in that window is kept with."""
    named: dict[str, Number] = {"value": values[place]}
    match rule.condition:
        case Threshold(value=value, of=of):
            named["threshold"] = value
            if of is not None:
                named |= {"part": columns[0][place], "whole": columns[1][place]}
        case Change():
            named |= {"before": columns[1][place], "percent": percent(columns[0][place], columns[1][place])}
        case Anomaly():
            named |= {"low": columns[2][place], "high": columns[3][place]}
    return named


def percent(now: Number, before: Number) -> float | None:
    """How much `now` is above `before`, in percent of it; None where that is no number."""
    return None if now is None or not before else (now - before) / abs(before) * 100


def _threshold(rule: Rule, threshold: Threshold, columns: Columns) -> Judged:
    values = _per(rule, threshold, columns[0] if threshold.of is None else _shares(columns))
    holds, bound = comparer(threshold.op), threshold.value
    nothing: Mapping[str, bool | None] = {"ok": False, "keep": None, "fire": True}
    missing = nothing[threshold.no_data]
    return Judged(values, [missing if value is None else holds(value, bound) for value in values])


def _shares(columns: Columns) -> list[Number]:
    return [
        None if part is None or not whole else part / whole for part, whole in zip(columns[0], columns[1], strict=True)
    ]


def _per(rule: Rule, threshold: Threshold, values: Sequence[Number]) -> Sequence[Number]:
    if threshold.rate is None:
        return values
    lengths = rule.window.total_seconds() / _SECONDS[threshold.rate]
    return [None if value is None else value / lengths for value in values]


def _changed(change: Change, now: Number, before: Number) -> bool:
    if now is None or before is None or max(now, before) < change.minimum:
        return False
    if not before:
        return bool(now) and change.direction != "down"
    by = (now - before) / abs(before) * 100
    up = change.direction != "down" and by > 0 and by >= change.percent
    down = change.direction != "up" and by < 0 and -by >= change.percent
    return up or down
