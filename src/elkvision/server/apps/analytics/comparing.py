"""Which field values are more frequent among some lines than among others, over all their fields."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from elkvision.analysis.compare import Difference, Sides, ranked
from elkvision.core.query import And, Equals, Exists, InNetwork, Node, Not, Or, Phrase, Query, Range, Regex, Wildcard
from elkvision.core.query.values import ATTRIBUTES
from elkvision.core.tenancy import TenantId
from elkvision.server.apps.analytics.periods import Period, both, counted, together
from elkvision.server.apps.logs.selectors import store
from elkvision.store.contract import Ask, FieldInfo, Measure, Span

#: Each line has its own, or they say when and not what.
_TELLS_NOTHING: Final = frozenset(
    {"id", "@timestamp", "received_at", "tenant_id", "message", "raw", "geoip", "user_agent"}
)
MOST_FIELDS: Final = 60
#: Values of a field that are looked at, by either side's count.
MOST_VALUES: Final = 200
#: After so many seconds no other field is begun.
PATIENCE: Final = 25.0


@dataclass(frozen=True)
class Side:
    """Lines that are set against others."""

    query: Query
    period: Period

    def tree(self) -> Node:
        return And((self.query.tree, self.period.holds()))


@dataclass(frozen=True)
class Left:
    """A field that was not looked at, and why."""

    field: str
    reason: str


@dataclass(frozen=True)
class Comparison:
    ours: int
    theirs: int
    differences: list[Difference]
    fields: list[str]
    left_out: list[Left]
    #: Fields of which only the most frequent values were looked at, and how many they have.
    bounded: dict[str, int]


def rest_of(side: Side, whole: Query) -> Side:
    """The other lines of the same time."""
    return Side(both(whole.tree, Not(side.query.tree)), side.period)


def compare(tenant: TenantId, ours: Side, theirs: Side) -> Comparison:
    either = together(both(Or((ours.tree(), theirs.tree()))), ours.period, theirs.period)
    measures = (counted(ours.tree()), counted(theirs.tree()), Measure())
    total = store().aggregate(tenant, Ask(either, measures)).total
    count, other, _ = map(int, (number or 0 for number in total.numbers))
    if not count or not other:
        return Comparison(count, other, [], [], [], {})
    chosen, left_out = _chosen(store().fields(tenant, either), ours, theirs)
    sides: list[Sides] = []
    looked: list[str] = []
    bounded: dict[str, int] = {}
    began = time.monotonic()
    for field in chosen:
        if time.monotonic() - began > PATIENCE:
            left_out.append(Left(field, "there was no time left for it"))
            continue
        found, groups = _values(tenant, either, measures, field)
        sides += found
        looked.append(field)
        if groups > len(found):
            bounded[field] = groups
    return Comparison(count, other, ranked(sides, count, other), looked, left_out, bounded)


def _values(tenant: TenantId, either: Span, measures: Sequence[Measure], field: str) -> tuple[list[Sides], int]:
    """The field's values with the count of either side; of very many, those frequent on one of them."""
    found: dict[str | None, Sides] = {}
    groups = 0
    for side in (0, 1):
        ask = Ask(either, tuple(measures), (field,), limit=MOST_VALUES, order_by=side)
        table = store().aggregate(tenant, ask)
        groups = table.groups
        for row in table.rows:
            key = row.keys[0]
            found[key] = Sides(field, key, int(row.numbers[0] or 0), int(row.numbers[1] or 0))
        if groups <= len(table.rows):
            break
    return list(found.values()), groups


def _chosen(found: Sequence[FieldInfo], ours: Side, theirs: Side) -> tuple[list[str], list[Left]]:
    """The fields that most lines have, but for those that the queries themselves are about."""
    same = ours.query == theirs.query
    asked = set() if same else {*_fields_of(ours.query.tree), *_fields_of(theirs.query.tree)}
    chosen: list[str] = []
    left_out: list[Left] = []
    for info in sorted(found, key=lambda each: (-each.count, each.name)):
        name = info.name
        if name in _TELLS_NOTHING or set(info.types) <= {"object", "date"}:
            continue
        if name in asked or f"{ATTRIBUTES}{name}" in asked:
            left_out.append(Left(name, "the queries differ in it"))
        elif len(chosen) < MOST_FIELDS:
            chosen.append(name)
        else:
            left_out.append(Left(name, f"only the {MOST_FIELDS} fields that most lines have are looked at"))
    return chosen, left_out


def _fields_of(tree: Node) -> Iterator[str]:
    match tree:
        case And(children) | Or(children):
            for child in children:
                yield from _fields_of(child)
        case Not(child):
            yield from _fields_of(child)
        case Equals(field) | Exists(field) | InNetwork(field) | Range(field):
            yield field
        case Wildcard(field) | Regex(field):
            if field:
                yield field
        case Phrase():
            pass
