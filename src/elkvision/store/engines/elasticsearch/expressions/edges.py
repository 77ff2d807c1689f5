"""Places between letters (`^`, `$`, `\\b`), which Lucene's expressions do not know.

Lucene's always match a whole text. So an expression is put together from its end: what may follow is known for each
kind of letter before it, and a place only chooses among those, or says with which kind of letter the rest begins.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Final, Literal

from elkvision.store.engines.elasticsearch.expressions.letters import (
    ALL,
    NEWLINE,
    WORD,
    Letters,
    common,
    joined,
    others,
    written,
)
from elkvision.store.engines.elasticsearch.expressions.parsing import EMPTY, At, Choice, OneOf, Part, Repeat, Sequence

Kind = Literal["newline", "word", "other", "none"]

#: What kinds of letters there are; "none" is before the first and after the last.
LETTERS_OF: Final[Mapping[Kind, Letters]] = {
    "newline": NEWLINE,
    "word": WORD,
    "other": others(joined((*NEWLINE, *WORD))),
}
_NONE: Final[Kind] = "none"
_KINDS: Final[frozenset[Kind]] = frozenset({*LETTERS_OF, _NONE})
_NOT_WORD: Final = _KINDS - {"word"}
#: A repetition with places in it is written out when it has no more rounds than this.
_MOST_ROUNDS: Final = 4


class TooLong(Exception):
    """The expression would be longer than is sensible."""


@dataclass(frozen=True, slots=True)
class Rest:
    """A language of all that is left of a text, and the kinds of letters that it begins with."""

    text: str
    begins: frozenset[Kind]


After = Mapping[Kind, Rest]

ANYTHING: Final = Rest(".*", _KINDS)
NEVER: Final = Rest("#", frozenset())
_NOTHING_LEFT: Final = Rest("()", frozenset({_NONE}))
ANY_LETTERS: Final = Repeat(OneOf(ALL), 0, None)


def whole(part: Part, longest: int) -> str:
    """Matches the texts in which the part is found somewhere. Raises TooLong."""
    after: After = dict.fromkeys(_KINDS, ANYTHING)
    return _before(ANY_LETTERS, _before(part, after, longest), longest)[_NONE].text


def has_edges(part: Part) -> bool:
    match part:
        case At():
            return True
        case Sequence(parts) | Choice(parts):
            return any(map(has_edges, parts))
        case Repeat(inner):
            return has_edges(inner)
        case OneOf():
            return False


def can_be_written(part: Part) -> bool:
    """Are its places in no repetition that goes on for long?"""
    match part:
        case Sequence(parts) | Choice(parts):
            return all(map(can_be_written, parts))
        case Repeat(inner, _, most) if has_edges(inner):
            return most is not None and most <= _MOST_ROUNDS and can_be_written(inner)
        case _:
            return True


def without_edges(part: Part) -> Part:
    """The same wherever it is: finds more."""
    match part:
        case At():
            return EMPTY
        case Sequence(parts):
            return Sequence(tuple(map(without_edges, parts)))
        case Choice(parts):
            return Choice(tuple(map(without_edges, parts)))
        case Repeat(inner, least, most):
            return Repeat(without_edges(inner), least, most)
        case OneOf():
            return part


def _before(part: Part, after: After, longest: int) -> After:
    """What is left of a text when the part comes before it, for each kind of letter that may be before the part."""
    match part:
        case At(edge):
            return {kind: _at(edge, kind, rest) for kind, rest in after.items()}
        case Sequence(parts):
            found = reduce(lambda rest, each: _before(each, rest, longest), reversed(parts), after)
        case Choice(parts) if has_edges(part):
            found = _either([_before(each, after, longest) for each in parts])
        case Repeat(inner, least, most) if has_edges(inner):
            again: Part = EMPTY
            for _ in range((most or 0) - least):
                again = Choice((EMPTY, Sequence((inner, again))))
            return _before(Sequence((*[inner] * least, again)), after, longest)
        case _:
            found = _followed(part, after)
    if max(len(rest.text) for rest in found.values()) > longest:
        raise TooLong
    return found


def _at(edge: str, kind: Kind, rest: Rest) -> Rest:
    match edge:
        case "start":
            return rest if kind == _NONE else NEVER
        case "line start":
            return rest if kind in (_NONE, "newline") else NEVER
        case "end":
            return _beginning(rest, frozenset({_NONE}))
        case "line end":
            return _beginning(rest, frozenset({_NONE, "newline"}))
        case _:
            same = edge == "inside"
            return _beginning(rest, frozenset({"word"}) if (kind == "word") is same else _NOT_WORD)


def _beginning(rest: Rest, kinds: frozenset[Kind]) -> Rest:
    """Those of the rest that begin so."""
    begins = rest.begins & kinds
    if begins == rest.begins:
        return rest
    if not begins:
        return NEVER
    if begins == {_NONE}:
        return _NOTHING_LEFT
    empty = "|()" if _NONE in begins else ""
    return Rest(f"(({_letters(begins)}.*{empty})&{rest.text})", begins)


def _followed(part: Part, after: After) -> After:
    """A part without places, and then the rest: which, depends on the part's last letter."""
    empty = can_be_empty(part)
    groups: dict[Rest, set[Kind]] = {}
    for kind, rest in after.items():
        if kind != _NONE:
            groups.setdefault(rest, set()).add(kind)
    if len(groups) == 1 and (not empty or after[_NONE] in groups):
        rest = next(iter(groups))
        text = written_part(part) + rest.text if rest is not NEVER else NEVER.text
        begins = _first_kinds(part) | (rest.begins if empty else frozenset())
        return dict.fromkeys(after, Rest(text, begins) if rest is not NEVER else NEVER)
    full = _union(
        [
            Rest(ending + rest.text, _first_kinds(part))
            for rest, kinds in groups.items()
            if rest is not NEVER and (ending := _ending(part, frozenset(kinds))) is not None
        ]
    )
    return {kind: _union([full, rest]) if empty else full for kind, rest in after.items()}


