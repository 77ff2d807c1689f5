"""Expressions that take ages on some texts: `(.*a){30}`, `(x+x+)+y`.

`regex` remembers where it failed and gets through them; Oniguruma, with which pipelines were written, does not, and
is stopped. Events are to be cut and tagged on the lines on which they were: so these expressions are run without
that memory when there is a time limit.
"""

import re
from itertools import pairwise
from re import _constants as op  # type: ignore[attr-defined]  # not in the stubs
from re import _parser as parser  # type: ignore[attr-defined]  # not in the stubs
from typing import Any, Final

#: From this count on, dividing a text between repetitions takes longer than anyone waits.
_MANY: Final = 26
_GROUP: Final = "_nothing"


def without_memory(text: str) -> str:
    """A hopeless expression so that `regex` cannot remember: with one more group, the first. "" for all others."""
    try:
        hopeless = _is_hopeless(list(parser.parse(text, re.MULTILINE)), 0)
    except (re.error, RecursionError):
        return ""
    if not hopeless or re.search(r"\\[1-9]", text):
        return ""
    return f"(?P<{_GROUP}>){_with_references(text)}"


def _with_references(text: str) -> str:
    """A reference to the empty group at the end of each group that is repeated."""
    out: list[str] = []
    at, in_set = 0, False
    while at < len(text):
        letter = text[at]
        if letter == "\\":
            out.append(text[at : at + 2])
            at += 2
            continue
        if letter == "[" or letter == "]":
            in_set = letter == "["
        elif letter == ")" and not in_set and text[at + 1 : at + 2] in ("*", "+", "{"):
            out.append(f"(?P={_GROUP})")
        out.append(letter)
        at += 1
    return "".join(out)


def _is_hopeless(items: list[Any], count: int) -> bool:
    for kind, value in items:
        if kind in (op.MAX_REPEAT, op.MIN_REPEAT):
            low, high, body = value
            inner = list(body)
            if high is op.MAXREPEAT and ((count >= _MANY and _is_anything(inner)) or _has_twins(inner)):
                return True
            if _is_hopeless(inner, max(count, low)):
                return True
        elif any(_is_hopeless(part, count) for part in _parts(kind, value)):
            return True
    return False


def _is_anything(body: list[Any]) -> bool:
    return len(body) == 1 and body[0][0] in (op.ANY, op.NOT_LITERAL)


def _has_twins(body: list[Any]) -> bool:
    """Whether a repetition without end is followed by the same one again."""
    if len(body) == 1 and body[0][0] is op.SUBPATTERN:
        body = list(body[0][1][3])
    repeats = [
        str(value[2]) if kind in (op.MAX_REPEAT, op.MIN_REPEAT) and value[1] is op.MAXREPEAT else ""
        for kind, value in body
    ]
    return any(one and one == other for one, other in pairwise(repeats))


def _parts(kind: Any, value: Any) -> list[list[Any]]:
    if kind is op.SUBPATTERN:
        return [list(value[3])]
    if kind is op.BRANCH:
        return [list(branch) for branch in value[1]]
    if kind in (op.ASSERT, op.ASSERT_NOT):
        return [list(value[1])]
    return []


class LaterGroups:
    """A match of such an expression, without the group that was added."""

    __slots__ = ("_match",)

    def __init__(self, match: Any) -> None:
        self._match = match

    def groups(self) -> tuple[str | None, ...]:
        """Every group of the expression as it was written."""
        return tuple(self._match.groups()[1:])

    def group(self) -> str:
        """All that matched."""
        return str(self._match.group())

    def start(self) -> int:
        """Where the match begins."""
        return int(self._match.start())

    def end(self) -> int:
        """Where it ends."""
        return int(self._match.end())
