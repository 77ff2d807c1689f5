"""The query tree as SQL: the exact question, with what lets the indexes skip most of the table before it."""

import re
from datetime import datetime, timedelta
from typing import Final

from elkvision.core.clock import moment
from elkvision.core.event import WORD_FIELDS, parts_of_id
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
from elkvision.core.query.words import is_word
from elkvision.core.tenancy import TenantId
from elkvision.store.contract import Span
from elkvision.store.engines.clickhouse.parameters import Parameters
from elkvision.store.engines.clickhouse.places import any_value, filled
from elkvision.store.engines.clickhouse.table import LETTERS, TOKENS
from elkvision.store.engines.clickhouse.values import NEVER, escaped, test_of, wildcard

_EPOCH: Final = moment(0)
_DIGITS: Final = re.compile("[0-9]+")
_LETTER: Final = r"[\p{L}\p{N}]"
_EDGE: Final = r"[^\p{L}\p{N}]"
_FIRST: Final = -2_208_988_800 * 10**9
_LAST: Final = 9_214_646_400 * 10**9


def span_condition(tenant: TenantId, span: Span, parameters: Parameters) -> str:
    """Whose, when, and what."""
    parts = [f"tenant_id = {parameters.text(tenant)}"]
    for moment, sign in ((span.start, ">="), (span.end, "<")):
        if moment is not None:
            parts.append(f"timestamp {sign} {instant(nanoseconds(moment), parameters)}")
    asked = condition(span.query.tree, parameters)
    if asked != "1":
        parts.append(asked)
    return " AND ".join(parts)


def nanoseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta.resolution * 1000


def instant(ns: int, parameters: Parameters) -> str:
    """A moment as the timestamp column has it; beyond what it can hold, its end."""
    return f"fromUnixTimestamp64Nano({parameters.integer(min(max(ns, _FIRST), _LAST))}, 'UTC')"


def condition(node: Node, parameters: Parameters) -> str:
    """SQL that is 1 for the events that match, and 0 (never NULL) for others."""
    match node:
        case Everything():
            return "1"
        case And(children):
            return "(" + " AND ".join(condition(child, parameters) for child in children) + ")"
        case Or(children):
            return _levels(children) or "(" + " OR ".join(condition(child, parameters) for child in children) + ")"
        case Not(child):
            return f"(NOT {condition(child, parameters)})"
        case Phrase(words, field, prefix):
            return _phrase(words, field, prefix, parameters)
        case Wildcard(None | "message" as field, parts):
            return _in_texts(field, _word_like(parts), parameters)
        case Regex(None, expression):
            return _in_texts(None, f"(?is){expression}", parameters, lower=False)
        case Equals("id", value):
            return _id(value.lower())
        case Equals("level", value):
            return f"(level = {parameters.text(value.lower())} AND level != '')"
        case Equals("trace_id", value):
            wanted = parameters.text(value.lower())
            return f"(lower(trace_id) = {wanted} AND trace_id != '')" if value.isascii() else _leaf(node, parameters)
        case Range("@timestamp", low, high):
            return _times(node, low, high, parameters)
        case Exists(field):
            return filled(field, parameters)
        case _:
            return _leaf(node, parameters)


def _leaf(node: Equals | Wildcard | Regex | Range | InNetwork, parameters: Parameters) -> str:
    return any_value(str(node.field), test_of(node, parameters), parameters)


def _times(node: Range, low: object, high: object, parameters: Parameters) -> str:
    parts = []
    if isinstance(low, int):
        parts.append(f"timestamp {'>=' if node.include_low else '>'} {instant(low, parameters)}")
    if isinstance(high, int):
        parts.append(f"timestamp {'<=' if node.include_high else '<'} {instant(high, parameters)}")
    return "(" + " AND ".join(parts) + ")"


def _levels(children: tuple[Node, ...]) -> str | None:
    """Several levels to choose from are one look into a set. Levels are our own words."""
    names = [child.value.lower() for child in children if isinstance(child, Equals) and child.field == "level"]
    if len(names) != len(children) or not all(name.isalpha() and name.isascii() for name in names):
        return None
    return "(level IN (" + ", ".join(f"'{name}'" for name in names) + "))"


def _id(value: str) -> str:
    try:
        received, segment, line, child = parts_of_id(value)
    except ValueError:
        return NEVER
    return f"(received_ms = {received} AND segment = {segment} AND line = {line} AND child = {child})"


# -- text


def _phrase(words: tuple[str, ...], field: str | None, prefix: bool, parameters: Parameters) -> str:
    body = f"{_EDGE}+".join(escaped(word) for word in words)
    end = "" if prefix else f"({_EDGE}|$)"
    exact = _in_texts(field, f"(^|{_EDGE}){body}{end}", parameters)
    sure = words[:-1] if prefix else words
    return _narrowed(sure, exact, parameters)


def _narrowed(words: tuple[str, ...], exact: str, parameters: Parameters) -> str:
    """Let the indexes skip what cannot match: the text index knows words of letters, the bloom filter all others."""
    letters = sorted({word for word in words if not _DIGITS.search(word)})
    tokens = sorted({word for word in words if _DIGITS.search(word)})
    hints = [f"hasAllTokens({LETTERS}, {parameters.texts(letters)})"] if letters else []
    hints += [f"hasToken({TOKENS}, {parameters.text(word)})" for word in tokens]
    return f"({' AND '.join([*hints, exact])})"


def _word_like(parts: tuple[str, ...]) -> str:
    if len(parts) == 1:
        return "(?s)" + escaped(parts[0].lower())
    if all(is_word(literal) for literal in parts[::2] if literal):
            return f"(^|{_EDGE}){wildcard(parts, _LETTER)}({_EDGE}|$)"
    return wildcard(parts, ".")


def _in_texts(field: str | None, expression: str, parameters: Parameters, *, lower: bool = True) -> str:
    """Is the expression found in the message, or with no field in any of WORD_FIELDS?"""
    wanted = parameters.text(expression)
    fields = (field,) if field else WORD_FIELDS
    found = [f"match({f'lowerUTF8({name})' if lower else name}, {wanted})" for name in fields]
    found[1:] = [f"({name} != '' AND {each})" for name, each in zip(fields[1:], found[1:], strict=True)]
    return "(" + " OR ".join(found) + ")"
