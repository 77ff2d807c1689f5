"""The query tree in Elasticsearch's own language: it finds, event by event, what the plain reading finds."""

import base64
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import orjson

from elkvision.core.clock import moment
from elkvision.core.query import (
    And,
    Equals,
    Everything,
    Exists,
    InNetwork,
    Node,
    Not,
    Or,
    Phrase,
    Range,
    Regex,
    Wildcard,
)
from elkvision.core.tenancy import TenantId
from elkvision.core.wire import iso_of_ns
from elkvision.store.contract import Span
from elkvision.store.engines.elasticsearch.dsl import ALWAYS, NEVER, Asked, Dsl, any_of
from elkvision.store.engines.elasticsearch.texts import is_settled, phrases_asked, text_asked
from elkvision.store.engines.elasticsearch.values import asked_of, equal_to_any

#: The server takes queries in one another up to 30 deep, and begins to count anew in one that is wrapped.
_DEEPEST: Final = 12
_EPOCH: Final = moment(0)
#: What a `date_nanos` can hold.
_LAST_NS: Final = (1 << 63) - 1

#: The ids of the events that match a leaf among those that had to be looked at.
Looked = Mapping[Node, Sequence[str]]


def whose(tenant: TenantId, span: Span) -> list[Dsl]:
    """Whose events, and of which time."""
    mine: Dsl = {"term": {"tenant_id": tenant}}
    if span.start is None and span.end is None:
        return [mine]
    start, end = (None if bound is None else nanoseconds(bound) for bound in (span.start, span.end))
    return [mine, _instants(Range("@timestamp", start, end, True, False))]


def nanoseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta.resolution * 1000


def condition(tree: Node, looked: Looked, simpler: int = 0) -> Dsl:
    """`looked` has every leaf that `doubtful_leaves` names."""
    return _compiled(tree, looked, simpler)[0]


def doubtful_leaves(tree: Node, simpler: int = 0) -> dict[Node, Asked]:
    """The leaves that the index alone cannot settle."""
    match tree:
        case And(children) | Or(children):
            found: dict[Node, Asked] = {}
            for child in children:
                found |= doubtful_leaves(child, simpler)
            return found
        case Not(child):
            return doubtful_leaves(child, simpler)
        case _:
            asked = _asked(tree, simpler)
            return {} if asked.doubtful is None else {tree: asked}


def _compiled(node: Node, looked: Looked, simpler: int) -> tuple[Dsl, int]:
    """And how deep it is."""
    match node:
        case And(children):
            return _all_of(children, looked, simpler)
        case Or(children):
            return _any_of(children, looked, simpler)
        case Not(child):
            query, depth = _compiled(child, looked, simpler)
            return _shallow({"bool": {"must_not": [query]}}, depth + 1)
        case _:
            asked = _asked(node, simpler)
            if asked.doubtful is None:
                return asked.sure, 2
            return any_of([asked.sure, {"ids": {"values": list(looked[node])}}]), 3


def _all_of(children: Sequence[Node], looked: Looked, simpler: int) -> tuple[Dsl, int]:
    """What must not be is asked for at once."""
    unwanted = [child.child for child in children if isinstance(child, Not)]
    parts = [_compiled(child, looked, simpler) for child in children if not isinstance(child, Not)]
    joined: dict[str, Any] = {"filter": [query for query, _ in parts]}
    if unwanted:
        query, depth = _any_of(unwanted, looked, simpler)
        joined["must_not"] = [query]
        parts.append((query, depth))
    return _shallow({"bool": joined}, 1 + max(depth for _, depth in parts))


def _any_of(children: Sequence[Node], looked: Looked, simpler: int) -> tuple[Dsl, int]:
    """Several values of one field, and several words, are asked for at once."""
    values: dict[str, list[str]] = {}
    phrases: dict[str | None, list[Phrase]] = {}
    parts: list[tuple[Dsl, int]] = []
    for child in children:
        if isinstance(child, Equals):
            values.setdefault(child.field, []).append(child.value)
        elif isinstance(child, Phrase) and is_settled(child):
            phrases.setdefault(child.field, []).append(child)
        else:
            parts.append(_compiled(child, looked, simpler))
    parts += [(equal_to_any(field, wanted), 2) for field, wanted in values.items()]
    parts += [(phrases_asked(field, some), 4) for field, some in phrases.items()]
    return _shallow(any_of([query for query, _ in parts]), 1 + max(depth for _, depth in parts))


def _shallow(query: Dsl, depth: int) -> tuple[Dsl, int]:
    if depth < _DEEPEST:
        return query, depth
    return {"wrapper": {"query": base64.b64encode(orjson.dumps(query)).decode()}}, 1


def _asked(node: Node, simpler: int) -> Asked:
    match node:
        case Everything():
            return Asked(ALWAYS)
        case Phrase() | Wildcard(None | "message") | Regex(None):
            return text_asked(node, simpler)
        case Range("@timestamp" | "received_at"):
            return Asked(_instants(node))
        case Equals() | Wildcard() | Regex() | Exists() | Range() | InNetwork():
            return asked_of(node, simpler)
    raise AssertionError(f"{node!r} is no leaf")


def _instants(node: Range) -> Dsl:
    """Between nanoseconds: `@timestamp` has them, `received_at` only milliseconds."""
    low, high = node.low, node.high
    first = int(low) + (not node.include_low) if isinstance(low, int | float) else 0
    last = int(high) - (not node.include_high) if isinstance(high, int | float) else _LAST_NS
    if node.field == "received_at":
        return {"range": {"received_at": {"gte": -(-first // 10**6), "lte": last // 10**6, "format": "epoch_millis"}}}
    return between(first, last)


def between(first: int | None, last: int | None) -> Dsl:
    """Happened from the one nanosecond to the other, both included."""
    first = max(first or 0, 0)
    last = _LAST_NS if last is None else min(last, _LAST_NS)
    return {"range": {"@timestamp": {"gte": iso_of_ns(first), "lte": iso_of_ns(last)}}} if first <= last else NEVER
