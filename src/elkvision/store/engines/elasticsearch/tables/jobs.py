"""What is asked of the index for an ask: which cells, and the measures that they are for."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, Final

from elkvision.core.clock import moment
from elkvision.core.query import Query
from elkvision.store.contract import Ask
from elkvision.store.engines.elasticsearch.conditions import between, nanoseconds
from elkvision.store.engines.elasticsearch.dsl import Dsl
from elkvision.store.engines.elasticsearch.tables.cells import Cells
from elkvision.store.engines.elasticsearch.tables.groups import Groups, Keys
from elkvision.store.engines.elasticsearch.tables.meters import Given, Meter, Values, together

EPOCH: Final = moment(0)
_MILLISECOND: Final = timedelta(milliseconds=1)
#: Buckets of one answer, by what is in them: a digest of numbers is large, a sketch of different values larger.
_PAGES: Final = {"cardinality": 1_000, "percentiles": 5_000}
_PAGE: Final = 30_000
#: More than are reckoned with, so that a page is mostly the last one.
_SOME: Final = 100


@dataclass(frozen=True)
class Job:
    """Cells, the measures that they are for, and what they are by."""

    cells: Cells
    measures: Sequence[int]
    grouped: bool
    stepped: bool
    #: Is each bucket of time a whole window, and not a step of it?
    windowed: bool = False


@dataclass(frozen=True)
class _Asked:
    """Aggregations, the measures that they are for, and the source of their values where they are of these."""

    aggregations: Mapping[str, Any]
    measures: Sequence[int]
    value: Sequence[Mapping[str, Any]] = ()
    windowed: bool = False


class Jobs:
    """`queries` finds what each query of a measure looks at, and under None all events; from where the first window
    begins. `events` is how many there are."""

    def __init__(
        self,
        ask: Ask,
        numbers: range,
        groups: Groups,
        queries: Mapping[Query | None, Dsl],
        without: Dsl | None,
        events: int,
    ) -> None:
        self._ask = ask
        self._numbers = numbers
        self._groups = groups
        self._queries = queries
        self._without = [] if without is None else [{"bool": {"must_not": [without]}}]
        self._events = events
        self._length = 1 if ask.step is None or ask.window is None else ask.window // ask.step

    def whole(self, meters: Sequence[Meter], *, grouped: bool) -> Iterator[Job]:
        """Over the whole span."""
        sources = self._groups.sources() if grouped else []
        inside = [] if self._length == 1 else [_between(self._ask.span.start, self._ask.span.end)]
        asked = [
            ([found, *inside], [*sources, *each.value], each)
            for query, found in self._queries.items()
            for each in self._asked_of(query, meters, stepped=False)
        ]
        if grouped and self._length > 1:  # groups that are only in what the first windows reach back for
            asked.append(([self._queries[None], {"bool": {"must_not": inside}}], sources, _Asked({}, [])))
        for filters, by, each in asked:
            query = self._without_what_is_read(filters)
            cells = Cells(query, by, each.aggregations, _page(each.aggregations))
            yield Job(cells, each.measures, grouped, stepped=False)

    def stepped(self, meters: Sequence[Meter], *, kept: Sequence[Keys] | None = None) -> Iterator[Job]:
        """Step by step; of those groups that are kept. Whole windows that overlap are asked for in several rows, each
        of which has none that do."""
        grouped = kept is not None
        groups = self._groups.sources() if grouped else []
        among = self._groups.among(kept) if kept is not None else []
        for asker, found in self._queries.items():
            for each in self._asked_of(asker, meters, stepped=True):
                length = self._length if each.windowed else 1
                cells = self._events if each.value else min(self._events, self._all_steps * len(kept or [()]))
                for row in range(length):
                    sources = [self._steps(row, length), *groups, *each.value]
                    parts = self._in_parts(-(-cells // length), _page(each.aggregations), row, length)
                    for part in parts:
                        query = self._without_what_is_read([found, *among, *part])
                        page = min(_page(each.aggregations), cells // length // len(parts) + _SOME)
                        asked = Cells(query, sources, each.aggregations, page)
                        yield Job(asked, each.measures, grouped, stepped=True, windowed=each.windowed)

    def _without_what_is_read(self, filters: Sequence[Dsl]) -> Dsl:
        return {"bool": {"filter": [*filters, *self._without]}}

    def _asked_of(self, query: Query | None, meters: Sequence[Meter], *, stepped: bool) -> Iterator[_Asked]:
        """What is asked of the events of one query, together where it can be; of all events also when it is nothing but
        which groups there are."""
        mine = [number for number, each in enumerate(meters) if each.measure.query == query]
        by_value: dict[str, list[int]] = defaultdict(list)
        added: list[int] = []
        windowed: list[int] = []
        for number in mine:
            where = meters[number].where
            if stepped and self._length > 1 and isinstance(meters[number], Given):
                windowed.append(number)
            elif not isinstance(meters[number], Values):
                added.append(number)
            elif where is not None and where.name is not None:
                by_value[where.name].append(number)
        if added or (query is None and not stepped):
            yield _Asked(together(meters[number] for number in added), added)
        if windowed:
            yield _Asked(together(meters[number] for number in windowed), windowed, windowed=True)
        for name, numbers in by_value.items():
            yield _Asked(meters[numbers[0]].aggregations(), numbers, [{"value": {"terms": {"field": name}}}])

    # -- steps

    @property
    def _step(self) -> timedelta:
        assert self._ask.step is not None, "there are no steps otherwise"
        return self._ask.step

    @property
    def _all_steps(self) -> int:
        """With those that the first windows reach back for."""
        return len(self._numbers) + self._length - 1

    @property
    def _first(self) -> int:
        """The step with which the first window begins."""
        return self._numbers.start - self._length + 1

    def _steps(self, row: int, length: int) -> Mapping[str, Any]:
        """Buckets of so many steps, of which one begins so many after the first step."""
        step, shift = self._step // _MILLISECOND, self._ask.shift // _MILLISECOND
        interval = step * length
        offset = (shift + (self._first + row) * step) % interval
        return {
            "step": {
                "date_histogram": {
                    "field": "@timestamp",
                    "fixed_interval": f"{interval}ms",
                    "offset": f"{offset}ms",
                }
            }
        }

    def step_of(self, job: Job, key: Mapping[str, Any]) -> int:
        """The number of a bucket, whose window ends with it."""
        number = int((key["step"] - self._ask.shift // _MILLISECOND) // (self._step // _MILLISECOND))
        return number + self._length - 1 if job.windowed else number

    def _in_parts(self, cells: int, page: int, row: int, length: int) -> list[list[Dsl]]:
        """Conditions that cut time between buckets, so that every page of so many cells is a look at its own events
        only."""
        buckets = -(-self._all_steps // length)
        parts = min(-(-cells // page), buckets)
        if parts <= 1:
            return [[]]
        cuts = [self._start_of(self._first + row + part * buckets // parts * length) for part in range(1, parts)]
        return [[_between(low, high)] for low, high in pairwise([None, *cuts, None])]

    def _start_of(self, number: int) -> datetime:
        return EPOCH + self._ask.shift + number * self._step


def in_whole_milliseconds(ask: Ask) -> bool:
    """The server knows no steps that are not."""
    return ask.step is None or not (ask.step % _MILLISECOND or ask.shift % _MILLISECOND)


def _between(start: datetime | None, end: datetime | None) -> Dsl:
    return between(None if start is None else nanoseconds(start), None if end is None else nanoseconds(end) - 1)


def _page(aggregations: Mapping[str, Any]) -> int:
    return min((_PAGES.get(kind, _PAGE) for each in aggregations.values() for kind in each), default=_PAGE)
