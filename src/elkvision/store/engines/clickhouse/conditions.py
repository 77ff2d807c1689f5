"""The query tree as SQL: the exact question, with what lets the indexes skip most of the table before it."""

import re
from collections.abc import Iterator
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
from elkvision.store.engines.clickhouse.table import LETTERS, TOKENS, words_of
from elkvision.store.engines.clickhouse.values import NEVER, escaped, one_of, test_of, wildcard

_EPOCH: Final = moment(0)
#: So many phrases make one expression: RE2 has a bound.
_BODIES: Final = 200
#: The text index looks for so many tokens at once.
_MOST_TOKENS: Final = 64
_DIGITS: Final = re.compile("[0-9]+")
_LETTER: Final = r"[\p{L}\p{N}]"
#: The same in what `words_of` makes of a text: a class of ASCII, which is compiled a hundred times quicker.
_BETWEEN: Final = r"[\x00-/:-@\[-`{-\x7f]"
_EDGE: Final = r"[^\p{L}\p{N}]"
_FIRST: Final = -2_208_988_800 * 10**9
_LAST: Final = 9_214_646_400 * 10**9


def span_condition(tenant: TenantId, span: Span, parameters: Parameters) -> str:
    """Whose, when, and what."""
    parts = [f"tenant_id = {parameters.text(tenant)}"]
    for bound, sign in ((span.start, ">="), (span.end, "<")):
        if bound is not None:
            parts.append(f"timestamp {sign} {instant(nanoseconds(bound), parameters)}")
    asked = condition(span.query.tree, parameters)
    if asked != "1":
        parts.append(asked)
    return " AND ".join(parts)


def nanoseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta.resolution * 1000


def instant(ns: int, parameters: Parameters) -> str:
    """A moment as the timestamp column has it; beyond what it can hold, its end."""
    return f"fromUnixTimestamp64Nano({parameters.integer(min(max(ns, _FIRST), _LAST))}, 'UTC')"


def condition(node: Node, parameters: Parameters, *, hints: bool = True) -> str:
    """SQL that is 1 for the events that match, and 0 (never NULL) for others. Below a Not no index can help."""
    match node:
        case Everything():
            return "1"
        case And(children):
            return "(" + " AND ".join(_all(children, parameters, hints)) + ")"
        case Or(children):
            return "(" + " OR ".join(_choices(children, parameters, hints)) + ")"
        case Not(child):
            return f"(NOT {condition(child, parameters, hints=False)})"
        case Phrase():
            return _phrases([node], parameters, hints)
        case Wildcard(None | "message" as field, parts):
            return _in_texts(field, _word_like(parts), parameters)
        case Regex(None, expression):
            return _in_texts(None, f"(?is){expression}", parameters, lower=False)
        case Equals("id", value):
            return _id(value.lower())
        case Equals("level", value):
            return f"(level = {parameters.text(value.lower())} AND level != '')"
        case Equals("trace_id", value) if value.isascii():
            return f"(lower(trace_id) = {parameters.text(value.lower())} AND trace_id != '')"
        case Range("@timestamp", low, high):
            return _times(node, low, high, parameters)
        case Exists(field):
            return filled(field, parameters)
        case _:
            return _leaf(node, parameters)


def _all(children: tuple[Node, ...], parameters: Parameters, hints: bool) -> Iterator[str]:
    """Several phrases that must not be there are looked for at once."""
    unwanted: dict[str | None, list[Phrase]] = {}
    for child in children:
        if isinstance(child, Not) and isinstance(child.child, Phrase):
            unwanted.setdefault(child.child.field, []).append(child.child)
        else:
            yield condition(child, parameters, hints=hints)
    for phrases in unwanted.values():
        yield f"(NOT {_phrases(phrases, parameters, hints=False)})"


def _leaf(node: Equals | Wildcard | Regex | Range | InNetwork, parameters: Parameters) -> str:
    return any_value(str(node.field), test_of(node, parameters), parameters)


def _times(node: Range, low: object, high: object, parameters: Parameters) -> str:
    parts = []
    if isinstance(low, int):
        parts.append(f"timestamp {'>=' if node.include_low else '>'} {instant(low, parameters)}")
    if isinstance(high, int):
        parts.append(f"timestamp {'<=' if node.include_high else '<'} {instant(high, parameters)}")
    return "(" + " AND ".join(parts) + ")"


