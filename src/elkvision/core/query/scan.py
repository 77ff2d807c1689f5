"""Reading a query's text piece by piece, always knowing the column."""

import re
from dataclasses import dataclass
from typing import Final

from elkvision.core.errors import QueryError

#: In one pattern, so that every engine can compile it.
MAX_WILDCARDS: Final = 32
_SPACE = re.compile(r"\s*")
_TERM_ENDS: Final = frozenset('()"')
_RANGE_ENDS: Final = frozenset('[]{}"')
_ESCAPED_NAME = re.compile(r"\\(.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Term:
    """A piece of text: literals at the even places of `parts`, `*` and `?` at the odd ones."""

    parts: tuple[str, ...]
    column: int
    quoted: bool = False

    @property
    def text(self) -> str:
        """What was typed, without its escapes."""
        return "".join(self.parts)

    @property
    def is_plain(self) -> bool:
        return len(self.parts) == 1

    @property
    def is_star(self) -> bool:
        return self.parts == ("", "*", "")


class Scanner:
    """A place in a text. Every `take_` moves on; every `at_` only looks."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.place = 0

    @property
    def column(self) -> int:
        return self.place + 1

    def error(self, message: str, hint: str = "", column: int | None = None) -> QueryError:
        return QueryError(message, column=column or self.column, hint=hint)

    def skip_space(self) -> None:
        found = _SPACE.match(self.text, self.place)
        self.place = found.end() if found else self.place

    def at_end(self) -> bool:
        return self.place >= len(self.text)

    def at(self, piece: str) -> bool:
        return self.text.startswith(piece, self.place)

    def at_pattern(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        return pattern.match(self.text, self.place)

    def take(self, piece: str) -> bool:
        """Move over the piece if it is here."""
        if not self.at(piece):
            return False
        self.place += len(piece)
        return True

    def take_quoted(self) -> Term:
        """`"…"`, in which only `\\"` and `\\\\` are escapes."""
        column = self.column
        letters: list[str] = []
        place, text = self.place + 1, self.text
        while place < len(text):
            letter = text[place]
            if letter == '"':
                self.place = place + 1
                return Term(("".join(letters),), column, quoted=True)
            if letter == "\\" and text[place + 1 : place + 2] in {'"', "\\"} and place + 1 < len(text):
                place += 1
                letter = text[place]
            letters.append(letter)
            place += 1
        raise self.error("This quote is never closed.", 'add a " at the end, or write \\" for the character itself')

    def take_term(self, *, in_range: bool = False) -> Term:
        """Text up to a space, a quote or a bracket that ends it."""
        ends = _RANGE_ENDS if in_range else _TERM_ENDS
        column, text = self.column, self.text
        parts: list[str] = []
        letters: list[str] = []
        while self.place < len(text):
            letter = text[self.place]
            if letter.isspace() or letter in ends:
                break
            self.place += 1
            if letter == "\\":
                letters.append(self._escaped())
            elif letter not in "*?":
                letters.append(letter)
            elif not (letter == "*" and not letters and parts and parts[-1] == "*"):
                parts += ["".join(letters), letter]
                letters = []
        if len(parts) > 2 * MAX_WILDCARDS:
            raise self.error(f"This pattern has more than {MAX_WILDCARDS} wildcards.", "leave some out", column)
        return Term((*parts, "".join(letters)), column)

    def _escaped(self) -> str:
        if self.at_end():
            raise self.error("Nothing follows the backslash.", "write \\\\ for the character itself", self.column - 1)
        self.place += 1
        return self.text[self.place - 1]

    def regex_end(self) -> int | None:
        """The place of the slash that closes the expression which begins here, if one does.

        It has to be followed by a space, a bracket or nothing, so that `/api/users` is a path.
        """
        text, place = self.text, self.place + 1
        while place < len(text) and text[place] != "/":
            place += 2 if text[place] == "\\" else 1
        closes = place < len(text) and place > self.place + 1
        follows = text[place + 1 : place + 2]
        return place if closes and (not follows or follows.isspace() or follows in "()") else None

    def take_regex(self, end: int) -> str:
        """The expression up to `end`; `\\/` in it is a slash, every other escape is the expression's own."""
        inside = self.text[self.place + 1 : end]
        self.place = end + 1
        return _ESCAPED_NAME.sub(lambda found: "/" if found[1] == "/" else found[0], inside)


def unescape(name: str) -> str:
    """A field's name without its escapes."""
    return _ESCAPED_NAME.sub(r"\1", name)
