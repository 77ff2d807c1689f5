"""Windows that overlap, without reading their lines again: steps are counted once and kept, and windows add them up.

Exact with late lines too. What is kept of a step counts every line that was received before a moment; the next question
is for the lines of newer steps, and of older ones for those received since, which together are all that was not counted.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import reduce
from typing import Final

from elkvision.alerting.answer import Keys
from elkvision.alerting.labels import both
from elkvision.alerting.planning import Asker
from elkvision.core.query import EVERYTHING, Node, Or, Query, Range, to_text
from elkvision.store.contract import Ask, Measure, Number, Row, Span, Table

_ZERO: Final = frozenset({"count", "sum", "distinct"})
_MERGE: Final[Mapping[str, Callable[[float, float], float]]] = {
    "count": lambda one, other: one + other,
    "sum": lambda one, other: one + other,
    "minimum": min,
    "maximum": max,
}
#: Questions about more windows than this are not about what was just there.
_MOST_WINDOWS: Final = 30
_MILLION: Final = 1_000_000
#: What was not asked about for so long is let go, in seconds.
_IDLE: Final = 1800

#: What is counted: the query, the groups, the step, and of what which number.
Key = tuple[Node, tuple[str, ...], int, str, str]
#: A step's numbers by group, those that are nothing left out; steps are named by their beginning. () is the total.
Steps = dict[int, dict[Keys, float]]


@dataclass(slots=True)
class _Kept:
    """Steps that begin from `low` on and end by `high`, of all that was received before `until`. Times in seconds."""

    low: int
    high: int
    until: float
    used: float
    reach: int = 0
    steps: Steps = field(default_factory=lambda: defaultdict(dict))


class TooMany(Exception):
    """More groups than were asked for: nothing is kept of them."""


class Rolling:
    """What one tenant's rules have counted lately. To be kept from one evaluation to the next; losing it costs time only."""

    def __init__(self) -> None:
        self._kept: dict[Key, list[_Kept]] = defaultdict(list)

    def asker(self, ask: Asker, moment: datetime) -> Asker:
        """Asks as `ask` does, of what was received before `moment`, which the store shows all of. For questions as
        `planning` has them: what a measure's own query finds, the span's finds too."""
        now = int(moment.timestamp() * 1000) / 1000
        for key in [key for key, kept in self._kept.items() if all(now - each.used > _IDLE for each in kept)]:
            del self._kept[key]
        return lambda question: _Question(self._kept, ask, question, now).answer()