def _choices(children: tuple[Node, ...], parameters: Parameters, hints: bool) -> Iterator[str]:
    """Several values of one field, or phrases in one, are looked for at once."""
    values: dict[str, list[str]] = {}
    phrases: dict[str | None, list[Phrase]] = {}
    for child in children:
        if isinstance(child, Equals) and child.field != "id":
            values.setdefault(child.field, []).append(child.value)
        elif isinstance(child, Phrase):
            phrases.setdefault(child.field, []).append(child)
        else:
            yield condition(child, parameters, hints=hints)
    for field, wanted in values.items():
        if len(wanted) == 1:
            yield condition(Equals(field, wanted[0]), parameters)
        elif field == "level":
            yield f"(level IN {parameters.texts([value.lower() for value in wanted])} AND level != '')"
        else:
            yield any_value(field, one_of(wanted, parameters), parameters)
    for some in phrases.values():
        yield _phrases(some, parameters, hints)


def _id(value: str) -> str:
    try:
        received, segment, line, child = parts_of_id(value)
    except ValueError:
        return NEVER
    return f"(received_ms = {received} AND segment = {segment} AND line = {line} AND child = {child})"


# -- text


def _phrases(phrases: list[Phrase], parameters: Parameters, hints: bool) -> str:
    """Is any of these phrases, all of one field, in a text?"""
    field, tests = phrases[0].field, []
    if len(phrases) == 1 and len(phrases[0].words) == 1 and not phrases[0].prefix:
        text = TOKENS if field is None else words_of(field)
        exact = f"hasToken({text}, {parameters.text(phrases[0].words[0])})"
        return f"({_all_of(phrases[0].words, parameters)} AND {exact})" if hints else exact
    for ends_in_word in (True, False):
        bodies = [
            f"{_BETWEEN}+".join(map(escaped, phrase.words)) for phrase in phrases if phrase.prefix is not ends_in_word
        ]
        end = f"({_BETWEEN}|$)" if ends_in_word else ""
        tests += [
            _in_words(field, f"(^|{_BETWEEN})({'|'.join(some)}){end}", parameters) for some in _pieces(bodies, _BODIES)
        ]
    exact = "(" + " OR ".join(tests) + ")" if len(tests) > 1 else tests[0]
    if not hints:
        return exact
    if len(phrases) > 1:
        hint = _any_of(phrases, parameters)
    else:
        hint = _all_of(phrases[0].words[:-1] if phrases[0].prefix else phrases[0].words, parameters)
    return f"({hint} AND {exact})" if hint else exact


def _pieces(bodies: list[str], size: int) -> Iterator[list[str]]:
    for first in range(0, len(bodies), size):
        yield bodies[first : first + size]


def _all_of(words: tuple[str, ...], parameters: Parameters) -> str:
    """Lets the indexes skip what cannot match: the text index knows words without digits, the bloom filter all."""
    letters = sorted({word for word in words if not _DIGITS.search(word)})
    tokens = sorted({word for word in words if _DIGITS.search(word)})
    hints = [f"hasAllTokens({LETTERS}, {parameters.texts(letters)})"] if letters else []
    hints += [f"hasToken({TOKENS}, {parameters.text(word)})" for word in tokens]
    return " AND ".join(hints)


def _any_of(phrases: list[Phrase], parameters: Parameters) -> str:
    """The same for a choice, when each has a whole word without digits."""
    words = [
        next((word for word in phrase.words[: -1 if phrase.prefix else None] if not _DIGITS.search(word)), None)
        for phrase in phrases
    ]
    if None in words or len(words) > _MOST_TOKENS:
        return ""
    return f"hasAnyTokens({LETTERS}, {parameters.texts(sorted(filter(None, words)))})"


def _word_like(parts: tuple[str, ...]) -> str:
    if len(parts) == 1:
        return "(?s)" + escaped(parts[0].lower())
    if all(is_word(literal) for literal in parts[::2] if literal):
        return f"(^|{_EDGE}){wildcard(parts, _LETTER)}({_EDGE}|$)"
    return wildcard(parts, ".")


def _in_words(field: str | None, expression: str, parameters: Parameters) -> str:
    """Is the expression found in the words of the message, or with no field of any of WORD_FIELDS?"""
    wanted = parameters.text(expression)
    found = [f"match({words_of(name)}, {wanted})" for name in ((field,) if field else WORD_FIELDS)]
    return "(" + " OR ".join(found) + ")"


def _in_texts(field: str | None, expression: str, parameters: Parameters, *, lower: bool = True) -> str:
    """Is the expression found in the message, or with no field in any of WORD_FIELDS?"""
    wanted = parameters.text(expression)
    fields = (field,) if field else WORD_FIELDS
    found = [f"match({f'lowerUTF8({name})' if lower else name}, {wanted})" for name in fields]
    found[1:] = [f"({name} != '' AND {each})" for name, each in zip(fields[1:], found[1:], strict=True)]
    return "(" + " OR ".join(found) + ")"
