"""Which numbers a rule works with, and how long it remembers groups."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from elkvision.alerting.comparing import compare
from elkvision.alerting.rule import Absence, Anomaly, Change, NewValue, Number, Rule, Threshold
from elkvision.store import contract

#: How long a rule that fires for silent groups remembers them, when it does not say so itself.
MEMORY: Final = timedelta(days=1)
_COUNT: Final = Number()
#: What these are of nothing is 0; the others are no number.
_ZERO_OF_NOTHING: Final = frozenset({"count", "sum", "distinct"})
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Need:
    """One column: a number over the events that match a query, so long before the window itself."""

    number: Number
    query: str
    before: timedelta = timedelta(0)


def needs(rule: Rule) -> list[Need]:
    """The columns that a store is asked for, in their order. The last one of a rule that remembers says who is there."""
    match rule.condition:
        case Threshold(measure=measure, of=of):
            found = [Need(measure, rule.query)] + ([] if of is None else [Need(measure, of)])
            if memory(rule) and measure.kind != "count":
                found.append(Need(_COUNT, rule.query if of is None else of))
            return found
        case Change(measure=measure, against=against):
            return [Need(measure, rule.query), Need(measure, rule.query, earlier(rule, against))]
        case Anomaly(measure=measure):
            return [Need(measure, rule.query)]
        case _:
            return [Need(_COUNT, rule.query)]


def earlier(rule: Rule, against: str) -> timedelta:
    """How long before a window the one that it is compared with is."""
    return {"previous": rule.window, "yesterday": _DAY, "last_week": 7 * _DAY}[against]


def groups(rule: Rule) -> tuple[str, ...]:
    """The fields that tell instances apart."""
    condition = rule.condition
    if isinstance(condition, NewValue):
        return (*rule.group_by, "pattern" if condition.pattern else condition.field or "")
    return rule.group_by


def watches_patterns(rule: Rule) -> bool:
    return isinstance(rule.condition, NewValue) and rule.condition.pattern


def memory(rule: Rule) -> timedelta:
    """How long groups are remembered after they were last seen: for rules that say something of silent groups."""
    match rule.condition:
        case NewValue(look_back=look_back):
            return look_back
        case Absence(look_back=look_back) if rule.group_by:
            return look_back
        case Threshold() as threshold if rule.group_by and met_by_nothing(threshold):
            return MEMORY
        case _:
            return timedelta(0)


def met_by_nothing(threshold: Threshold) -> bool:
    value = of_nothing(threshold.measure) if threshold.of is None else None
    return threshold.no_data == "fire" if value is None else compare(value, threshold.op, threshold.value)


def of_nothing(number: Number) -> contract.Number:
    return 0 if number.kind in _ZERO_OF_NOTHING else None
