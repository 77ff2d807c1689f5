"""Several panels' asks as few of the store: what looks at the same logs in the same way is looked at once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from elkvision.core.event import KEYWORD_FIELDS
from elkvision.core.query import And, Equals, Everything, Exists, Node, Not, Or, Query, to_text
from elkvision.core.query.values import all_of, any_of
from elkvision.store.contract import Ask, Measure, Row, Span, Table

#: Measures of one ask; more would make one slow answer of several quick ones.
_MOST: Final = 60


@dataclass(frozen=True)
class Part:
    """Where the numbers of one ask are: which of the joint asks, and which of its measures."""

    joint: int
    places: Sequence[int]

    def of(self, table: Table) -> Table:
        return replace(table, total=self._row(table.total), rows=[self._row(row) for row in table.rows])

    def _row(self, row: Row) -> Row:
        series = [row.series[place] for place in self.places] if row.series else ()
        return Row(row.keys, [row.numbers[place] for place in self.places], series)


def together(asks: Sequence[Ask]) -> tuple[list[Ask], list[Part]]:
    """Asks that answer all of these, and for each of these its part of them."""
    joint: list[Ask] = []
    parts: list[Part] = []
    for ask in asks:
        place = next((n for n, other in enumerate(joint) if _may_join(other, ask)), None)
        if place is None:
            joint.append(ask)
            parts.append(Part(len(joint) - 1, range(len(ask.measures))))
        else:
            joint[place], places = _joined(joint[place], ask)
            parts.append(Part(place, places))
    return joint, parts


def _may_join(one: Ask, other: Ask) -> bool:
    alike = replace(one, measures=(), span=replace(one.span, query=other.span.query)) == replace(other, measures=())
    if not alike or len(one.measures) + len(other.measures) > _MOST:
        return False
    if one.span.query.tree == other.span.query.tree:
        # The first measure says which groups are kept.
        return not one.groups or one.measures[0] == other.measures[0]
    return not one.groups and _is_quick(one.span.query.tree) and _is_quick(other.span.query.tree)


def _joined(one: Ask, other: Ask) -> tuple[Ask, list[int]]:
    if one.span.query.tree == other.span.query.tree:
        query, measures, more = one.span.query, list(one.measures), list(other.measures)
    else:
        query = _query(any_of([one.span.query.tree, other.span.query.tree]))
        measures, more = _narrowed(one), _narrowed(other)
    places = []
    for measure in more:
        if measure not in measures:
            measures.append(measure)
        places.append(measures.index(measure))
    return replace(one, span=Span(query, one.span.start, one.span.end), measures=measures), places


def _narrowed(ask: Ask) -> list[Measure]:
    """Its measures, each with what all of the ask was about."""
    found = []
    for measure in ask.measures:
        tree = all_of([ask.span.query.tree, *([measure.query.tree] if measure.query else [])])
        found.append(replace(measure, query=None if isinstance(tree, Everything) else _query(tree)))
    return found


def _is_quick(node: Node) -> bool:
    """Is it told by fields that are read at little cost? A text is not looked through where an index would have told."""
    match node:
        case Everything():
            return True
        case Equals(field, _) | Exists(field):
            return field in KEYWORD_FIELDS
        case And(children) | Or(children):
            return all(map(_is_quick, children))
        case Not(child):
            return _is_quick(child)
    return False


def _query(tree: Node) -> Query:
    return Query("" if isinstance(tree, Everything) else to_text(tree), tree)
