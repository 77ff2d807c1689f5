"""A rule's answer, put together from the columns that were worked out for it and for others."""

from collections.abc import Mapping, Sequence

from elkvision.alerting.anomalies import judged, with_history
from elkvision.alerting.answer import Answer, Keys
from elkvision.alerting.errors import too_many
from elkvision.alerting.needs import groups, needs, of_nothing
from elkvision.alerting.planning import Column, Found
from elkvision.alerting.rule import Anomaly, NewValue, Rule
from elkvision.alerting.schedule import most_groups
from elkvision.core.errors import ElkVisionError
from elkvision.store.contract import Number

Series = Mapping[Keys, Sequence[Number]]


def assemble(rule: Rule, ends: range, wanted: Sequence[Column], found: Mapping[Column, Found]) -> Answer:
    """Raises what a column could not be worked out for, and RuleTrouble when a window has too many groups."""
    if isinstance(rule.condition, Anomaly):
        numbers, everything = (_good(found[column]) for column in wanted)
        return judged(rule, ends, numbers, everything.get((), [0] * len(with_history(ends))))
    picked = [_picked(column, ends, _good(found[column])) for column in wanted]
    kinds = [need.number for need in needs(rule)]
    everyone: dict[Keys, None] = dict.fromkeys(keys for series in picked for keys in series)
    nothing = {kind: [of_nothing(kind)] * len(ends) for kind in kinds}
    series = {
        keys: [part.get(keys, nothing[kind]) for part, kind in zip(picked, kinds, strict=True)]
        for keys in everyone
        if not (isinstance(rule.condition, NewValue) and keys[-1] is None)
    }
    _bounded(rule, series, [of_nothing(kind) for kind in kinds])
    return Answer(ends, series)


def _good(found: Found) -> Series:
    if isinstance(found, ElkVisionError):
        raise found
    return found


def _picked(column: Column, ends: range, series: Series) -> Series:
    """Of the buckets those in which windows end."""
    stride = ends.step // column.frame.step
    return series if stride == 1 else {keys: numbers[::stride] for keys, numbers in series.items()}


def _bounded(rule: Rule, series: Mapping[Keys, Sequence[Sequence[Number]]], nothing: Sequence[Number]) -> None:
    most = most_groups(rule)
    if len(series) <= most:
        return
    for place in range(len(next(iter(series.values()))[0])):
        there = sum(
            any(column[place] != none for column, none in zip(columns, nothing, strict=True))
            for columns in series.values()
        )
        if there > most:
            raise too_many(there, groups(rule), most)
