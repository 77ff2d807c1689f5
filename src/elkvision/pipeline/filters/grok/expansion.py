"""`%{NAME:field:type}`: names in an expression, replaced by what they stand for."""

import difflib
from collections.abc import Mapping
from typing import Final

import regex

#: `%{NAME}`, `%{NAME:field}`, `%{NAME:field:int}`, `%{NAME=definition}`; what else stands before the brace is ignored.
_REFERENCE: Final = regex.compile(
    r"""%\{
        (?P<whole> (?P<name>[A-z0-9]+) (?: : (?P<field>[@\[\]A-z0-9_:.-]+) )? )
        (?: = (?P<definition> (?: (?: [^{}\\]++ | \\. )++ | (?P<braces> \{ (?: [^{}]++ | (?&braces) )*+ \} ) )+ ) )?
        [^}]*
    \}""",
    regex.VERBOSE | regex.DOTALL,
)
#: Deeper than any honest pattern.
_DEEPEST: Final = 200
#: Characters of any honest expression.
_LONGEST: Final = 200_000


class UnknownPattern(ValueError):
    """A name that stands for nothing."""

    def __init__(self, name: str, known: Mapping[str, str]) -> None:
        near = difflib.get_close_matches(name, known, n=1, cutoff=0.7)
        super().__init__(f"the pattern `%{{{name}}}` is not defined")
        self.hint = f"did you mean `%{{{near[0]}}}`?" if near else ""


def expand(expression: str, patterns: Mapping[str, str], *, named_only: bool) -> str:
    """The expression in Oniguruma's syntax, with a group `(?<NAME:field:type>…)` for each name that has a field.

    Without `named_only`, a name without a field captures under its own name. Raises UnknownPattern, and
    ValueError for a name that stands for itself.
    """
    known = dict(patterns)

    def fill(text: str, depth: int) -> str:
        if depth > _DEEPEST:
            raise ValueError("a pattern is defined by itself")

        def one(match: "regex.Match[str]") -> str:
            name = match["name"]
            if match["definition"]:
                known[name] = match["definition"]
            if name not in known:
                raise UnknownPattern(name, known)
            inner = fill(known[name], depth + 1)
            if named_only and match["field"] is None:
                return f"(?:{inner})"
            return f"(?<{match['whole']}>{inner})"

        filled = str(_REFERENCE.sub(one, text))
        if len(filled) > _LONGEST:
            raise ValueError("the patterns in it make it longer than there is room for")
        return filled

    return fill(expression, 0)
