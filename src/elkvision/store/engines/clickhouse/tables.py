"""Numbers by group and time: one statement, which reads the events once.

It is made in storeys. The lowest are the rows, the next counts them by the groups' keys and by bucket. Above it each of
the figures goes where it counts: to its group and to the total (`t`), to its bucket and to the number over the whole span
(bucket -1). Storeys of windows add neighbouring buckets up, first to pairs or triples, then to pairs of these. The top
has a row for each group.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from elkvision.core.query import field_named
from elkvision.core.tenancy import TenantId
from elkvision.store import asks
from elkvision.store.contract import Ask, Number, Row, Span, Table
from elkvision.store.engines.clickhouse.conditions import instant, nanoseconds, span_condition
from elkvision.store.engines.clickhouse.logs import Logs
from elkvision.store.engines.clickhouse.measuring import Figures as Figured
from elkvision.store.engines.clickhouse.parameters import Parameters
from elkvision.store.engines.clickhouse.rowset import RowSet
from elkvision.store.engines.clickhouse.settled import Figures, Middle, key_of

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_OF_NOTHING: Final = {"count": 0, "distinct": 0, "sum": 0}


def aggregate(logs: Logs, tenant: TenantId, ask: Ask) -> Table:
    buckets = asks.buckets(ask)
    parameters = Parameters()
    statement = _Statement(logs.name, tenant, ask, buckets, parameters)
    rows = _beside_settled(logs, statement)
    if rows is None:
        rows = logs.rows(statement.sql(), parameters)
    nothing = [_OF_NOTHING.get(measure.kind) for measure in ask.measures]
    made = [_row(row, nothing, len(buckets) if ask.step else None) for row in rows]
    if not made:
        made = [_row({"keys": [], "numbers": nothing, "series": []}, nothing, len(buckets) if ask.step else None)]
    starts = [_EPOCH + ask.shift + number * ask.step for number in buckets] if ask.step else []
    return Table(Row([], made[0].numbers, made[0].series), made[1:], rows[0]["rows"] - 1 if rows else 0, starts)


def _beside_settled(logs: Logs, statement: "_Statement") -> list[dict[str, Any]] | None:
    """The answer made of what is kept of settled logs, and of all others. None where nothing is settled, or where what
    was is not there any more."""
    settled, client = logs.settled, logs.client()
    middle = settled.middle(client, statement.ask)
    if middle is None:
        return None
    key = key_of(statement.tenant, statement.ask, middle)
    kept = settled.of(key)
    figures = kept
    if figures is None:
        figures = Figures(logs.figures(statement.middle(middle), statement.parameters), statement.first)
    rows = logs.rows_with(figures.rows, statement.beside(middle, figures), statement.parameters)
    if not settled.still(client, middle):
        return None
    if kept is None:
        settled.keep(key, figures)
    return rows


def _row(row: dict[str, Any], nothing: Sequence[Number], buckets: int | None) -> Row:
    keys = [key or None for key in row["keys"]]
    if buckets is None:
        return Row(keys, row["numbers"])
    series = [[number] * buckets for number in nothing]
    for place, *numbers in row["series"]:
        for one, number in zip(series, numbers, strict=True):
            one[place] = number
    return Row(keys, row["numbers"], series)


class _Statement:
    """Each storey's columns: `t`, a key `k0` and so on for each group, `b`, and the figures'."""

    def __init__(self, table: str, tenant: TenantId, ask: Ask, buckets: range, parameters: Parameters) -> None:
        self.tenant, self.ask, self.parameters = tenant, ask, parameters
        self._buckets = buckets
        self._window = (ask.window or ask.step) // ask.step if ask.step else 1
        self._rows = RowSet(table, parameters)
        self._keys = [self._rows.key(field_named(name)) for name in ask.groups]
        self._figures = Figured(ask.measures, self._rows)
        self._by = self._grouping()

    @property
    def first(self) -> int:
        """The number of the bucket that is 0 in the rows."""
        return self._buckets.start - self._window + 1 if self.ask.step else 0

    def sql(self) -> str:
        return self._finished(self._counted(self._within()))

    def middle(self, middle: Middle) -> str:
        """The figures of settled logs."""
        return self._counted(self._settled(middle, "IN"))

    def beside(self, middle: Middle, figures: Figures) -> str:
        """All of it, with these figures of settled logs, which go with it as data."""
        start, end = (instant(nanoseconds(each), self.parameters) for each in (middle.start, middle.end))
        outside = f"{self._within()} AND (timestamp < {start} OR timestamp >= {end})"
        counted = [self._counted(outside), self._counted(self._settled(middle, "NOT IN"))]
        if not figures.rows:
            return self._finished(" UNION ALL ".join(counted))
        bucket = f"toInt32(b + {self.parameters.integer(figures.first - self.first)}) AS b"
        columns = [*self._keys, *[bucket] * (self.ask.step is not None), *["f"] * self._rows.has_list_keys]
        given = f"SELECT {', '.join([*columns, *self._figures.columns])} FROM input('')"
        return f"{self._finished(' UNION ALL '.join([*counted, given]))} FORMAT Native"

    def _within(self) -> str:
        return span_condition(self.tenant, asks.reach(self.ask), self.parameters)

    def _settled(self, middle: Middle, sign: str) -> str:
        span = Span(self.ask.span.query, middle.start, middle.end)
        return f"{span_condition(self.tenant, span, self.parameters)} AND _part {sign} {self.parameters.texts(middle.parts)}"

    def _finished(self, counted: str) -> str:
        sql, width = self._placed(counted), 1
        for factor in _factors(self._window):
            sql, width = self._widened(sql, factor, width), width * factor
        return self._top(sql)

    def _grouping(self) -> list[str]:
        """Keys, bucket, and whether inside the span (`i`)."""
        by = list(self._keys)
        if self.ask.step is not None:
            self._rows.other(f"{self._bucket()} AS b")
            by.append("b")
        if self._overlaps and self.ask.span.start is not None:
            self._rows.other(f"timestamp >= {instant(nanoseconds(self.ask.span.start), self.parameters)} AS i")
            by.append("i")
        return by

    def _counted(self, where: str) -> str:
        """By keys, bucket, whether inside the span, and whether the first of those that a list makes (`f`)."""
        singles, listed = self._rows.singles(where), self._rows.listed(where)
        if not self._rows.has_list_keys:
            return self._count(self._by, [], " UNION ALL ".join(filter(None, [singles, listed])))
        # A key more would make counting the many as slow as counting the few.
        return f"{self._count(self._by, ['1 AS f'], singles)} UNION ALL {self._count([*self._by, 'f'], [], listed)}"

    def _count(self, by: Sequence[str], more: Sequence[str], rows: str) -> str:
        columns = [*by, *more, *self._figures.first()]
        return f"SELECT {', '.join(columns)} FROM ({rows})" + (f" GROUP BY {', '.join(by)}" if by else "")

    @property
    def _overlaps(self) -> bool:
        return self._window > 1

    def _bucket(self) -> str:
        """From 0, beginning with those that the first windows reach back for."""
        assert self.ask.step is not None, "buckets come with a step"
        first = self.ask.shift + self.first * self.ask.step
        us = "toUnixTimestamp64Micro(timestamp)"
        if first < timedelta(0):
            ns = "toUnixTimestamp64Nano(timestamp)"
            us = f"intDiv({ns} - if({ns} < 0, 999, 0), 1000)"
        start = self.parameters.integer(first // _MICROSECOND)
        return f"toInt32(intDiv({us} - {start}, {self.ask.step // _MICROSECOND}))"

    def _placed(self, counted: str) -> str:
        places = ["[(1, -1)]"]
        if self.ask.step is not None:
            places = ["[(1, x.b)]", "if(x.i, [(1, -1)], [])" if self._overlaps else "[(1, -1)]"]
        if self._keys:
            of_groups = [each.replace("(1, ", "(0, ") for each in places]
            places = [*of_groups, *(f"if(x.f, {each}, [])" if self._rows.has_list_keys else each for each in places)]
        where = f"arrayJoin(arrayConcat({', '.join(places)}))" if len(places) > 1 else f"arrayJoin({places[0]})"
        keys = [f"if(p.1, '', toString(x.{key})) AS {key}" for key in self._keys]
        return self._grouped(["p.1 AS t", *keys, "p.2 AS b"], counted, f"WITH {where} AS p ")

    def _widened(self, sql: str, factor: int, width: int) -> str:
        """So many neighbours together, each of which is `width` wide."""
        places = ", ".join(f"x.b + {n * width}" for n in range(factor))
        keys = [f"x.{key} AS {key}" for key in self._keys]
        return self._grouped(["x.t AS t", *keys, f"arrayJoin(if(x.b < 0, [x.b], [{places}])) AS b"], sql)

    def _grouped(self, columns: Sequence[str], sql: str, named: str = "") -> str:
        return (
            f"{named}SELECT {', '.join([*columns, *self._figures.more()])} FROM ({sql}) AS x"
            f" GROUP BY {', '.join(['t', *self._keys, 'b'])}"
        )

    def _top(self, sql: str) -> str:
        numbers = f"({', '.join(self._figures.numbers)},)"
        first = self._window - 1
        series = (
            f"groupArrayIf(tuple(b - {first}, {', '.join(self._figures.numbers)}),"
            f" b >= {first} AND b < {first + len(self._buckets)}) AS series"
            if self.ask.step
            else "1 AS series"
        )
        sign = "ASC" if self.ask.ascending else "DESC"
        place = f"numbers.{self.ask.order_by + 1}"
        order = ["t DESC", f"isNull({place})", f"{place} {sign}"]
        order += [part for key in self._keys for part in (f"{key} = ''", key)]
        return (
            f"SELECT t, [{', '.join(self._keys)}] AS keys, anyIf({numbers}, b = -1) AS numbers, {series},"
            f" count() OVER () AS rows FROM ({sql}) GROUP BY {', '.join(['t', *self._keys])}"
            f" ORDER BY {', '.join(order)} LIMIT {self.ask.limit + 1 if self._keys else 1}"
        )


def _factors(number: int) -> Iterator[int]:
    """Prime factors, the smallest first."""
    factor = 2
    while number > 1:
        if number % factor == 0:
            yield factor
            number //= factor
        else:
            factor = factor + 1 if factor * factor < number else number
