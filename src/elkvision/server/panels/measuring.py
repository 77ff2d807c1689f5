"""From the lines of a panel to the measures of one ask, and back from the store's numbers to the lines'."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from elkvision.core.clock import now_ms
from elkvision.core.query import Everything, Exists, Node, Not, Query, QueryError, field_named, to_text
from elkvision.core.query.scan import Term
from elkvision.core.query.values import all_of, any_of, value_of
from elkvision.server.panels.asked import Asked
from elkvision.server.panels.definition import Line, Measured
from elkvision.store.contract import Measure, Number, Row, Span

_NAMES = {
    "sum": "Sum", "average": "Average", "minimum": "Minimum", "maximum": "Maximum", "distinct": "Different values",
}  # fmt: skip


@dataclass(frozen=True)
class One:
    """A line of a panel: where its number is among the measures, and that of the whole it is a part of."""

    label: str
    query: Query
    part: int
    whole: int | None

    def of(self, numbers: Sequence[Number]) -> Number:
        return ratio(numbers[self.part], numbers[self.whole]) if self.whole is not None else numbers[self.part]

    def along(self, row: Row) -> list[Number]:
        """Bucket by bucket."""
        if self.whole is None:
            return list(row.series[self.part])
        return [ratio(*pair) for pair in zip(row.series[self.part], row.series[self.whole], strict=True)]


@dataclass(frozen=True)
class Measures:
    """What the lines need: a query that finds all of it, measures, and where each line's numbers are."""

    query: Query
    measures: Sequence[Measure]
    lines: Sequence[One]

    def span(self, start: datetime, end: datetime) -> Span:
        return Span(self.query, start, end)


def measures(lines: Sequence[Line], within: Asked) -> Measures:
    """Raises QueryError for a query that cannot be read."""
    if len(lines) == 1 and lines[0].of is None:
        query = within.query(lines[0].q)
        behind = _behind(query, lines[0].measure)
        return Measures(query, [_measure(lines[0].measure, None)], [One(_label(lines[0], within), behind, 0, None)])
    made: list[Measure] = []
    found: list[One] = []

    def place(measured: Measured, query: Query) -> int:
        wanted = _measure(measured, query)
        if wanted not in made:
            made.append(wanted)
        return made.index(wanted)

    queries: list[Query] = []
    for line in lines:
        query = within.query(line.q)
        whole = within.query(line.of) if line.of is not None else None
        queries += [query, whole] if whole is not None else [query]
        part, rest = place(line.measure, query), place(line.measure, whole) if whole is not None else None
        found.append(One(_label(line, within), _behind(query, line.measure), part, rest))
    tree = any_of([query.tree for query in queries])
    return Measures(_query(tree), made, found)


def key_nodes(groups: Sequence[str], keys: Sequence[str | None]) -> list[Node]:
    """What finds the logs of one group."""
    return [_key_node(field_named(name), key) for name, key in zip(groups, keys, strict=True)]


def name_of(keys: Sequence[str | None]) -> str:
    return " · ".join("(none)" if key is None else key or '""' for key in keys)


def ratio(part: Number, whole: Number) -> Number:
    return part / whole if part is not None and whole else None


def _measure(measured: Measured, query: Query | None) -> Measure:
    everything = query is None or isinstance(query.tree, Everything)
    percent = measured.percent if measured.kind == "percentile" else 50.0
    name = measured.field if measured.kind != "count" else ""
    return Measure(measured.kind, name, percent, None if everything else query)


def _behind(query: Query, measured: Measured) -> Query:
    """The logs that have what is measured."""
    if measured.kind == "count":
        return query
    return _query(all_of([query.tree, Exists(field_named(measured.field))]))


def _query(tree: Node) -> Query:
    return Query("" if isinstance(tree, Everything) else to_text(tree), tree)


def _label(line: Line, within: Asked) -> str:
    if line.label:
        return within.words(line.label)
    measured = line.measure
    if measured.kind == "count":
        return "Share" if line.of is not None else within.words(line.q)[:80] or "Logs"
    if measured.kind == "percentile":
        return f"p{measured.percent:g} of {measured.field}"
    return f"{_NAMES[measured.kind]} of {measured.field}"


def _key_node(field: str, key: str | None) -> Node:
    if key is None:
        return Not(Exists(field))
    try:
        return value_of(field, Term((key,), 1, quoted=True), now_ms)
    except QueryError:  # a moment in a form of the store's own: the field is all that can be said
        return Exists(field)
