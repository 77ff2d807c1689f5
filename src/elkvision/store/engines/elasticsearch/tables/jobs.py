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
from elkvision.store.engines.elasticsearch.tables.meters import Meter, Values, together

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
            ([found, *inside], [*sources, *value], aggregations, measures)
            for query, found in self._queries.items()
            for aggregations, measures, value in self._asked_of(query, meters, even_nothing=True)
        ]
        if grouped and self._length > 1:  # groups that are only in what the first windows reach back for
            asked.append(([self._queries[None], {"bool": {"must_not": inside}}], sources, {}, []))
        for filters, by, aggregations, measures in asked:
            cells = Cells(self._without_what_is_read(filters), by, aggregations, _page(aggregations))
            yield Job(cells, measures, grouped, stepped=False)

    def stepped(self, meters: Sequence[Meter], *, kept: Sequence[Keys] | None = None) -> Iterator[Job]:
        """Step by step; of those groups that are kept."""
        grouped = kept is not None
        sources = [self._steps(), *(self._groups.sources() if grouped else [])]
        among = self._groups.among(kept) if kept is not None else []
        for asker, found in self._queries.items():
            for aggregations, measures, value in self._asked_of(asker, meters, even_nothing=False):
                cells = self._events if value else min(self._events, self._all_steps * len(kept or [()]))
                parts = self._in_parts(cells, _page(aggregations))
                for part in parts:
                    query = self._without_what_is_read([found, *among, *part])
                    page = min(_page(aggregations), cells // len(parts) + _SOME)
                    asked = Cells(query, [*sources, *value], aggregations, page)
                    yield Job(asked, measures, grouped, stepped=True)

    def _without_what_is_read(self, filters: Sequence[Dsl]) -> Dsl:
        return {"bool": {"filter": [*filters, *self._without]}}

    def _asked_of(
        self, query: Query | None, meters: Sequence[Meter], *, even_nothing: bool
    ) -> Iterator[tuple[dict[str, Any], list[int], list[Mapping[str, Any]]]]:
        """Aggregations and the measures that they are for, together where they can be; and the source of a measure's
        values where it is of these."""
        mine = [number for number, each in enumerate(meters) if each.measure.query == query]
        by_value: dict[str, list[int]] = defaultdict(list)
        for number in mine:
            where = meters[number].where
            if isinstance(meters[number], Values) and where is not None and where.name is not None:
                by_value[where.name].append(number)
        given = [number for number in mine if not isinstance(meters[number], Values)]
        if given or (even_nothing and query is None):
            yield together(meters[number] for number in given), given, []
        for name, measures in by_value.items():
            yield meters[measures[0]].aggregations(), measures, [{"value": {"terms": {"field": name}}}]

    # -- steps

    @property
    def _step(self) -> timedelta:
        assert self._ask.step is not None, "there are no steps otherwise"
        return self._ask.step

    @property
    def _all_steps(self) -> int:
        """With those that the first windows reach back for."""
        return len(self._numbers) + self._length - 1

    def _steps(self) -> Mapping[str, Any]:
        step, shift = self._step // _MILLISECOND, self._ask.shift // _MILLISECOND
        steps = {"field": "@timestamp", "fixed_interval": f"{step}ms", "offset": f"{shift % step}ms"}
        return {"step": {"date_histogram": steps}}

    def step_of(self, key: Mapping[str, Any]) -> int:
        return int((key["step"] - self._ask.shift // _MILLISECOND) // (self._step // _MILLISECOND))

    def _in_parts(self, cells: int, page: int) -> list[list[Dsl]]:
        """Conditions that cut time, so that every page of so many cells is a look at its own events only."""
        parts = min(-(-cells // page), self._all_steps)
        if parts <= 1:
            return [[]]
        first = self._numbers.start - self._length + 1
        starts = [first + part * self._all_steps // parts for part in range(parts)] + [self._numbers.stop]
        return [[_between(self._start_of(low), self._start_of(high))] for low, high in pairwise(starts)]

    def _start_of(self, number: int) -> datetime:
        return EPOCH + self._ask.shift + number * self._step


def in_whole_milliseconds(ask: Ask) -> bool:
    """The server knows no steps that are not."""
    return ask.step is None or not (ask.step % _MILLISECOND or ask.shift % _MILLISECOND)


def _between(start: datetime | None, end: datetime | None) -> Dsl:
    return between(None if start is None else nanoseconds(start), None if end is None else nanoseconds(end) - 1)


def _page(aggregations: Mapping[str, Any]) -> int:
    return min((_PAGES.get(kind, _PAGE) for each in aggregations.values() for kind in each), default=_PAGE)
