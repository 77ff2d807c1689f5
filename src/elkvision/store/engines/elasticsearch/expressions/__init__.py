"""RE2's expressions as Lucene's, which match a whole text and know neither places nor cases.

The texts that they are put to are in lower case.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from elkvision.store.engines.elasticsearch.expressions.edges import (
    TooLong,
    can_be_written,
    has_edges,
    whole,
    without_edges,
)
from elkvision.store.engines.elasticsearch.expressions.letters import escaped, in_any_case
from elkvision.store.engines.elasticsearch.expressions.parsing import (
    Choice,
    Part,
    Repeat,
    Sequence,
    parse,
)

__all__ = ["LONGEST", "Lucene", "any_case", "escaped", "found_by", "like", "like_word"]

#: The longest expression of Lucene's that is sent. The index has to allow it (`index.max_regex_length`).
LONGEST: Final = 20_000
#: From here on repetitions are not counted, and finally every text is a candidate.
_UNCOUNTED, _EVERY_TEXT = 1, 2


@dataclass(frozen=True, slots=True)
class Lucene:
    """`text` matches every text in which the expression is found, and when not `exact` others as well."""

    text: str
    exact: bool


@lru_cache(maxsize=256)
def found_by(expression: str, simpler: int = 0) -> Lucene:
    """`simpler` is how often the server found it too complex. Raises Unsupported."""
    parsed = parse(expression)
    part, exact = parsed.part, parsed.exact
    if simpler >= _EVERY_TEXT:
        return Lucene(".*", exact=False)
    if simpler == _UNCOUNTED:
        part, exact = _uncounted(part), False
    if not can_be_written(part):
        part, exact = without_edges(part), False
    try:
        return Lucene(whole(part, LONGEST), exact)
    except TooLong:
        return Lucene(_without_places(part), exact=False)


def _without_places(part: Part) -> str:
    try:
        return whole(without_edges(part), LONGEST) if has_edges(part) else ".*"
    except TooLong:
        return ".*"


def _uncounted(part: Part) -> Part:
    """Repeated any number of times instead of so many: finds more."""
    match part:
        case Sequence(parts):
            return Sequence(tuple(map(_uncounted, parts)))
        case Choice(parts):
            return Choice(tuple(map(_uncounted, parts)))
        case Repeat(inner, least, most):
            return Repeat(_uncounted(inner), min(least, 1), most if most is not None and most <= 1 else None)
        case _:
            return part


@lru_cache(maxsize=256)
def like(parts: tuple[str, ...], simpler: int = 0, *, anywhere: bool = False) -> Lucene:
    """A wildcard's pattern: of a whole text, or of some part of it."""
    pattern = _pattern(parts, ".", simpler)
    return Lucene(f".*{pattern.text}.*", pattern.exact) if anywhere else pattern


def like_word(parts: tuple[str, ...], simpler: int = 0) -> Lucene:
    """The same of a word as the index has it: long ones, which have a `\\x01` in them, never match."""
    return _pattern(parts, "[^\x01]", simpler)


def _pattern(parts: tuple[str, ...], letter: str, simpler: int) -> Lucene:
    if simpler >= _EVERY_TEXT:
        return Lucene(".*", exact=False)
    text = escaped(parts[0].lower())
    for wild, literal in zip(parts[1::2], parts[2::2], strict=True):
        text += (letter if wild == "?" and simpler < _UNCOUNTED else letter + "*") + escaped(literal.lower())
    if len(text) > LONGEST:
        return Lucene(".*", exact=False)
    return Lucene(text, simpler < _UNCOUNTED or "?" not in parts[1::2])


def any_case(text: str) -> str:
    """The text, in lower case or not: for terms that are as they were written."""
    return "".join(in_any_case(letter) for letter in text)
