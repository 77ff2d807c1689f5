"""From what rules need to as few questions as possible, and from the tables back to columns.

Rules that look at the same windows in the same steps and groups become measures of one ask, and what two of them need
alike is measured once.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from elkvision.alerting.anomalies import with_history
from elkvision.alerting.answer import Keys
from elkvision.alerting.errors import too_many
from elkvision.alerting.labels import read_query
from elkvision.alerting.needs import groups, needs, of_nothing
from elkvision.alerting.rule import Anomaly, Number, Rule
from elkvision.alerting.schedule import most_groups, seconds
from elkvision.core.errors import ElkVisionError, Unavailable
from elkvision.core.query import EVERYTHING, Node, Or, Query, to_text
from elkvision.store import contract
from elkvision.store.contract import Ask, Measure, Row, Span, Table

#: Numbers of one table; a store answers no more (see `Ask`).
MOST_NUMBERS: Final = 2_000_000
#: Measures of one ask: longer questions take longer to read than to answer. What measures have in common, half of a
#: query each, is looked for once in an ask, so two of half the length would cost nearly twice as much.
_MOST_MEASURES: Final = 300
#: With more different queries than this all events are looked at, as "any of these" would cost as much again.
_MOST_NAMED: Final = 16
#: So many groups are asked for where several queries share them.
_SHARED_GROUPS: Final = 1000

#: Answers an ask: the store's `aggregate`, for one tenant.
Asker = Callable[[Ask], Table]


@dataclass(frozen=True, slots=True)
class Frame:
    """What columns have in common that share an ask: the ends of the first and the last window, the step and the length
    of windows, all in seconds; the fields of the groups, and how many groups there may be."""

    first: int
    last: int
    step: int
    window: int
    groups: tuple[str, ...]
    limit: int

    @property
    def buckets(self) -> int:
        return (self.last - self.first) // self.step + 1


@dataclass(frozen=True, slots=True)
class Column:
    """One series for each group."""

    frame: Frame
    number: Number
    tree: Node


#: A column's numbers by group, bucket by bucket, or why there are none.
Found = Mapping[Keys, Sequence[contract.Number]] | ElkVisionError


def columns(rule: Rule, ends: range) -> list[Column]:
    """The columns of a rule's `needs` over these windows; of an anomaly over those before them too, and all lines."""
    if isinstance(rule.condition, Anomaly):
        whole = frame(rule, with_history(ends), timedelta(0))
        of_all = Column(replace(whole, groups=()), Number(), EVERYTHING.tree)
        return [*(Column(whole, need.number, read_query(need.query).tree) for need in needs(rule)), of_all]
    return [Column(frame(rule, ends, need.before), need.number, read_query(need.query).tree) for need in needs(rule)]


def frame(rule: Rule, ends: range, before: timedelta) -> Frame:
    back, every, window = seconds(before), seconds(rule.every), seconds(rule.window)
    return Frame(ends[0] - back, ends[-1] - back, min(every, window), window, groups(rule), most_groups(rule))


def ask_all(ask: Asker, wanted: Iterable[Column]) -> dict[Column, Found]:
    """Every column worked out; one that cannot be has its error, and spoils no other."""
    shared: dict[Frame, dict[Column, None]] = defaultdict(dict)
    for column in wanted:
        shared[column.frame][column] = None
    found: dict[Column, Found] = {}
    for each, alike in shared.items():
        for part in _parts(each, list(alike)):
            found |= _together(ask, part)
    return found


def _parts(frame: Frame, alike: list[Column]) -> Iterator[list[Column]]:
    size = max(1, min(_MOST_MEASURES, MOST_NUMBERS // (frame.buckets * (frame.limit if frame.groups else 1))))
    for begin in range(0, len(alike), size):
        yield alike[begin : begin + size]


def _together(ask: Asker, alike: list[Column]) -> dict[Column, Found]:
    """The columns of one frame in one ask, or each in its own where they spoil each other."""
    frame = alike[0].frame
    question = _question(alike)
    try:
        table = ask(question)
    except Unavailable as error:
        return dict.fromkeys(alike, error)
    except ElkVisionError as error:
        return {alike[0]: error} if len(alike) == 1 else _apart(ask, alike)
    if table.groups > question.limit:
        return {alike[0]: too_many(table.groups, frame.groups, frame.limit)} if len(alike) == 1 else _apart(ask, alike)
    rows = table.rows if frame.groups else [table.total]
    return {column: _of(rows, number, column.number) for number, column in enumerate(alike)}


def _apart(ask: Asker, alike: list[Column]) -> dict[Column, Found]:
    found: dict[Column, Found] = {}
    for column in alike:
        found |= _together(ask, [column])
    return found


def _question(alike: Sequence[Column]) -> Ask:
    frame = alike[0].frame
    trees = list(dict.fromkeys(column.tree for column in alike))
    query = EVERYTHING if len(trees) > _MOST_NAMED else _query(trees[0] if len(trees) == 1 else Or(tuple(trees)))
    limit = frame.limit
    if len(trees) > 1:
        limit = max(limit, min(_SHARED_GROUPS, MOST_NUMBERS // (frame.buckets * len(alike))))
    return Ask(
        span=Span(query, _moment(frame.first - frame.step), _moment(frame.last)),
        measures=[_measure(column, alone=len(trees) == 1) for column in alike],
        groups=frame.groups,
        step=timedelta(seconds=frame.step),
        window=timedelta(seconds=frame.window),
        limit=limit,
    )


def _query(tree: Node) -> Query:
    return Query(to_text(tree), tree)


def _measure(column: Column, *, alone: bool) -> Measure:
    number = column.number
    return Measure(number.kind, number.field, number.percent, None if alone else _query(column.tree))


def _moment(second: int) -> datetime:
    return datetime.fromtimestamp(second, UTC)


def _of(rows: Iterable[Row], number: int, kind: Number) -> dict[Keys, Sequence[contract.Number]]:
    """One measure's series by group, without groups that have nothing of it."""
    nothing = of_nothing(kind)
    found: dict[Keys, Sequence[contract.Number]] = {}
    for row in rows:
        series = row.series[number]
        if any(each != nothing for each in series):
            found[tuple(row.keys)] = series
    return found
