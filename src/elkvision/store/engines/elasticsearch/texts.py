"""Words and texts: what is looked for in the message, or in any of WORD_FIELDS."""

from collections.abc import Sequence
from typing import Any, Final

from elkvision.core.event import WORD_FIELDS
from elkvision.core.query import Phrase, Query, Regex, Wildcard, matcher
from elkvision.core.query.words import is_word
from elkvision.store.engines.elasticsearch.coding import (
    LONG_WORDS,
    LONGEST_WORD,
    OTHER_WORDS,
    TERMS,
    WORDS,
    word_token,
)
from elkvision.store.engines.elasticsearch.dsl import NEVER, Asked, Dsl, any_of, one_of_terms, regexp
from elkvision.store.engines.elasticsearch.expressions import Lucene, found_by, like, like_word
from elkvision.store.engines.elasticsearch.values import or_no_message, plain_expression, texts_like

_OTHERS: Final = tuple(field for field in WORD_FIELDS if field != "message")
#: So many words may a beginning stand for in a phrase: all there are.
_ALL_WORDS: Final = (1 << 31) - 1
_WITH_LONG_WORDS: Final[Dsl] = {"term": {TERMS: LONG_WORDS}}
#: How much of a long word the index has.
_START: Final = word_token("x" * (LONGEST_WORD + 1)).index("\x01")


def text_asked(node: Phrase | Wildcard | Regex, simpler: int = 0) -> Asked:
    """The question of the message, or with field None of any of WORD_FIELDS."""
    match node:
        case Phrase(field=field):
            return _phrase_asked(field, node)
        case Wildcard(field=field, parts=parts) if len(parts) > 1 and all(is_word(part) for part in parts[::2] if part):
            return _word_asked(node, field, simpler)
        case Wildcard(field=field, parts=parts):
            return _anywhere(node, field, like(parts, simpler, anywhere=True))
        case Regex(field=field, expression=expression):
            return _anywhere(node, field, found_by(expression, simpler))


def phrases_asked(field: str | None, phrases: Sequence[Phrase]) -> Dsl:
    """Any of these phrases, all of one field. None ends in a long beginning of a word."""
    single = [word_token(phrase.words[0]) for phrase in phrases if _is_single(phrase)]
    others = [phrase for phrase in phrases if not _is_single(phrase)]
    found: list[Dsl] = []
    for name in _fields(field):
        if single:
            found.append(one_of_terms(name, single))
        found += [_phrase(name, phrase) for phrase in others]
    return any_of(found)


def is_settled(phrase: Phrase) -> bool:
    """Does the index tell it all? Of long words it has only the beginning, and whether they are the same."""
    return not phrase.prefix or len(phrase.words[-1]) <= _START


def _is_single(phrase: Phrase) -> bool:
    return len(phrase.words) == 1 and not phrase.prefix


def _phrase_asked(field: str | None, node: Phrase) -> Asked:
    if is_settled(node):
        return Asked(phrases_asked(field, [node]))
    start = Phrase((*node.words[:-1], node.words[-1][:_START]), field, prefix=True)
    return Asked(NEVER, phrases_asked(field, [start]))


def _phrase(name: str, phrase: Phrase) -> Dsl:
    if phrase.prefix and len(phrase.words) == 1:
        return {"prefix": {name: {"value": phrase.words[0]}}}
    text = " ".join(map(word_token, phrase.words))
    if phrase.prefix:
        return {"match_phrase_prefix": {name: {"query": text, "max_expansions": _ALL_WORDS}}}
    return {"match_phrase": {name: {"query": text}}}


def _fields(field: str | None) -> tuple[str, ...]:
    return (WORDS,) if field else (WORDS, OTHER_WORDS)


def _word_asked(node: Wildcard, field: str | None, simpler: int) -> Asked:
    """A pattern of one word. Of a long word the index has not the whole: where no other fits, the text is looked at."""
    word = like_word(node.parts, simpler)
    found = any_of([regexp(name, word.text) for name in _fields(field)])
    somewhere = _anywhere(node, field, like(node.parts, simpler, anywhere=True))
    either = any_of([query for query in (somewhere.sure, somewhere.doubtful) if query])
    cut: dict[str, Any] = {"filter": [_WITH_LONG_WORDS, either]}
    if word.exact:
        return Asked(found, {"bool": {**cut, "must_not": [found]}}, (LONG_WORDS,))
    return Asked(NEVER, any_of([found, {"bool": cut}]))


def _anywhere(node: Wildcard | Regex, field: str | None, expression: Lucene) -> Asked:
    asked = plain_expression("message", expression)
    if matcher(Query("", node))({"message": ""}):
        asked = or_no_message(asked)
    if field:
        return asked
    others = texts_like(_OTHERS, expression)
    doubtful = [query for query in (asked.doubtful, others.doubtful) if query]
    marks = (*asked.marks, *others.marks) if expression.exact else ()
    return Asked(any_of([asked.sure, others.sure]), any_of(doubtful), marks)
