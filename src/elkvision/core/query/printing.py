"""A tree as the text that reads back as the same tree."""

import re

from elkvision.core.query.times import time_text
from elkvision.core.query.tree import (
    And,
    Equals,
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
from elkvision.core.query.values import ATTRIBUTES, OTHER_NAMES, TIME_FIELDS, TOP_FIELDS, read_number

_PLAIN_VALUE = re.compile(r"\w[\w.@-]*\Z")
_SPECIAL = re.compile(r"[\s()\"\\*?:<>=\[\]{}!&|+,/-]")
_NAME_LETTER = re.compile(r"[^\w@.$/-]")
_OPERATORS = frozenset({"and", "or", "not"})
_SLASH = re.compile(r"\\.|/", re.DOTALL)


def to_text(node: Node) -> str:
    """The shortest plain spelling; `parse(to_text(tree)).tree == tree` for every tree of the parser's making."""
    match node:
        case And(children):
            return " ".join(_joined(child) for child in children)
        case Or(children):
            return " OR ".join(_joined(child) for child in children)
        case Not(child):
            return f"NOT {_joined(child)}"
        case _:
            return _leaf(node)


def _joined(node: Node) -> str:
    return f"({to_text(node)})" if isinstance(node, And | Or) else to_text(node)


def _leaf(node: Node) -> str:
    match node:
        case Phrase(words, field, prefix):
            return _prefix(field) + _phrase(words, prefix)
        case Wildcard(field, parts):
            return _prefix(field) + _pattern(parts)
        case Regex(field, expression):
            return f"{_prefix(field)}/{_SLASH.sub(_escape_slash, expression)}/"
        case Equals(field, value):
            plain = _PLAIN_VALUE.match(value) and value.lower() not in _OPERATORS
            return _prefix(field) + (value if plain else _quoted(value))
        case Exists(field):
            return _prefix(field) + "*"
        case Range(field, low, high, include_low, include_high):
            ends = f"{_bound(field, low)} TO {_bound(field, high)}"
            return f"{_prefix(field)}{'[' if include_low else '{'}{ends}{']' if include_high else '}'}"
        case InNetwork(field, network):
            return f"{_prefix(field)}{network}"
    return "*"


def _prefix(field: str | None) -> str:
    return "" if field is None else f"{field_text(field)}:"


def field_text(field: str) -> str:
    """The tree's field as a person types it: `attributes.` only where it would be something else without."""
    path = field.removeprefix(ATTRIBUTES)
    own = path in TOP_FIELDS or path in OTHER_NAMES or path.startswith(ATTRIBUTES) or path == "_exists_"
    name = field if own or path[:1] in "$/.-" or path.isdigit() or not path else path
    return _NAME_LETTER.sub(lambda found: "\\" + found[0], name)


def _phrase(words: tuple[str, ...], prefix: bool) -> str:
    if prefix:
        return "-".join(words) + "*"
    plain = len(words) == 1 and words[0] not in _OPERATORS
    return words[0] if plain else f'"{" ".join(words)}"'


def _pattern(parts: tuple[str, ...]) -> str:
    if len(parts) == 1:
        return _quoted(parts[0])
    escaped = [
        _SPECIAL.sub(lambda found: "\\" + found[0], part) if place % 2 == 0 else part
        for place, part in enumerate(parts)
    ]
    return "".join(escaped)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _escape_slash(found: re.Match[str]) -> str:
    return "\\/" if found[0] == "/" else found[0]


def _bound(field: str, bound: float | int | str | None) -> str:
    if bound is None:
        return "*"
    if isinstance(bound, str):
        plain = _PLAIN_VALUE.match(bound) and read_number(bound) is None and bound.lower() != "to"
        return bound if plain else _quoted(bound)
    return time_text(int(bound)) if field in TIME_FIELDS else repr(bound)
