"""Where something stands in a configuration, and what is wrong with it there."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property

from elkvision.core.errors import BadRequest


@dataclass(frozen=True)
class Source:
    """One file of a configuration."""

    name: str
    text: str

    @cached_property
    def _line_starts(self) -> list[int]:
        starts = [0]
        starts.extend(at + 1 for at, letter in enumerate(self.text) if letter == "\n")
        return starts

    def line_and_column(self, offset: int) -> tuple[int, int]:
        """Both from 1, in characters."""
        line = bisect_right(self._line_starts, offset)
        return line, offset - self._line_starts[line - 1] + 1


@dataclass(frozen=True, slots=True)
class Place:
    """A position in a source. Reads as `file:line:column`."""

    source: Source
    offset: int

    @property
    def line(self) -> int:
        """From 1."""
        return self.source.line_and_column(self.offset)[0]

    @property
    def column(self) -> int:
        """From 1, in characters."""
        return self.source.line_and_column(self.offset)[1]

    def __str__(self) -> str:
        line, column = self.source.line_and_column(self.offset)
        return f"{self.source.name}:{line}:{column}"

    def __repr__(self) -> str:
        return f"<{self}>"


@dataclass(frozen=True, slots=True)
class Problem:
    """A mistake, or a warning, at a place. Reads as one line."""

    place: Place
    message: str
    hint: str = ""

    def __str__(self) -> str:
        hint = f" ({self.hint})" if self.hint else ""
        return f"{self.place}: {self.message}{hint}"


class PipelineError(BadRequest):
    """A configuration that cannot run: every mistake that was found, in the order of the text."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


def did_you_mean(name: str, names: Iterable[str]) -> str:
    """``did you mean `add_field`?``, or nothing when no name is near."""
    near = get_close_matches(name.lower(), sorted(names), n=1, cutoff=0.6)
    return f"did you mean `{near[0]}`?" if near else ""
