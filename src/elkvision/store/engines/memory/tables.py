"""Numbers by group and time, worked out one event at a time."""

import operator
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any, Final

from elkvision.core.event import Event
from elkvision.core.query import field_named, matcher
from elkvision.store.contract import Ask, Measure, Number, Row, Table
from elkvision.store.engines.memory import answers

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_at: Final = operator.itemgetter("@timestamp")
#: Up to here every whole number is a float of its own.
_WHOLE: Final = 2**53
_TIMES: Final = {"@timestamp": 1_000_000, "received_at": 1}

Keys = tuple[str | None, ...]


def table(events: Sequence[Event], ask: Ask, buckets: range) -> Table:
    """Of events that match the span's query, those before its start among them that the first windows reach back for."""
    inside = _inside(ask)
    counters = [_counter(measure) for measure in ask.measures]
    windows = _windows(ask, buckets)
    names = [field_named(name) for name in ask.groups]

    def row(keys: Keys, members: Sequence[Event]) -> Row:
        ordered = sorted(members, key=_at)
        whole = [event for event in ordered if inside(event)]
        each = [
            ordered[bisect_left(ordered, low, key=_at) : bisect_left(ordered, high, key=_at)] for low, high in windows
        ]
        series = [[count(part) for part in each] for count in counters] if windows else []
        return Row(keys, [count(whole) for count in counters], series)

    groups: dict[Keys, list[Event]] = defaultdict(list)
    for event in events if names else []:
        for keys in product(*(_keys(event, name) for name in names)):
            groups[keys].append(event)
    rows = sorted((row(keys, members) for keys, members in groups.items()), key=_order(ask))
    starts = [_EPOCH + ask.shift + number * ask.step for number in buckets] if ask.step else []
    return Table(row((), events), rows[: ask.limit], len(rows), starts)


def _inside(ask: Ask) -> Callable[[Event], bool]:
    start, end = ask.span.start, ask.span.end
    low = None if start is None else _ns(start - _EPOCH)
    high = None if end is None else _ns(end - _EPOCH)
    return lambda event: (low is None or low <= event["@timestamp"]) and (high is None or event["@timestamp"] < high)


def _windows(ask: Ask, buckets: range) -> list[tuple[int, int]]:
    if ask.step is None:
        return []
    assert ask.span.end is not None, "a step comes with a closed range"
    length, end = ask.window or ask.step, _ns(ask.span.end - _EPOCH)
    ends = (_ns(ask.shift + (number + 1) * ask.step) for number in buckets)
    return [(each - _ns(length), min(each, end)) for each in ends]


def _keys(event: Event, name: str) -> list[str | None]:
    """The different texts of an event's values in a field."""
    return list(dict.fromkeys(map(_text, answers.values_of(event, name)))) or [None]


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer() and abs(value) < _WHOLE:
        return str(int(value))
    return str(value)


def _counter(measure: Measure) -> Callable[[Sequence[Event]], Number]:
    matches = matcher(measure.query) if measure.query is not None else None
    name = field_named(measure.field) if measure.field else ""

    def wanted(events: Sequence[Event]) -> Iterable[Event]:
        return events if matches is None else filter(matches, events)

    def numbers(events: Sequence[Event]) -> list[float]:
        values = (value for event in wanted(events) for value in answers.values_of(event, name))
        read = map(_milliseconds(name) or answers.number, values)
        return sorted(number for number in read if number is not None)

    match measure.kind:
        case "count":
            return lambda events: sum(1 for _ in wanted(events))
        case "distinct":
            return lambda events: len(
                {(type(v), v) for event in wanted(events) for v in answers.values_of(event, name)}
            )
        case "sum":
            return lambda events: sum(numbers(events))
        case "average":
            return lambda events: sum(found) / len(found) if (found := numbers(events)) else None
        case "minimum":
            return lambda events: min(numbers(events), default=None)
        case "maximum":
            return lambda events: max(numbers(events), default=None)
        case "percentile":
            part = measure.percent / 100
            return lambda events: answers.percentile(found, part) if (found := numbers(events)) else None


def _milliseconds(name: str) -> Callable[[int], float] | None:
    unit = _TIMES.get(name)
    return None if unit is None else lambda value: value // unit


def _order(ask: Ask) -> Callable[[Row], Any]:
    sign = operator.pos if ask.ascending else operator.neg

    def place(row: Row) -> Any:
        number = row.numbers[ask.order_by]
        keys = [(key is None, key or "") for key in row.keys]
        return (number is None, 0 if number is None else sign(number), keys)

    return place


def _ns(length: timedelta) -> int:
    return length // timedelta(microseconds=1) * 1000