def _ending(part: Part, kinds: frozenset[Kind]) -> str | None:
    """The part when it has a last letter and that is of these kinds; None when it never is."""
    wanted = joined(run for kind in kinds for run in LETTERS_OF[kind])
    if isinstance(part, OneOf):
        letters = common(part.letters, wanted)
        return written(letters) if letters else None
    if isinstance(part, Repeat) and isinstance(part.part, OneOf):
        letters = common(part.part.letters, wanted)
        if not letters or part.most == 0:
            return None
        most = None if part.most is None else part.most - 1
        return written_part(Repeat(part.part, max(part.least - 1, 0), most)) + written(letters)
    if len(kinds) == len(LETTERS_OF):
        return f"({written_part(part)}&.+)" if can_be_empty(part) else written_part(part)
    return f"({written_part(part)}&.*{written(wanted)})"


def _either(found: Iterable[After]) -> After:
    found = list(found)
    return {kind: _union([each[kind] for each in found]) for kind in _KINDS}


def _union(rests: Iterable[Rest]) -> Rest:
    different = [rest for rest in dict.fromkeys(rests) if rest.begins]
    if len(different) < 2:
        return different[0] if different else NEVER
    begins = frozenset[Kind]().union(*(rest.begins for rest in different))
    return Rest("(" + "|".join(rest.text for rest in different) + ")", begins)


def _letters(kinds: Iterable[Kind]) -> str:
    return written(joined(run for kind in kinds if kind != _NONE for run in LETTERS_OF[kind]))


def can_be_empty(part: Part) -> bool:
    match part:
        case Sequence(parts):
            return all(map(can_be_empty, parts))
        case Choice(parts):
            return any(map(can_be_empty, parts))
        case Repeat(inner, least, most):
            return least == 0 or most == 0 or can_be_empty(inner)
        case _:
            return isinstance(part, At)


def _first_kinds(part: Part) -> frozenset[Kind]:
    """What a part without places can begin with."""
    match part:
        case OneOf(letters):
            return frozenset(kind for kind, of_kind in LETTERS_OF.items() if common(letters, of_kind))
        case Choice(parts):
            return frozenset[Kind]().union(*map(_first_kinds, parts))
        case Sequence(parts):
            kinds: set[Kind] = set()
            for each in parts:
                kinds |= _first_kinds(each)
                if not can_be_empty(each):
                    break
            return frozenset(kinds)
        case Repeat(inner, _, most):
            return _first_kinds(inner) if most != 0 else frozenset()
        case At():
            return frozenset()


def written_part(part: Part) -> str:
    """A part without places, so that it can stand before others."""
    match part:
        case OneOf(letters):
            return written(letters)
        case Sequence(parts):
            return "".join(map(written_part, parts)) or "()"
        case Choice(parts):
            return "(" + "|".join(map(written_part, parts)) + ")"
        case Repeat(inner, least, most):
            text = written_part(inner)
            text = text if isinstance(inner, OneOf | Choice) else f"({text})"
            return text + _times(least, most)
        case At():
            return "()"


def _times(least: int, most: int | None) -> str:
    if (least, most) in ((0, None), (1, None), (0, 1)):
        return {(0, None): "*", (1, None): "+", (0, 1): "?"}[least, most]
    if most is None:
        return f"{{{least},}}"
    return f"{{{least}}}" if least == most else f"{{{least},{most}}}"
