"""Why an instance is where it is, in one sentence."""

from collections.abc import Mapping
from typing import Final

from elkvision.alerting.comparing import figure, spoken_operator
from elkvision.alerting.durations import spoken
from elkvision.alerting.rule import Absence, Anomaly, Change, NewValue, Number, Rule, Threshold
from elkvision.store import contract

Numbers = Mapping[str, contract.Number]
_KINDS: Final = {"sum": "sum", "average": "average", "minimum": "minimum", "maximum": "maximum"}
_AGAINST: Final = {
    "previous": "the time before",
    "yesterday": "the same time yesterday",
    "last_week": "the same time last week",
}


def sentence(rule: Rule, numbers: Numbers) -> str:
    """Of a window's numbers: `42 lines in 5 m; the rule is for more than 20`."""
    found = f"{_value(rule, numbers.get('value'))} in {spoken(rule.window)}"
    match rule.condition:
        case Threshold(op=op, value=value):
            return f"{found}; the rule is for {spoken_operator(op)} {figure(value)}"
        case Absence():
            return found
        case Change(against=against):
            return (
                f"{found}, {_value(rule, numbers.get('before'))} {_AGAINST[against]}{_percent(numbers.get('percent'))}"
            )
        case Anomaly():
            return f"{found}, usually {figure(numbers.get('low'))} to {figure(numbers.get('high'))}"
        case NewValue():
            return f"{found}, not seen in the {spoken(rule.condition.look_back)} before"
        case _:
            return found


def _percent(percent: contract.Number) -> str:
    return "" if percent is None else f" ({percent:+.0f} %)"


def _value(rule: Rule, value: contract.Number) -> str:
    measure = getattr(rule.condition, "measure", Number())
    if isinstance(rule.condition, Threshold) and rule.condition.of is not None:
        return "no share, as there is nothing to divide by" if value is None else f"a share of {value:.3g}"
    rate = rule.condition.rate if isinstance(rule.condition, Threshold) else None
    per = f" per {rate}" if rate else ""
    if measure.kind == "count":
        return "no line" if not value else f"{figure(value)} {'line' if value == 1 and not per else 'lines'}{per}"
    if measure.kind == "distinct":
        return f"{figure(value)} different values of {measure.field}{per}"
    name = f"percentile {measure.percent:g}" if measure.kind == "percentile" else _KINDS[measure.kind]
    return f"{name} of {measure.field} is {figure(value)}{per}"
