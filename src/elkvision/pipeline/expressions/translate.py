"""Oniguruma's syntax (as Ruby has it) said in Python's.

What differs: `^` and `$` are the ends of lines; `(?m)` lets the dot match line ends; `\\h` is a hexadecimal digit;
`\\d \\w \\s` are ASCII; plain parentheses do not capture when there are named ones; names may be any text and
come more than once; `a{1,2}+` repeats and is not possessive; `(?~…)` is what does not hold the rest.
"""

from dataclasses import dataclass, field
from typing import Final

from elkvision.pipeline.expressions.names import BadExpression, group_number, has_names
from elkvision.pipeline.expressions.sets import CLASSES, BadSet, SetReader, escaped_character

_ANCHORS: Final = {
    "A": r"\A", "z": r"\Z", "Z": r"(?=\n?\Z)", "b": r"\b", "B": r"\B", "G": r"\A",
    "R": r"(?:\r\n|[\n\v\f\r\x85\u2028\u2029])",
}  # fmt: skip
_FLAGS: Final = {"i": "i", "m": "s", "x": "x"}


@dataclass(frozen=True, slots=True)
class Translation:
    """An expression in Python's syntax."""

    text: str
    #: The names of the capturing groups, first group first; "" where a group has none.
    names: tuple[str, ...]
    #: Whether only `regex` understands it.
    needs_regex: bool


def translate(expression: str) -> Translation:
    """The expression in Python's syntax, to be compiled with MULTILINE. Raises BadExpression."""
    try:
        return _Translator(expression).run()
    except (BadSet, IndexError, ValueError) as wrong:
        raise BadExpression(str(wrong) or "an expression ends too early") from wrong


@dataclass(slots=True)
class _Level:
    """An open group: how many closing signs it takes, and the flags in it."""

    close: str
    extended: bool
    start: int
    pending: list[str] = field(default_factory=list)


