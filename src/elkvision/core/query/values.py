"""What `field:value` means, field by field: the leaves of the tree."""

import math
import re
from collections.abc import Callable
from ipaddress import ip_network
from typing import Final

import re2

from elkvision.core.errors import QueryError
from elkvision.core.event import FIELDS, LEVELS, fold_level
from elkvision.core.query.scan import Term
from elkvision.core.query.times import read_time
from elkvision.core.query.tree import (
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
from elkvision.core.query.words import is_word, words

#: Fields of the document that a query can name as they are; every other name is an attribute's.
TOP_FIELDS: Final = frozenset(FIELDS) - {"attributes", "geoip", "user_agent"}
#: What Elastic's schema and OpenTelemetry call them: folded on the way in, and so understood here too.
OTHER_NAMES: Final = {
    "log.level": "level",
    "service.name": "service",
    "service.environment": "environment",
    "deployment.environment": "environment",
    "host.name": "host",
    "log.logger": "logger",
    "trace.id": "trace_id",
    "span.id": "span_id",
}
TIME_FIELDS: Final = frozenset({"@timestamp", "received_at"})
ATTRIBUTES: Final = "attributes."

_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?\Z", re.ASCII)
_NETWORK = re.compile(r"(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F]*:[0-9a-fA-F:.]*)/\d{1,3}\Z", re.ASCII)
#: Whole numbers beyond this are no longer exact in any engine.
_WHOLE: Final = float(1 << 64)
_TIME_HINT: Final = "write 2026-11-23, 2026-11-23T10:00:00Z, now-15m or now-1d/d"

#: Milliseconds since 1970: what `now` in a query means.
Now = Callable[[], int]


def all_of(children: list[Node]) -> Node:
    """Conditions joined, with no And inside an And and nothing that says nothing."""
    flat: list[Node] = []
    for child in children:
        flat += child.children if isinstance(child, And) else () if isinstance(child, Everything) else (child,)
    if not flat:
        return Everything()
    return And(tuple(flat)) if len(flat) > 1 else flat[0]


def any_of(children: list[Node]) -> Node:
    """Choices joined, with no Or inside an Or."""
    flat: list[Node] = []
    for child in children:
        if isinstance(child, Everything):
            return child
        flat += child.children if isinstance(child, Or) else (child,)
    return Or(tuple(flat)) if len(flat) > 1 else flat[0]


def field_named(name: str) -> str:
    """The tree's name of the field that a person calls so."""
    name = OTHER_NAMES.get(name, name)
    return name if name in TOP_FIELDS or name.startswith(ATTRIBUTES) else ATTRIBUTES + name


def read_number(text: str) -> int | float | None:
    """The number that a text reads as in decimal digits, exact where it is whole and has 64 bits; or None."""
    if len(text) > 400 or not _NUMBER.match(text):
        return None
    number = float(text)
    if text.lstrip("+-").isdigit() and abs(number) < _WHOLE:
        return int(text)
    return number if math.isfinite(number) else None


def value_of(field: str, term: Term, now: Now) -> Node:
    """`field:term`"""
    if term.is_star:
        return Exists(field)
    if field == "message":
        return text_node(field, term)
    if field in TIME_FIELDS:
        return _time_span(field, term, now)
    if not term.is_plain:
        return Wildcard(field, term.parts)
    if field == "level":
        return Equals(field, fold_level(term.text) or term.text)
    if not term.quoted and _NETWORK.match(term.text):
        return _network(field, term)
    return Equals(field, term.text)


def text_node(field: str | None, term: Term) -> Node:
    """A term looked for in text: the message, or with field None in every one of WORD_FIELDS."""
    if term.is_star:
        return Everything()
    first, *rest = term.parts
    if not rest:
        found = words(first)
        if term.quoted and field and not first:
            return Not(Exists(field))
        return Phrase(found, field) if found else Wildcard(field, term.parts)
    if rest == ["*", ""] and is_word(first[-1:]):
        return Phrase(words(first), field, prefix=True)
    return Wildcard(field, term.parts)


def regex_node(field: str | None, expression: str, column: int) -> Node:
    """Raises QueryError when the expression is none."""
    if field in TIME_FIELDS:
        raise QueryError("A time cannot be searched with an expression.", column=column, hint=_TIME_HINT)
    try:
        compile_regex(expression)
    except re2.error as error:
        reason = error.args[0].decode() if error.args and isinstance(error.args[0], bytes) else str(error)
        hint = "the syntax is RE2's: no look-around and no back-references"
        raise QueryError(f"This expression cannot be read: {reason}.", column=column, hint=hint) from error
    return Regex(field, expression)


def compile_regex(expression: str) -> "re2._Regexp[str]":
    """The expression as every engine reads it: case ignored, a dot matches a line break too."""
    options = re2.Options()
    options.case_sensitive = False
    options.dot_nl = True
    options.never_capture = True
    options.log_errors = False
    return re2.compile(expression, options)


def compare(field: str, operator: str, term: Term, now: Now) -> Node:
    """`field:>=term` and its like."""
    _no_wildcard(term)
    low, high = (term, None) if operator[0] == ">" else (None, term)
    return span(field, low, high, (operator == ">=", operator == "<="), now, term.column)


def span(field: str, low: Term | None, high: Term | None, includes: tuple[bool, bool], now: Now, column: int) -> Node:
    """A range; None is an open end. Raises QueryError when it cannot hold anything."""
    if low is None and high is None:
        return Exists(field)
    if field == "level":
        return _levels(low, high, includes)
    if field in TIME_FIELDS:
        return _times(field, low, high, includes, now, column)
    first, last = _bound(low), _bound(high)
    same_kind = isinstance(first, str) == isinstance(last, str)
    if first is not None and last is not None and same_kind and first > last:  # type: ignore[operator]
        raise _upside_down(column)
    return Range(field, first, last, includes[0], includes[1])


def _bound(term: Term | None) -> int | float | str | None:
    if term is None:
        return None
    number = None if term.quoted else read_number(term.text)
    return term.text.lower() if number is None else number


def _levels(low: Term | None, high: Term | None, includes: tuple[bool, bool]) -> Node:
    first = _severity(low) + (0 if includes[0] else 1) if low else 0
    last = _severity(high) - (0 if includes[1] else 1) if high else len(LEVELS) - 1
    chosen: list[Node] = [Equals("level", level) for level in LEVELS[first : last + 1]]
    return any_of(chosen) if chosen else Not(Everything())


def _severity(term: Term) -> int:
    level = fold_level(term.text)
    if level is None:
        raise QueryError(f'"{term.text}" is no level.', column=term.column, hint=f"use one of {', '.join(LEVELS)}")
    return LEVELS.index(level)


def _time_span(field: str, term: Term, now: Now) -> Node:
    _no_wildcard(term)
    first, after = _instants(term, now)
    return Range(field, first, after, True, False)


def _times(field: str, low: Term | None, high: Term | None, includes: tuple[bool, bool], now: Now, column: int) -> Node:
    """A bound is as long as it was written: `<=2026-11-23` has all of that day, `>2026-11-23` none of it."""
    first = None if low is None else _instants(low, now)[0 if includes[0] else 1]
    after = None if high is None else _instants(high, now)[1 if includes[1] else 0]
    if first is not None and after is not None and first > after:
        raise _upside_down(column)
    return Range(field, first, after, True, False)


def _instants(term: Term, now: Now) -> tuple[int, int]:
    try:
        return read_time(term.text, now)
    except ValueError as error:
        raise QueryError(f'"{term.text}" is no time: {error}.', column=term.column, hint=_TIME_HINT) from error


def _network(field: str, term: Term) -> Node:
    try:
        return InNetwork(field, ip_network(term.text, strict=False))
    except ValueError as error:
        hint = "write 10.0.0.0/8 or 2001:db8::/32, or put the text in quotes"
        raise QueryError(f'"{term.text}" is no network.', column=term.column, hint=hint) from error


def _no_wildcard(term: Term) -> None:
    if not term.is_plain:
        hint = "leave out the * or ?, or put a \\ before it"
        raise QueryError("A comparison cannot have a wildcard.", column=term.column, hint=hint)


def _upside_down(column: int) -> QueryError:
    return QueryError("This range ends before it begins.", column=column, hint="swap its two ends")
