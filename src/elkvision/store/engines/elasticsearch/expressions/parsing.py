"""RE2's syntax read into a small tree, in which letters carry all their cases.

Whether a repetition is lazy or greedy and what a group is called say where a match is, never whether there is one,
and so are not kept. RE2 has read the expression before: what arrives here is without mistakes.
"""

import re
from dataclasses import dataclass
from typing import Final, Literal

from elkvision.core.errors import Unsupported
from elkvision.store.engines.elasticsearch.expressions.letters import (
    ALL,
    NEWLINE,
    Letters,
    alike,
    folded,
    one,
    others,
    read_class,
)

Edge = Literal["start", "end", "line start", "line end", "boundary", "inside"]


@dataclass(frozen=True, slots=True)
class OneOf:
    """One letter of these."""

    letters: Letters


@dataclass(frozen=True, slots=True)
class At:
    """A place between letters."""

    edge: Edge


@dataclass(frozen=True, slots=True)
class Sequence:
    parts: tuple["Part", ...]


@dataclass(frozen=True, slots=True)
class Choice:
    parts: tuple["Part", ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """`most` None has no end."""

    part: "Part"
    least: int
    most: int | None


Part = OneOf | At | Sequence | Choice | Repeat
EMPTY: Final = Sequence(())


@dataclass(frozen=True, slots=True)
class Parsed:
    """`exact` is False when the expression tells cases apart, which an index in lower case cannot: it finds more."""

    part: Part
    exact: bool


_TOKEN: Final = re.compile(
    r"""(?P<quote>\\Q(?P<quoted>.*?)(?:\\E|\Z))
      | (?P<class>\[\^?\]?(?:\[:\^?\w+:\]|\\.|[^\]\\])*\] | \\[pP](?:\{[^}]*\}|.) | \\[dDsSwW])
      | (?P<hex>\\x(?:\{(?P<long>[0-9A-Fa-f]+)\}|(?P<short>[0-9A-Fa-f]{2})))
      | (?P<octal>\\(?P<digits>0[0-7]{0,2}|[1-7][0-7]{1,2}))
      | (?P<edge>\\[AzbB]|\^|\$)
      | (?P<byte>\\C)
      | (?P<escape>\\(?P<escaped>.))
      | (?P<open>\((?:\?(?:P?<\w+>|(?P<flags>[imsU]*(?:-[imsU]*)?)(?P<ends>[:)])))?)
      | (?P<close>\))
      | (?P<or>\|)
      | (?P<repeat>[*+?]|\{(?P<least>\d+)(?P<comma>,(?P<most>\d*))?\})
      | (?P<dot>\.)
      | (?P<letter>.)""",
    re.VERBOSE | re.DOTALL,
)
_CONTROLS: Final = {"a": "\a", "f": "\f", "t": "\t", "n": "\n", "r": "\r", "v": "\v"}
_EDGES: Final[dict[str, Edge]] = {"\\A": "start", "\\z": "end", "\\b": "boundary", "\\B": "inside"}


class _Level:
    """What has been read of one group: the choices before, and the parts of the one being read."""

    def __init__(self, flags: frozenset[str]) -> None:
        self.outer_flags = flags
        self.choices: list[Part] = []
        self.parts: list[Part] = []

    def part(self) -> Part:
        last = Sequence(tuple(self.parts)) if len(self.parts) != 1 else self.parts[0]
        return Choice((*self.choices, last)) if self.choices else last


class _Reader:
    def __init__(self) -> None:
        self.flags = frozenset("is")
        self.levels = [_Level(self.flags)]
        self.exact = True

    def take(self, token: re.Match[str]) -> None:
        level = self.levels[-1]
        match token.lastgroup:
            case "quote":
                level.parts += map(self.letter, token["quoted"])
            case "class":
                level.parts.append(self.letters(token["class"]))
            case "hex":
                level.parts.append(self.letter(chr(int(token["long"] or token["short"], 16))))
            case "octal":
                level.parts.append(self.letter(chr(int(token["digits"], 8))))
            case "edge":
                level.parts.append(At(self.edge(token["edge"])))
            case "byte":
                raise Unsupported("Elasticsearch cannot look for a single byte (\\C).", hint="use . for a letter")
            case "escape":
                level.parts.append(self.letter(_CONTROLS.get(token["escaped"], token["escaped"])))
            case "open":
                self.open(token)
            case "close":
                self.close()
            case "or":
                level.choices.append(Sequence(tuple(level.parts)))
                level.parts = []
            case "repeat":
                self.repeat(token)
            case "dot":
                level.parts.append(OneOf(ALL if "s" in self.flags else others(NEWLINE)))
            case _:
                level.parts.append(self.letter(token["letter"]))

    def letter(self, letter: str) -> Part:
        if "i" not in self.flags and alike(letter) != one(letter):
            self.exact = False
        return OneOf(alike(letter))

    def letters(self, source: str) -> Part:
        found = read_class(source, ignore_case="i" in self.flags)
        if "i" not in self.flags:
            found, sensitive = folded(found), found
            self.exact = self.exact and found == sensitive
        return OneOf(found)

    def edge(self, text: str) -> Edge:
        if text == "^":
            return "line start" if "m" in self.flags else "start"
        if text == "$":
            return "line end" if "m" in self.flags else "end"
        return _EDGES[text]

    def open(self, token: re.Match[str]) -> None:
        flags = self.flags
        if token["flags"]:
            on, _, off = token["flags"].partition("-")
            flags = (flags | frozenset(on)) - frozenset(off)
        if token["ends"] != ")":
            self.levels.append(_Level(self.flags))
        self.flags = flags

    def close(self) -> None:
        closed = self.levels.pop()
        self.flags = closed.outer_flags
        self.levels[-1].parts.append(closed.part())

    def repeat(self, token: re.Match[str]) -> None:
        parts = self.levels[-1].parts
        least, most = {"*": (0, None), "+": (1, None), "?": (0, 1)}.get(token["repeat"], (0, 0))
        if token["least"]:
            least = int(token["least"])
            most = least if not token["comma"] else int(token["most"]) if token["most"] else None
        parts[-1] = Repeat(parts[-1], least, most)


def parse(expression: str) -> Parsed:
    """Raises Unsupported for `\\C`."""
    reader, at, repeated = _Reader(), 0, False
    while token := _TOKEN.match(expression, at):
        at = token.end()
        if token["repeat"] == "?" and repeated:
            repeated = False  # a repetition that is lazy
            continue
        repeated = token["repeat"] is not None
        reader.take(token)
    return Parsed(reader.levels[0].part(), reader.exact)
