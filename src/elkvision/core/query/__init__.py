"""The query language: text in, tree out, and the tree's plain reading in Python."""

from elkvision.core.errors import QueryError
from elkvision.core.query.evaluate import matcher
from elkvision.core.query.parser import parse
from elkvision.core.query.printing import field_text, to_text
from elkvision.core.query.tree import (
    EVERYTHING,
    And,
    Equals,
    Everything,
    Exists,
    InNetwork,
    Node,
    Not,
    Or,
    Phrase,
    Query,
    Range,
    Regex,
    Wildcard,
)
from elkvision.core.query.values import field_named, read_number
from elkvision.core.query.words import words

__all__ = [
    "EVERYTHING",
    "And",
    "Equals",
    "Everything",
    "Exists",
    "InNetwork",
    "Node",
    "Not",
    "Or",
    "Phrase",
    "Query",
    "QueryError",
    "Range",
    "Regex",
    "Wildcard",
    "field_named",
    "field_text",
    "matcher",
    "parse",
    "read_number",
    "to_text",
    "words",
]
