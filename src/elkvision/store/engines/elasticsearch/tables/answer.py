"""A table put together from what the index counts and from the events that are read."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, Final

from elkvision.core.errors import Unsupported
from elkvision.core.query import Everything, Query
from elkvision.core.query.tree import And
from elkvision.core.tenancy import TenantId
from elkvision.store.asks import buckets, reach
from elkvision.store.contract import Ask, Number, Row, Span, Table
from elkvision.store.engines.elasticsearch.asking import answered_of_each, total
from elkvision.store.engines.elasticsearch.conditions import nanoseconds
from elkvision.store.engines.elasticsearch.connection import Connection
from elkvision.store.engines.elasticsearch.counting import aggregated
from elkvision.store.engines.elasticsearch.dsl import ALWAYS, NEVER, Dsl, any_of
from elkvision.store.engines.elasticsearch.tables.cells import every_bucket
from elkvision.store.engines.elasticsearch.tables.groups import Groups, Keys, first_of
from elkvision.store.engines.elasticsearch.tables.jobs import EPOCH, Job, Jobs, in_whole_milliseconds
from elkvision.store.engines.elasticsearch.tables.meters import Meter, Part, SeveralNumbers, meter, where_of
from elkvision.store.engines.elasticsearch.tables.rest import read_parts
from elkvision.store.engines.elasticsearch.tables.rolling import rolled

#: Windows that overlap are asked for in so many rows at most, and when there are more events than so many.
MOST_ROWS: Final = 15
FEW_EVENTS: Final = 50_000
#: Groups that we keep in memory for one answer.
MOST_GROUPS: Final = 500_000


def aggregate(connection: Connection, tenant: TenantId, ask: Ask) -> Table:
    numbers = buckets(ask)
    span = reach(ask)
    queries = list(dict.fromkeys([None, *(measure.query for measure in ask.measures)]))
    spans = [Span(_both(span.query, query), span.start, span.end) for query in queries]

    def worked_out(found: Sequence[Dsl]) -> Table:
        return _Working(connection, ask, numbers, dict(zip(queries, found, strict=True))).table()

    return answered_of_each(connection, tenant, spans, worked_out)


def _both(query: Query, other: Query | None) -> Query:
    if other is None:
        return query
    return other if isinstance(query.tree, Everything) else Query("", And((query.tree, other.tree)))


class _Alike(Exception):
    """Different values of the index have the same text, so that they are one group."""


class _Working:
    def __init__(self, connection: Connection, ask: Ask, numbers: range, queries: Mapping[Query | None, Dsl]) -> None:
        self._connection = connection
        self._ask = ask
        self._numbers = numbers
        self._queries = queries
        self._length = 1 if ask.step is None or ask.window is None else ask.window // ask.step
        self._events = 0
        #: What finds the events that have to be read; None when there are none.
        self._missing: Dsl | None = None
        #: Are there numbers to be added up that cannot be? Then their values are asked for instead.
        self._by_values = False
        #: Has it been seen that values are alike?
        self._alike = False
        #: Has one event a value several times? Then the server's number of different values is none of ours.
        self._repeated = False

    def table(self) -> Table:
        self._survey()
        while True:
            try:
                return self._worked_out()
            except _Alike:
                self._alike = self._by_values = True
            except SeveralNumbers:
                self._missing, self._by_values = ALWAYS, True

    def _survey(self) -> None:
        """How many events there are, and is there anything among them that the index cannot count?"""
        where = [where_of(measure) for measure in self._ask.measures if measure.kind != "count"]
        missing = _different([*Groups(self._ask).missing, *(each.missing for each in where)])
        again = _different([{"range": {each.name: {"lt": "a"}}} for each in where if each.name and each.coded])
        looks = {name: {"filter": any_of(each)} for name, each in (("missing", missing), ("again", again)) if each}
        found = aggregated(self._connection, self._queries[None], looks)
        self._events = found["total"]
        self._repeated = bool(self._events and again and found["again"]["doc_count"])
        if not in_whole_milliseconds(self._ask):
            self._missing, self._by_values = ALWAYS, True
        elif self._events and missing and found["missing"]["doc_count"]:
            self._missing, self._by_values = any_of(missing), True

    def _worked_out(self) -> Table:
        ask, stepped = self._ask, self._ask.step is not None
        self._groups = Groups(ask)
        self._whole: dict[Keys, list[Part]] = {(): [None] * len(ask.measures)}
        self._series: dict[Keys, list[dict[int, Part]]] = {(): [{} for _ in ask.measures]}
        self._whole_meters = self._meters(many=bool(ask.groups), by_values=self._by_values)
        self._series_meters = self._meters(many=True, by_values=self._by_values or self._rolls_values())
        self._jobs = Jobs(ask, self._numbers, self._groups, self._queries, self._missing, self._events)
        self._run(
            self._jobs.whole(self._whole_meters, grouped=False),
            self._jobs.stepped(self._series_meters) if stepped else (),
            self._jobs.whole(self._whole_meters, grouped=True) if ask.groups else (),
        )
        if self._missing is not None:
            self._read(self._missing)
        self._look_at_alike()
        kept = self._kept()
        if kept and stepped:
            for keys in kept:
                self._series_of(keys)
            self._run(self._jobs.stepped(self._series_meters, kept=kept))
        starts = [EPOCH + ask.shift + number * ask.step for number in self._numbers] if ask.step else []
        return Table(self._row(()), [self._row(keys) for keys in kept], len(self._whole) - 1, starts)

    def _kept(self) -> list[Keys]:
        place = self._ask.order_by
        number = self._whole_meters[place].number
        return first_of(self._ask, {keys: number(parts[place]) for keys, parts in self._whole.items() if keys})

    def _meters(self, *, many: bool, by_values: bool) -> list[Meter]:
        return [
            meter(each, by_values=by_values or (self._repeated and each.kind == "distinct"), many=many)
            for each in self._ask.measures
        ]

    def _rolls_values(self) -> bool:
        """Are windows that overlap made of their values? Exact; many values take longer than a few looks at all events."""
        return self._length > 1 and (self._length > MOST_ROWS or self._events <= FEW_EVENTS)

    def _look_at_alike(self) -> None:
        """Groups whose values are alike are added up; but events that have two of these are in the group only once."""
        several = None if self._alike or self._missing is ALWAYS else self._groups.alike()
        if several is None:
            return
        if total(self._connection, {"bool": {"filter": [self._queries[None], several]}}):
            self._missing = several if self._missing is None else any_of([self._missing, several])
        elif self._by_values:
            return
        raise _Alike

    # -- taking what comes

    def _run(self, *each: Iterable[Job]) -> None:
        if self._missing is ALWAYS or not self._events:
            return
        jobs = list(chain.from_iterable(each))
        for number, bucket in every_bucket(self._connection, [job.cells for job in jobs]):
            self._take(jobs[number], bucket)

    def _take(self, job: Job, bucket: Mapping[str, Any]) -> None:
        keys = self._groups.of_bucket(bucket["key"]) if job.grouped else ()
        if keys is None or (job.grouped and not bucket["doc_count"]):
            return
        if job.stepped:
            series = self._series.get(keys)
            if series is not None:
                step = self._jobs.step_of(job, bucket["key"])
                for place in job.measures:
                    series[place][step] = self._series_meters[place].take(series[place].get(step), bucket)
            return
        whole = self._whole_of(keys)
        for place in job.measures:
            whole[place] = self._whole_meters[place].take(whole[place], bucket)

    def _read(self, missing: Dsl) -> None:
        start, step = self._ask.span.start, self._ask.step
        low = 0 if start is None else nanoseconds(start)
        shift = nanoseconds(EPOCH + self._ask.shift)
        query = {"bool": {"filter": [self._queries[None], missing]}}
        for event, groups, parts in read_parts(self._connection, query, self._groups, self._whole_meters):
            at = event["@timestamp"]
            for keys in [(), *groups]:
                whole = self._whole_of(keys)
                for place, part in enumerate(parts):
                    if part is None:
                        continue
                    if at >= low:
                        whole[place] = self._whole_meters[place].add(whole[place], part)
                    if step is not None:
                        series = self._series_of(keys)[place]
                        number = (at - shift) // nanoseconds(EPOCH + step)
                        series[number] = self._series_meters[place].add(series.get(number), part)

    # -- numbers

    def _whole_of(self, keys: Keys) -> list[Part]:
        if len(self._whole) > MOST_GROUPS:
            raise Unsupported(
                f"There are more than {MOST_GROUPS:,} groups here.", hint="ask about a shorter time, or more narrowly"
            )
        return self._whole.setdefault(keys, [None] * len(self._ask.measures))

    def _series_of(self, keys: Keys) -> list[dict[int, Part]]:
        return self._series.setdefault(keys, [{} for _ in self._ask.measures])

    def _row(self, keys: Keys) -> Row:
        numbers = [meter.number(part) for meter, part in zip(self._whole_meters, self._whole[keys], strict=True)]
        return Row(keys, numbers, self._rolled(keys) if self._ask.step is not None else [])

    def _rolled(self, keys: Keys) -> list[list[Number]]:
        each = zip(self._series_meters, self._series[keys], strict=True)
        return [rolled(meter, parts, self._numbers, self._length) for meter, parts in each]


def _different(queries: Iterable[Dsl]) -> list[Dsl]:
    found: list[Dsl] = []
    for query in queries:
        if query is not NEVER and query not in found:
            found.append(query)
    return found
