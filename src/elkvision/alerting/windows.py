"""A rule's answer over a whole range of windows, in as few asks as the store's limits allow."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain
from typing import Final

from elkvision.alerting.anomalies import HISTORY, with_history
from elkvision.alerting.answer import Answer, Columns, Keys
from elkvision.alerting.assembling import assemble
from elkvision.alerting.errors import RuleTrouble
from elkvision.alerting.evaluating import seen_before
from elkvision.alerting.needs import memory, needs, of_nothing, watches_patterns
from elkvision.alerting.newcomers import AT_ONCE, candidates, only
from elkvision.alerting.patterns import Reader, answer_patterns
from elkvision.alerting.planning import MOST_NUMBERS, Asker, ask_all, columns
from elkvision.alerting.rule import MOST_INSTANCES, Anomaly, NewValue, Rule
from elkvision.alerting.schedule import most_groups, seconds
from elkvision.store.contract import Number

MOST_BUCKETS: Final = 70_000
#: A range may take so many asks, and no more.
MOST_ASKS: Final = 12


def longest(rule: Rule) -> int:
    """How many windows one proof may have."""
    if isinstance(rule.condition, Anomaly):
        return HISTORY // rule.window
    stride = max(1, seconds(rule.every) // seconds(rule.window))
    return max(1, _at_once(rule, MOST_INSTANCES) * MOST_ASKS // stride)


def answer_range(ask: Asker, rule: Rule, ends: range, read: Reader | None = None) -> Answer:
    """Raises RuleTrouble when there are too many groups, and what the store raises."""
    if watches_patterns(rule):
        return answer_patterns(read, rule, ends, (), begins=True)
    if isinstance(rule.condition, Anomaly):
        whole = len(with_history(ends))
        return _part(ask, rule, ends, min(most_groups(rule), MOST_NUMBERS // whole))
    if isinstance(rule.condition, NewValue):
        return _of_newcomers(ask, rule, ends)
    try:
        return _in_parts(ask, rule, ends, _fitting(rule, len(ends)))
    except RuleTrouble:
        return _in_parts(ask, rule, ends, most_groups(rule))


def _fitting(rule: Rule, count: int) -> int:
    """So many groups that all windows may be asked for at once."""
    return min(most_groups(rule), max(50, MOST_NUMBERS // (_buckets(rule, count) * _columns(rule))))


def _in_parts(ask: Asker, rule: Rule, ends: range, limit: int) -> Answer:
    size = max(1, _at_once(rule, limit) // _buckets(rule, 1))
    parts = [ends[begin : begin + size] for begin in range(0, len(ends), size)]
    answers = [_part(ask, rule, part, limit) for part in parts]
    seen = seen_before(ask, rule, ends[0]) if memory(rule) else {}
    return replace(joined(rule, answers), seen=seen)


def _of_newcomers(ask: Asker, rule: Rule, ends: range) -> Answer:
    seen = seen_before(ask, rule, ends[0])
    new = candidates(ask, rule, ends, seen)
    series: dict[Keys, Columns] = {}
    size = _at_once(rule, MOST_INSTANCES)
    for begin in range(0, len(new), AT_ONCE):
        values = new[begin : begin + AT_ONCE]
        parts = [ends[place : place + size] for place in range(0, len(ends), size)]
        found = joined(rule, [_part(ask, rule, part, MOST_INSTANCES, values) for part in parts]).series
        series |= {keys: found[keys] for keys in values if keys in found}
    return Answer(ends, series, {keys: seen[keys] for keys in new if keys in seen})


def _part(ask: Asker, rule: Rule, ends: range, limit: int, values: Sequence[Keys] = ()) -> Answer:
    wanted = [replace(column, frame=replace(column.frame, limit=limit)) for column in columns(rule, ends)]
    if values:
        wanted = [replace(column, tree=only(rule, column.tree, values)) for column in wanted]
    return assemble(rule, ends, wanted, ask_all(ask, wanted))


def joined(rule: Rule, answers: Sequence[Answer]) -> Answer:
    """Answers of one range after another, as one."""
    if len(answers) == 1:
        return answers[0]
    everyone = dict.fromkeys(chain.from_iterable(answer.series for answer in answers))
    kinds = [need.number for need in needs(rule)]

    def column(keys: Keys, number: int) -> list[Number]:
        nothing = of_nothing(kinds[number])
        return list(chain.from_iterable(_of(answer, keys, number, nothing) for answer in answers))

    series = {keys: [column(keys, number) for number in range(len(kinds))] for keys in everyone}
    return Answer(list(chain.from_iterable(answer.ends for answer in answers)), series)


def _of(answer: Answer, keys: Keys, number: int, nothing: Number) -> Iterable[Number]:
    found = answer.series.get(keys)
    return [nothing] * len(answer.ends) if found is None else found[number]


def _at_once(rule: Rule, limit: int) -> int:
    """So many buckets that one ask answers them."""
    return min(MOST_BUCKETS, MOST_NUMBERS // (_columns(rule) * (limit if _grouped(rule) else 1)))


def _grouped(rule: Rule) -> bool:
    return bool(rule.group_by) or isinstance(rule.condition, NewValue)


def _columns(rule: Rule) -> int:
    return len(needs(rule))


def _buckets(rule: Rule, count: int) -> int:
    return count * max(1, seconds(rule.every) // seconds(rule.window))
