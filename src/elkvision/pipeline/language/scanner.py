"""Reads the small pieces of a configuration: blanks, names, strings, numbers, symbols."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, NoReturn

from elkvision.pipeline.language.source import PipelineError, Place, Problem, Source
from elkvision.pipeline.language.tree import Number, Text

_BLANK: Final = re.compile(r"(?:[ \t\r\n]+|\#[^\r\n]*)++")
_NAME: Final = re.compile(r"[A-Za-z0-9_-]+")
_BARE_WORD: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_NUMBER: Final = re.compile(r"-?[0-9]+(?:\.[0-9]*)?")
_STRINGS: Final = {'"': re.compile(r'"((?:\\"|[^"])*+)"'), "'": re.compile(r"'((?:\\'|[^'])*+)'")}
_ESCAPED_STRINGS: Final = {
    '"': re.compile(r'"((?:\\.|[^"\\])*+)"', re.DOTALL),
    "'": re.compile(r"'((?:\\.|[^'\\])*+)'", re.DOTALL),
}
_ESCAPE: Final = re.compile(r"\\(.)", re.DOTALL)
_ESCAPES: Final = {'"': '"', "'": "'", "\\": "\\", "n": "\n", "r": "\r", "t": "\t", "0": "\0"}

_DEEPEST: Final = 100


class Scanner:
    """A source, and how far it was read. What it cannot read raises PipelineError."""

    def __init__(self, source: Source, *, escapes: bool = False) -> None:
        self.source = source
        self.text = source.text
        self.at = 0
        self.warnings: list[Problem] = []
        self._escapes = escapes
        self._depth = 0

    @contextmanager
    def deeper(self) -> Iterator[None]:
        """Around what may hold more of its kind: nobody nests a hundred deep but by mistake."""
        self._depth += 1
        if self._depth > _DEEPEST:
            self.fail(f"nothing that is nested deeper than {_DEEPEST}")
        yield
        self._depth -= 1

    def place(self) -> Place:
        """Where it stands."""
        return Place(self.source, self.at)

    def skip(self) -> None:
        """Over blanks and comments."""
        if found := _BLANK.match(self.text, self.at):
            self.at = found.end()

    def ended(self) -> bool:
        """Whether nothing is left."""
        self.skip()
        return self.at >= len(self.text)

    def sees(self, symbol: str) -> bool:
        """Whether that comes next, after blanks."""
        self.skip()
        return self.text.startswith(symbol, self.at)

    def take(self, symbol: str) -> bool:
        """Reads that, when it comes next."""
        if not self.sees(symbol):
            return False
        self.at += len(symbol)
        return True

    def expect(self, symbol: str, what: str, hint: str = "") -> None:
        """Reads that; anything else is a mistake."""
        if not self.take(symbol):
            self.fail(what, hint)

    def pattern(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Reads what the pattern matches here, when it does."""
        self.skip()
        found = pattern.match(self.text, self.at)
        if found is not None:
            self.at = found.end()
        return found

    def name(self) -> str | None:
        """The name of a plugin or a setting, bare or quoted."""
        if found := self.pattern(_NAME):
            return found[0]
        quoted = self.string()
        return quoted.value if quoted else None

    def word(self) -> Text | None:
        """A bare word."""
        self.skip()
        place = self.place()
        found = self.pattern(_BARE_WORD)
        return Text(found[0], place, quoted=False) if found else None

    def peek_word(self) -> str:
        """The bare word that comes next, or nothing."""
        self.skip()
        found = _BARE_WORD.match(self.text, self.at)
        return found[0] if found else ""

    def string(self) -> Text | None:
        """A string in either kind of quotes. One that is not closed is a mistake."""
        self.skip()
        quote = self.text[self.at : self.at + 1]
        if quote not in _STRINGS or not quote:
            return None
        place = self.place()
        found = self.pattern((_ESCAPED_STRINGS if self._escapes else _STRINGS)[quote])
        if found is None:
            hint = f"a \\{quote} does not end it" if f"\\{quote}" in self.text[self.at :] else ""
            raise PipelineError([Problem(place, f"the string that opens here is never closed with {quote}", hint)])
        inside = found[1]
        return Text(_ESCAPE.sub(_unescape, inside) if self._escapes else inside, place)

    def number(self) -> Number | None:
        """An integer or a float."""
        self.skip()
        place = self.place()
        found = self.pattern(_NUMBER)
        if found is None:
            return None
        return Number(float(found[0]) if "." in found[0] else int(found[0]), place)

    def warn(self, place: Place, message: str, hint: str = "") -> None:
        """Notes something that works here, and would not in Logstash or not as it looks."""
        self.warnings.append(Problem(place, message, hint))

    def fail(self, expected: str, hint: str = "") -> NoReturn:
        """A mistake here: what was expected, and what stands there."""
        self.skip()
        raise PipelineError([Problem(self.place(), f"expected {expected}, found {self._next()}", hint)])

    def _next(self) -> str:
        rest = self.text[self.at : self.at + 40]
        if not rest:
            return "the end of the file"
        found = re.match(r"[A-Za-z0-9_@-]+|=>|\S", rest)
        return f"`{found[0] if found else rest[0]}`"


def _unescape(found: re.Match[str]) -> str:
    return _ESCAPES.get(found[1], found[0])
