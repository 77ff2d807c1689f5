"""Measures as SQL: what is counted of rows, how two such figures become one, and the number in the end."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from elkvision.core.query import field_named
from elkvision.store.contract import Measure
from elkvision.store.engines.clickhouse.rowset import RowSet

#: A two hundredth of the rank.
_RANK: Final = 200
#: Registers of the estimate, as a power of two: 0.4 % of error on average; exact while there are few.
_REGISTERS: Final = 16


@dataclass(frozen=True)
class Figure:
    """`first` is an aggregate over rows, `more` one over figures, with {} for the column they are in."""

    first: str
    more: str


class Figures:
    """What a question's measures need, each figure once. The columns are `a0`, `a1` and so on."""

    def __init__(self, measures: Sequence[Measure], rows: RowSet) -> None:
        self._rows = rows
        self._columns: dict[Figure, str] = {}
        wanted = [self._wanted(measure) for measure in measures]
        #: The number of each measure, made of the columns.
        self.numbers = [self._number(measure, *each) for measure, each in zip(measures, wanted, strict=True)]

    @property
    def columns(self) -> list[str]:
        return list(self._columns.values())

    def first(self) -> list[str]:
        return [f"{figure.first} AS {column}" for figure, column in self._columns.items()]

    def more(self) -> list[str]:
        """From figures to figures, of rows that come from `x`."""
        return [f"{figure.more.format(f'x.{column}')} AS {column}" for figure, column in self._columns.items()]

    def _wanted(self, measure: Measure) -> tuple[str, str]:
        """The column of the values and the condition; either may be empty."""
        asked = "" if measure.query is None else self._rows.matching(measure.query.tree)
        if measure.kind == "count":
            return "", asked
        kind = "coded" if measure.kind == "distinct" else "number"
        return self._rows.value(kind, field_named(measure.field)), asked

    def _number(self, measure: Measure, value: str, asked: str) -> str:
        if measure.kind == "count":
            once = " AND ".join(filter(None, ["e" if self._rows.has_list_values else "", asked]))
            return self._column(f"countIf({once})" if once else "count()", "sum({})")
        if measure.kind == "distinct":
            some = _both(f"{value} != ''", asked)
            return f"finalizeAggregation({self._state('uniqCombined64', str(_REGISTERS), value, some)})"
        some = _both(f"isNotNull({value})", asked)
        value = f"assumeNotNull({value})"
        count = self._column(f"countIf({some})", "sum({})")
        if measure.kind == "sum":
            return self._column(f"sumIf({value}, {some})", "sum({})")
        if measure.kind == "average":
            return f"if({count} = 0, NULL, {self._column(f'sumIf({value}, {some})', 'sum({})')} / {count})"
        if measure.kind == "percentile":
            state = self._state("quantileGK", f"{_RANK}, {measure.percent / 100!r}", value, some)
            return f"if({count} = 0, NULL, finalizeAggregation({state}))"
        name = measure.kind[:3]
        return self._column(f"{name}OrNullIf({value}, {some})", name + "({})")

    def _state(self, function: str, options: str, value: str, some: str) -> str:
        return self._column(
            f"{function}IfState({options})({value}, {some})", f"{function}IfMergeState({options})({{}})"
        )

    def _column(self, first: str, more: str) -> str:
        return self._columns.setdefault(Figure(first, more), f"a{len(self._columns)}")


def _both(one: str, other: str) -> str:
    return f"{one} AND {other}" if other else one
