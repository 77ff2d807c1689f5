"""Numbers by group and time: one statement, which reads the events once.

It is made in storeys. The lowest counts the table's rows by the groups' keys and by bucket. Above it each row of
figures goes where it counts: to its group and to the total (`t`), to its bucket and to the number over the whole span
(bucket -1). Storeys of windows add neighbouring buckets up, first to pairs or triples, then to pairs of these. The top
has a row for each group.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from elkvision.core.query import field_named
from elkvision.core.tenancy import TenantId
from elkvision.store import asks
from elkvision.store.contract import Ask, Number, Row, Table
from elkvision.store.engines.clickhouse.conditions import instant, nanoseconds, span_condition
from elkvision.store.engines.clickhouse.keys import is_single, text_of, texts
from elkvision.store.engines.clickhouse.logs import Logs
from elkvision.store.engines.clickhouse.measuring import Figures
from elkvision.store.engines.clickhouse.parameters import Parameters

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_OF_NOTHING: Final = {"count": 0, "distinct": 0, "sum": 0}


def aggregate(logs: Logs, tenant: TenantId, ask: Ask) -> Table:
    buckets = asks.buckets(ask)
    parameters = Parameters()
    rows = logs.rows(_Statement(logs.name, tenant, ask, buckets, parameters).sql(), parameters)
    nothing = [_OF_NOTHING.get(measure.kind) for measure in ask.measures]
    made = [_row(row, nothing, len(buckets) if ask.step else None) for row in rows]
    if not made:
        made = [_row({"keys": [], "numbers": nothing, "series": []}, nothing, len(buckets) if ask.step else None)]
    starts = [_EPOCH + ask.shift + number * ask.step for number in buckets] if ask.step else []
    return Table(Row([], made[0].numbers, made[0].series), made[1:], rows[0]["rows"] - 1 if rows else 0, starts)


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
        self._table, self._ask, self._buckets, self._parameters = table, ask, buckets, parameters
        self._window = (ask.window or ask.step) // ask.step if ask.step else 1
        self._where = span_condition(tenant, asks.reach(ask), parameters)
        self._keys = [f"k{n}" for n in range(len(ask.groups))]
        self._figures = Figures(ask.measures, parameters)

    def sql(self) -> str:
        sql, width = self._placed(self._counted()), 1
        for factor in _factors(self._window):
            sql, width = self._widened(sql, factor, width), width * factor
        return self._top(sql)

    def _counted(self) -> str:
        """By keys, bucket, whether inside the span (`i`) and whether the first of those that a list makes (`f`)."""
        named, keys, firsts = self._figures.named(), [], []
        for key, name in zip(self._keys, map(field_named, self._ask.groups), strict=True):
            if is_single(name):
                keys.append(f"{text_of(name)} AS {key}")
                continue
            pairs = f"arrayMap((x, n) -> (x, n = 1), l{key}, arrayEnumerate(l{key}))"
            named += [
                f"{texts(name, self._parameters)} AS l{key}",
                f"arrayJoin(if(empty(l{key}), [('', 1)], {pairs})) AS j{key}",
            ]
            keys.append(f"j{key}.1 AS {key}")
            firsts.append(f"j{key}.2")
        columns = [*keys, f"{self._bucket()} AS b", f"{self._inside()} AS i", f"{' AND '.join(firsts) or '1'} AS f"]
        return (
            (f"WITH {', '.join(named)} " if named else "")
            + f"SELECT {', '.join([*columns, *self._figures.first()])} FROM {self._table} WHERE {self._where}"
            + f" GROUP BY {', '.join([*self._keys, 'b', 'i', 'f'])}"
        )

    def _inside(self) -> str:
        if self._window == 1 or self._ask.span.start is None:
            return "1"
        return f"timestamp >= {instant(nanoseconds(self._ask.span.start), self._parameters)}"

    def _bucket(self) -> str:
        """From 0, beginning with those that the first windows reach back for."""
        if self._ask.step is None or self._ask.span.start is None:
            return "-1"
        first = self._ask.shift + (self._buckets.start - self._window + 1) * self._ask.step
        us = "toUnixTimestamp64Micro(timestamp)"
        if _EPOCH + first < _EPOCH:
            ns = "toUnixTimestamp64Nano(timestamp)"
            us = f"intDiv({ns} - if({ns} < 0, 999, 0), 1000)"
        start = self._parameters.integer(first // _MICROSECOND)
        return f"toInt32(intDiv({us} - {start}, {self._ask.step // _MICROSECOND}))"

    def _placed(self, counted: str) -> str:
        places = ["[(1, x.b)]", "if(x.i, [(1, -1)], [])"] if self._ask.step else ["[(1, x.b)]"]
        if self._keys:
            others = [each.replace("(1, ", "(0, ") for each in places]
            places = [*others, *(f"if(x.f, {each}, [])" for each in places)]
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
            if self._ask.step
            else "1 AS series"
        )
        sign = "ASC" if self._ask.ascending else "DESC"
        place = f"numbers.{self._ask.order_by + 1}"
        order = ["t DESC", f"isNull({place})", f"{place} {sign}"]
        order += [part for key in self._keys for part in (f"{key} = ''", key)]
        return (
            f"SELECT t, [{', '.join(self._keys)}] AS keys, anyIf({numbers}, b = -1) AS numbers, {series},"
            f" count() OVER () AS rows FROM ({sql}) GROUP BY {', '.join(['t', *self._keys])}"
            f" ORDER BY {', '.join(order)} LIMIT {self._ask.limit + 1 if self._keys else 1}"
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