class _Question:
    def __init__(self, kept: dict[Key, list[_Kept]], ask: Asker, question: Ask, now: float) -> None:
        self._all, self._ask, self._question, self._now = kept, ask, question, now

    def answer(self) -> Table:
        question = self._question
        places = [place for place, measure in enumerate(question.measures) if measure.kind in _MERGE]
        start, end, step = question.span.start, question.span.end, question.step
        if not places or start is None or end is None or step is None or (end - start) // step > _MOST_WINDOWS:
            return self._ask(question)
        self._step = int(step.total_seconds())
        self._width = int((question.window or step) / step)
        self._high = int(end.timestamp())
        self._low = int(start.timestamp()) - (self._width - 1) * self._step
        kept = {place: self._entry(question.measures[place]) for place in places}
        try:
            self._bring_up(kept)
        except TooMany:
            return self._ask(question)
        rest = [place for place in range(len(question.measures)) if place not in kept]
        other = self._ask(_only(question, [question.measures[place] for place in rest])) if rest else None
        return self._table(kept, rest, other)

    def _entry(self, measure: Measure) -> _Kept:
        tree = (measure.query or self._question.span.query).tree
        entries = self._all[(tree, tuple(self._question.groups), self._step, measure.kind, measure.field)]
        for entry in entries:
            if entry.low <= self._high and self._low <= entry.high:
                break
        else:
            entry = _Kept(self._low, self._low, self._now, self._now)
            entries.append(entry)
        entry.used = self._now
        return entry

    def _bring_up(self, kept: Mapping[int, _Kept]) -> None:
        """Count what was not counted yet; measures that lack the same are counted together."""
        for (low, high, until), places in _alike(kept).items():
            alike = {place: kept[place] for place in places}
            now = max(self._now, until)
            if now > until or self._high > high:
                missing = Or((_from("@timestamp", high), _from("received_at", until)))
                self._count(alike, low, max(high, self._high), [missing, _before("received_at", now)])
            # Said at once: were the next question to fail, nothing would be counted twice.
            for entry in alike.values():
                entry.high, entry.until = max(high, self._high), now
            if self._low < low:
                self._count(alike, self._low, low, [_before("received_at", now)])
            for entry in alike.values():
                entry.low = min(low, self._low)
                entry.reach = max(entry.reach, entry.high - self._low)
                _let_go(entry)

    def _count(self, alike: Mapping[int, _Kept], low: int, high: int, conditions: Sequence[Node]) -> None:
        question = self._question
        tree = both([question.span.query.tree, *conditions])
        table = self._ask(
            Ask(
                Span(Query(to_text(tree), tree), _moment(low), _moment(high)),
                [question.measures[place] for place in alike],
                question.groups,
                timedelta(seconds=self._step),
                limit=question.limit,
            )
        )
        if table.groups > question.limit:
            for key in list(self._all):
                self._all[key][:] = [entry for entry in self._all[key] if entry not in alike.values()]
            raise TooMany
        starts = [int(start.timestamp()) for start in table.starts]
        for row in [table.total, *table.rows]:
            for entry, place, series in zip(alike.values(), alike, row.series, strict=True):
                merge = _MERGE[question.measures[place].kind]
                for start, number in zip(starts, series, strict=True):
                    if number or (number is not None and merge in (min, max)):
                        there = entry.steps[start]
                        keys = tuple(row.keys)
                        there[keys] = merge(there[keys], number) if keys in there else number

    def _table(self, kept: Mapping[int, _Kept], rest: Sequence[int], other: Table | None) -> Table:
        count = (self._high - self._low) // self._step - self._width + 1
        everyone: dict[Keys, None] = {(): None}
        for entry in kept.values():
            for start in range(self._low, self._high, self._step):
                everyone.update(dict.fromkeys(entry.steps.get(start, ())))
        others = {tuple(row.keys): row.series for row in [other.total, *other.rows]} if other else {}
        everyone.update(dict.fromkeys(others))

        def series(keys: Keys, place: int) -> Sequence[Number]:
            if place in kept:
                return self._windows(kept[place], self._question.measures[place].kind, keys, count)
            found = others.get(keys)
            return found[rest.index(place)] if found else [_of_nothing(self._question.measures[place].kind)] * count

        rows = [
            Row(keys, [], [series(keys, place) for place in range(len(self._question.measures))]) for keys in everyone
        ]
        groups = max(len(rows) - 1, other.groups if other else 0)
        first = self._low + (self._width - 1) * self._step
        return Table(rows[0], rows[1:], groups, [_moment(first + place * self._step) for place in range(count)])

    def _windows(self, entry: _Kept, kind: str, keys: Keys, count: int) -> list[Number]:
        merge = _MERGE[kind]
        numbers = []
        for place in range(count):
            first = self._low + place * self._step
            steps = (entry.steps.get(first + each * self._step, {}).get(keys) for each in range(self._width))
            there = [number for number in steps if number is not None]
            numbers.append(reduce(merge, there) if there else _of_nothing(kind))
        return numbers


def _alike(kept: Mapping[int, _Kept]) -> dict[tuple[int, int, float], list[int]]:
    found: dict[tuple[int, int, float], list[int]] = defaultdict(list)
    seen: set[int] = set()
    for place, entry in kept.items():
        # Two measures may be one.
        if id(entry) not in seen:
            seen.add(id(entry))
            found[(entry.low, entry.high, entry.until)].append(place)
    return found


def _only(question: Ask, measures: Sequence[Measure]) -> Ask:
    """The same of these measures alone, and of no more events than they are about."""
    queries = list(dict.fromkeys(measure.query for measure in measures))
    if question.span.query == EVERYTHING or len(queries) > 1 or queries[0] is None:
        return replace(question, measures=measures)
    span = replace(question.span, query=queries[0])
    return replace(question, span=span, measures=[replace(measure, query=None) for measure in measures])


def _let_go(entry: _Kept) -> None:
    entry.low = max(entry.low, entry.high - entry.reach)
    for start in [start for start in entry.steps if start < entry.low]:
        del entry.steps[start]


def _from(name: str, second: float) -> Node:
    return Range(name, low=round(second * 1000) * _MILLION, include_high=False)


def _before(name: str, second: float) -> Node:
    return Range(name, high=round(second * 1000) * _MILLION, include_high=False)


def _of_nothing(kind: str) -> Number:
    return 0 if kind in _ZERO else None


def _moment(second: int) -> datetime:
    return datetime.fromtimestamp(second, UTC)