class _Translator:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.out: list[str] = []
        self.names: list[str] = []
        self.named = has_names(text)
        self.called = "\\g<" in text
        self.sets = SetReader(text)
        self.needs_regex = self.called
        self.levels = [_Level("", False, 0)]
        #: Where the last thing that can be repeated starts in `out`; -1 when there is none.
        self.atom = -1

    def run(self) -> Translation:
        while self.at < len(self.text):
            self._step()
        if len(self.levels) > 1:
            raise BadExpression("a group `(…` is not closed")
        self.out.extend(self.levels[0].pending)
        return Translation("".join(self.out), tuple(self.names), self.needs_regex or self.sets.needs_regex)

    def _step(self) -> None:
        letter = self.text[self.at]
        if letter == "(":
            self._open()
        elif letter == ")":
            self._close()
        elif letter == "[":
            text, self.at = self.sets.read(self.at)
            self._emit(text)
        elif letter == "\\":
            self._escape()
        elif letter in "*+?" or (letter == "{" and self._interval() is not None):
            self._repeat()
        elif self.levels[-1].extended and (letter.isspace() or letter == "#"):
            self._skip_comment()
        else:
            self.at += 1
            self._plain(letter)

    def _plain(self, letter: str) -> None:
        if letter == "|":
            self.out.append("|")
            self.atom = -1
        else:
            # Braces that are no interval are text; `regex` would read them as fuzzy matching.
            self._emit(f"\\{letter}" if letter in "{}" else letter)

    def _emit(self, text: str) -> None:
        self.atom = len(self.out)
        self.out.append(text)

    def _skip_comment(self) -> None:
        if self.text[self.at] == "#":
            end = self.text.find("\n", self.at)
            self.at = len(self.text) if end < 0 else end
        else:
            self.at += 1

    # Groups

    def _open(self) -> None:
        rest = self.text[self.at : self.at + 4]
        if rest.startswith("(?#"):
            self.at = self.text.index(")", self.at) + 1
        elif rest.startswith(("(?:", "(?=", "(?!", "(?>")):
            self._enter(rest[:3], 3)
        elif rest in ("(?<=", "(?<!"):
            self._enter(rest, 4)
        elif rest.startswith("(?~"):
            # Steps on as long as the unwanted does not start here.
            self._enter("(?:(?!", 3, close=r")[\x00-\U0010ffff])*")
        elif rest.startswith(("(?<", "(?'")):
            self._named(">" if rest[2] == "<" else "'")
        elif rest.startswith("(?("):
            self._condition()
        elif rest.startswith("(?"):
            self._flags()
        elif self.named:
            self._enter("(?:", 1)
        else:
            self.names.append("")
            self._enter("(", 1)

    def _named(self, closing: str) -> None:
        end = self.text.index(closing, self.at + 3)
        self.names.append(self.text[self.at + 3 : end])
        self._enter(f"(?P<_{len(self.names)}>" if self.called else "(", end + 1 - self.at)

    def _condition(self) -> None:
        """`(?(1)yes|no)` or `(?(<name>)yes|no)`: by whether a group took part."""
        end = self.text.index(")", self.at)
        group = self._groups_of(self.text[self.at + 3 : end].strip("<>'"))[-1]
        self._enter(f"(?({group})", end + 1 - self.at)

    def _groups_of(self, name: str) -> list[int]:
        """The numbers of the groups of that name so far, or the number that the name is."""
        groups = [number for number, known in enumerate(self.names, 1) if known == name]
        if name.isdigit() and not groups:
            groups = [int(name)]
        if not groups:
            raise BadExpression(f"`{name}` names a group that is not there")
        return groups

    def _enter(self, opening: str, length: int, close: str = ")") -> None:
        self.at += length
        self.levels.append(_Level(close, self.levels[-1].extended, len(self.out)))
        self.out.append(opening)
        self.atom = -1

    def _close(self) -> None:
        if len(self.levels) == 1:
            raise BadExpression("there is a `)` without its `(`")
        self.at += 1
        level = self.levels.pop()
        self.out.extend(level.pending)
        self.out.append(level.close)
        self._join(level.start)

    def _join(self, start: int) -> None:
        """Makes everything since `start` one atom."""
        self.out[start:] = ["".join(self.out[start:])]
        self.atom = start

    def _flags(self) -> None:
        """`(?i)` holds up to the end of the group it stands in; `(?i:…)` within."""
        end = self.at + 2
        while self.text[end] not in ":)":
            end += 1
        on, _, off = self.text[self.at + 2 : end].partition("-")
        unknown = set(on + off) - set(_FLAGS) - set("adu")
        if unknown:
            raise BadExpression(f"`(?{on}{'-' if off else ''}{off}` is no group that is understood")
        extended = ("x" in on) or (self.levels[-1].extended and "x" not in off)
        opening = _flag_group(on, off)
        if self.text[end] == ":":
            self._enter(opening, end + 1 - self.at)
            self.levels[-1].extended = extended
            return
        self.at = end + 1
        self.levels[-1].extended = extended
        if opening != "(?:":
            self.out.append(opening)
            self.levels[-1].pending.append(")")
        self.atom = -1

    # Escapes

    def _escape(self) -> None:
        self.at += 1
        letter = self.text[self.at]
        if letter in CLASSES:
            self.at += 1
            self._emit(f"[{CLASSES[letter]}]" if letter.islower() else f"[^{CLASSES[letter.lower()]}]")
        elif letter in _ANCHORS:
            self.at += 1
            self._emit(_ANCHORS[letter])
        elif letter in "KX":
            self.at += 1
            self.needs_regex = True
            self._emit(f"\\{letter}")
        elif letter in "pP":
            end = self.text.index("}", self.at)
            self.needs_regex = True
            self._emit(self.text[self.at - 1 : end + 1])
            self.at = end + 1
        elif letter in "kg":
            self._reference(letter)
        elif letter in "123456789" and not self.named:
            end = self.at
            while end < len(self.text) and self.text[end].isdigit():
                end += 1
            self._emit(f"(?:\\{self.text[self.at : end]})")
            self.at = end
        else:
            text, self.at = escaped_character(self.text, self.at)
            self._emit(text)

    def _reference(self, letter: str) -> None:
        end = self.text.index(">", self.at)
        name = self.text[self.at + 2 : end]
        self.at = end + 1
        if letter == "g":
            number = group_number(self.text, name)
            self._emit(f"(?&_{number})" if number else "(?R)")
        else:
            self._emit("(?:" + "|".join(f"\\{number}" for number in reversed(self._groups_of(name))) + ")")

    # Repetition

    def _interval(self) -> tuple[str, int] | None:
        """`{2}`, `{2,}`, `{,3}` or `{2,3}` that starts here, and where it ends."""
        end = self.text.find("}", self.at)
        low, comma, high = self.text[self.at + 1 : end].partition(",") if end > 0 else ("x", "", "")
        if not (low or high) or not (low + high).isdecimal():
            return None
        return f"{{{low or '0'}{comma}{high}}}", end + 1

    def _repeat(self) -> None:
        if self.atom < 0:
            raise BadExpression(f"there is nothing that `{self.text[self.at]}` could repeat")
        letter = self.text[self.at]
        interval = self._interval() if letter == "{" else None
        sign, self.at = interval or (letter, self.at + 1)
        after = self.text[self.at : self.at + 1]
        if (after == "?" and not (interval and "," not in sign)) or (after == "+" and not interval):
            sign += after
            self.at += 1
        start = self.atom
        self.out.append(sign)
        self._join(start)
        if self.text[self.at : self.at + 1] in ("*", "+", "?") or (
            self.text[self.at : self.at + 1] == "{" and self._interval()
        ):
            self.out[start] = f"(?:{self.out[start]})"


def _flag_group(on: str, off: str) -> str:
    enable = "".join(_FLAGS[flag] for flag in on if flag in "im")
    disable = "".join(_FLAGS[flag] for flag in off if flag in "im")
    return f"(?{enable}{'-' + disable if disable else ''}:"
