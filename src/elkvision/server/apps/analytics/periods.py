"""Two periods asked about in one go: the one that is meant, and the one before it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from elkvision.core.query import EVERYTHING, And, Everything, Node, Query, Range, to_text
from elkvision.store.contract import Measure, Span

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Period:
    start: datetime
    end: datetime

    @property
    def length(self) -> timedelta:
        return self.end - self.start

    def before(self) -> "Period":
        """As long, and just before this one."""
        return Period(self.start - self.length, self.start)

    def holds(self) -> Range:
        return Range("@timestamp", nanoseconds(self.start), nanoseconds(self.end), include_high=False)


def nanoseconds(at: datetime) -> int:
    return (at - _EPOCH) // timedelta(microseconds=1) * 1000


def both(*trees: Node) -> Query:
    """The query that all of these match."""
    every = tuple(leaf for tree in trees for leaf in (tree.children if isinstance(tree, And) else (tree,)))
    asked = tuple(tree for tree in every if tree != Everything())
    if not asked:
        return EVERYTHING
    tree = And(asked) if len(asked) > 1 else asked[0]
    return Query(to_text(tree), tree)


def counted(*trees: Node) -> Measure:
    """How many lines match all of these."""
    return Measure(query=both(*trees))


def together(query: Query, now: Period, before: Period) -> Span:
    """Both periods, one after the other."""
    return Span(query, min(before.start, now.start), max(before.end, now.end))
