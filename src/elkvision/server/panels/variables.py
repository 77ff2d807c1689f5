"""`$name` in a query: the chosen values are put on its tree, never into its text, so that no value can be anything but
a value.

Each variable stands in the text as letters that the text has nowhere else and that are as long as its name, so that
the query is read as it was written and an error's column is right. In the tree, a condition with such letters
becomes one condition for each value, any of which may hold; with all values chosen it falls away, under a NOT too.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import Final

import re2

from elkvision.core.clock import now_ms
from elkvision.core.errors import BadRequest
from elkvision.core.query import (
    And,
    Equals,
    Everything,
    Node,
    Not,
    Or,
    Phrase,
    Query,
    QueryError,
    Range,
    Regex,
    Wildcard,
    parse,
    to_text,
)
from elkvision.core.query.scan import Term
from elkvision.core.query.values import all_of, any_of, regex_node, span, text_node, value_of
from elkvision.core.query.words import words

Values = Mapping[str, Sequence[str]]

_NAMED: Final = re.compile(r"(\\.)|\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))", re.ASCII | re.DOTALL)
#: Letters of a script that no log is written in; lower and upper case are the same.
_LETTERS: Final = range(0x13000, 0x13400)
#: Conditions that one condition may become.
_MOST: Final = 1000


def put_in(text: str, values: Values) -> Query:
    """The query that is meant by the text. Raises QueryError where it cannot be read, and BadRequest where a variable
    stands in the place of a field's name or makes too many conditions."""
    marks = _Marks(text, values)
    if not marks.names:
        return parse(text)
    try:
        tree = _meant(parse(marks.text).tree, marks, values)
    except QueryError as error:
        raise QueryError(marks.undone(error.message), column=error.column, hint=marks.undone(error.hint)) from error
    return Query("" if isinstance(tree, Everything) else to_text(tree), tree)


def put_in_text(text: str, values: Values) -> str:
    """A title or a text: the values with commas between them; all of them are "all"."""

    def said(found: re.Match[str]) -> str:
        name = found[2] or found[3]
        if found[1] or name not in values:
            return found[0]
        return ", ".join(values[name]) or "all"

    return _NAMED.sub(said, text)


class _Marks:
    """The text with letters of its own for each variable that it names."""

    def __init__(self, text: str, values: Values) -> None:
        free = (letter for letter in map(chr, _LETTERS) if letter not in text)
        filling = next(free, "")
        self.names: dict[str, str] = {}

        def mark(found: re.Match[str]) -> str:
            name = found[2] or found[3]
            if found[1] or name not in values:
                return found[0]
            letters = (self.names.get(name) or next(free, ""))[:1]
            if not letters or not filling:
                raise BadRequest("This query has too many different signs for variables.")
            self.names[name] = letters
            return letters + filling * (len(found[0]) - 1)

        self.text = _NAMED.sub(mark, text)
        self._of = {letter: name for name, letter in self.names.items()}
        self._pattern = re.compile(f"([{''.join(self._of)}]){filling}*") if self._of else None

    def inside(self, text: str) -> list[str]:
        """The names of the variables in a piece of the marked text."""
        return list(dict.fromkeys(self._of[each[1]] for each in self._pattern.finditer(text))) if self._pattern else []

    def replaced(self, text: str, chosen: Mapping[str, str]) -> str:
        assert self._pattern is not None, "there are variables"
        return self._pattern.sub(lambda found: chosen[self._of[found[1]]], text)

    def undone(self, text: str) -> str:
        return self._pattern.sub(lambda found: f"${self._of[found[1]]}", text) if self._pattern else text


def _meant(node: Node, marks: _Marks, values: Values) -> Node:
    match node:
        case And(children):
            return all_of([_meant(child, marks, values) for child in children])
        case Or(children):
            return any_of([_meant(child, marks, values) for child in children])
        case Not(child):
            inner = _meant(child, marks, values)
            return inner if isinstance(inner, Everything) and inner != child else Not(inner)
        case _:
            return _leaf(node, marks, values)


def _leaf(node: Node, marks: _Marks, values: Values) -> Node:
    field = getattr(node, "field", None)
    if field and marks.inside(field):
        raise BadRequest(
            f"The variable ${marks.inside(field)[0]} stands in the place of a field's name.",
            hint="write field:$name; put quotes around text that has a colon",
        )
    names = marks.inside(" ".join(_texts(node)))
    if not names:
        return node
    if any(not values[name] for name in names):
        return Everything()
    choices = [list(dict.fromkeys(values[name])) for name in names]
    made = [_filled(node, marks, dict(zip(names, each, strict=True))) for each in _bounded(choices)]
    return any_of(made)


def _bounded(choices: list[list[str]]) -> list[tuple[str, ...]]:
    count = 1
    for each in choices:
        count *= len(each)
    if count > _MOST:
        raise BadRequest(f"The chosen values make {count:,} conditions.", hint="choose fewer values")
    return list(product(*choices))


def _texts(node: Node) -> list[str]:
    match node:
        case Phrase(found, _, _):
            return list(found)
        case Equals(_, value):
            return [value]
        case Wildcard(_, parts):
            return list(parts[::2])
        case Regex(_, expression):
            return [expression]
        case Range(_, low, high):
            return [each for each in (low, high) if isinstance(each, str)]
    return []


def _filled(node: Node, marks: _Marks, chosen: Mapping[str, str]) -> Node:
    """One condition with one value for each of its variables."""
    match node:
        case Phrase(found, field):
            text = " ".join(marks.replaced(word, chosen) for word in found)
            if not text.strip():  # there is nothing to look for
                return Everything()
            return replace(node, words=words(text)) if words(text) else text_node(field, _term(text))
        case Equals(field, value):
            return value_of(field, Term((marks.replaced(value, chosen),), 1, quoted=True), now_ms)
        case Wildcard(field, parts):
            filled = tuple(part if i % 2 else marks.replaced(part, chosen) for i, part in enumerate(parts))
            return text_node(field, Term(filled, 1)) if field in (None, "message") else Wildcard(field, filled)
        case Regex(field, expression):
            # A slash needs no escape in a tree: `to_text` gives it one.
            quoted = {name: re2.escape(value).replace("\\/", "/") for name, value in chosen.items()}
            return regex_node(field, marks.replaced(expression, quoted), 1)
        case Range(field, low, high, include_low, include_high):
            ends = [_term(marks.replaced(str(end), chosen)) if end is not None else None for end in (low, high)]
            return span(field, ends[0], ends[1], (include_low, include_high), now_ms, 1)
    raise AssertionError(f"{node!r} holds no text")


def _term(text: str) -> Term:
    return Term((text,), 1)
