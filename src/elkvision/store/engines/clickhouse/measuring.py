"""Measures as SQL: what is counted of the rows of a group, how two such figures become one, and the number in the end."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from elkvision.core.query import field_named
from elkvision.store.contract import Measure
from elkvision.store.engines.clickhouse.conditions import condition
from elkvision.store.engines.clickhouse.keys import coded, numbers
from elkvision.store.engines.clickhouse.parameters import Parameters

#: A two hundredth of the rank.
_RANK: Final = 200
#: Registers of the estimate, as a power of two: 0.4 % of error on average; exact while there are few.
_REGISTERS: Final = 16


@dataclass(frozen=True)
class Figure:
    """`first` is an aggregate over rows of the table, `more` one over figures, with {} for the column they are in."""

    first: str
    more: str


class Figures:
    """What a question's measures need, each figure once. The columns are `a0`, `a1` and so on."""

    def __init__(self, measures: Sequence[Measure], parameters: Parameters) -> None:
        self._parameters = parameters
        self._columns: dict[Figure, str] = {}
        self._values: dict[tuple[str, str], str] = {}
        self._conditions: dict[object, str] = {}
        #: The number of each measure, made of the columns.
        self.numbers = [self._number(measure) for measure in measures]

    def named(self) -> list[str]:
        """Expressions that the figures name."""
        values = [f"{expression} AS {alias}" for (_, expression), alias in self._values.items()]
        return values + [f"{sql} AS c{n}" for n, sql in enumerate(self._conditions.values())]

    def first(self) -> list[str]:
        return [f"{figure.first} AS {column}" for figure, column in self._columns.items()]

    def more(self) -> list[str]:
        """From figures to figures. The names are those of the columns, of the rows that come from `x`."""
        return [f"{figure.more.format(f'x.{column}')} AS {column}" for figure, column in self._columns.items()]

    def _number(self, measure: Measure) -> str:
        asked = self._condition(measure)
        if measure.kind == "count":
            return self._column(f"countIf({asked})" if asked else "count()", "sum({})")
        field = field_named(measure.field)
        if measure.kind == "distinct":
            value = self._value("d", coded(field, self._parameters))
            return f"finalizeAggregation({self._state('uniqCombined64', str(_REGISTERS), value, asked)})"
        value = self._value("v", numbers(field, self._parameters))
        return self._of_numbers(measure, value, asked)

    def _of_numbers(self, measure: Measure, value: str, asked: str) -> str:
        if measure.kind in ("minimum", "maximum"):
            name = measure.kind[:3]
            some = f"notEmpty({value})" + (f" AND {asked}" if asked else "")
            each = "arrayMin" if name == "min" else "arrayMax"
            return self._column(f"{name}OrNullIf({each}({value}), {some})", name + "({})")
        if measure.kind == "sum":
            return self._sum(value, asked)
        count = self._column(f"sumIf(length({value}), {asked})" if asked else f"sum(length({value}))", "sum({})")
        if measure.kind == "average":
            return f"if({count} = 0, NULL, {self._sum(value, asked)} / {count})"
        state = self._state("quantileGK", f"{_RANK}, {measure.percent / 100!r}", value, asked)
        return f"if({count} = 0, NULL, finalizeAggregation({state}))"

    def _sum(self, value: str, asked: str) -> str:
        return self._column(f"sumArrayIf({value}, {asked})" if asked else f"sumArray({value})", "sum({})")

    def _state(self, function: str, options: str, value: str, asked: str) -> str:
        name = f"{function}ArrayIf" if asked else f"{function}Array"
        first = f"{name}State({options})({value}{f', {asked}' if asked else ''})"
        return self._column(first, f"{name}MergeState({options})({{}})")

    def _column(self, first: str, more: str) -> str:
        return self._columns.setdefault(Figure(first, more), f"a{len(self._columns)}")

    def _value(self, kind: str, expression: str) -> str:
        return self._values.setdefault((kind, expression), f"{kind}{len(self._values)}")

    def _condition(self, measure: Measure) -> str:
        """The column that says which rows are looked at; empty for all."""
        if measure.query is None:
            return ""
        tree = measure.query.tree
        if tree not in self._conditions:
            self._conditions[tree] = condition(tree, self._parameters, hints=False)
        return f"c{list(self._conditions).index(tree)}"
