"""Ruby's regular expressions (Oniguruma) written anew for Python's engines.

What differs: `\\h` is a hexadecimal digit, `\\d`, `\\w` and `\\s` are ASCII, `\\z` and `\\Z`, `(?m)` is what Python
calls `(?s)`, flags in the middle of a group hold to its end, groups without a name do not count beside
named ones, and sets may lie in sets. `^` and `$` hold at every line: compile with MULTILINE.
"""

from dataclasses import dataclass
from typing import Final

_HEX: Final = "0-9a-fA-F"
_WORD: Final = "a-zA-Z0-9_"
_SPACE: Final = r" \t\r\n\f\v"
_CLASSES: Final = {"h": _HEX, "d": "0-9", "w": _WORD, "s": _SPACE}
_KEPT: Final = frozenset("AbBntrfva")
_LINE_END: Final = r"(?:\r\n|[\n\v\f\r\x85\u2028\u2029])"
_FLAGS: Final = frozenset("imx-")


class BadExpression(ValueError):
    """The text is no regular expression, or one that cannot be had here."""


@dataclass(frozen=True, slots=True)
class Translated:
    """The expression in Python's words, and which engine it needs."""

    text: str
    #: Only the module `regex` understands it.
    rich: bool
    #: It has sets in sets: `regex` in its version 1.
    nested_sets: bool


def translate(pattern: str) -> Translated:
    """The same expression for Python. Raises BadExpression."""
    return _Translator(pattern).run()


class _Translator:
    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0
        self.out: list[str] = []
        self.rich = False
        self.nested_sets = False
        self.named = "(?<" in pattern and _has_named_group(pattern)
        #: For each open group, how many brackets more close with it (of flags in its middle).
        self.open = [0]

    def run(self) -> Translated:
        while self.at < len(self.pattern):
            self.one()
        if len(self.open) != 1:
            raise BadExpression(f"a bracket in {self.pattern!r} is not closed")
        self.out.append(")" * self.open[0])
        return Translated("".join(self.out), self.rich, self.nested_sets)

    def one(self) -> None:
        letter = self.pattern[self.at]
        if letter == "\\":
            self.out.append(self.escape())
        elif letter == "[":
            self.out.append(self.set())
        elif letter == "(":
            self.group()
        elif letter == ")":
            if len(self.open) == 1:
                raise BadExpression(f"unmatched `)` in {self.pattern!r}")
            self.out.append(")" * (self.open.pop() + 1))
            self.at += 1
        else:
            self.out.append(letter)
            self.at += 1

    def take(self, length: int) -> str:
        taken = self.pattern[self.at : self.at + length]
        self.at += length
        return taken

    def until(self, end: str) -> str:
        found = self.pattern.find(end, self.at)
        if found < 0:
            raise BadExpression(f"`{end}` is missing in {self.pattern!r}")
        taken = self.pattern[self.at : found]
        self.at = found + len(end)
        return taken

    def escape(self) -> str:
        """An escape outside of a set."""
        letter = self.escaped_letter()
        if letter in _CLASSES:
            return f"[{_CLASSES[letter]}]"
        if letter.lower() in _CLASSES:
            return f"[^{_CLASSES[letter.lower()]}]"
        if letter in _KEPT:
            return f"\\{letter}"
        match letter:
            case "z":
                return r"\Z"
            case "Z":
                return r"(?=\n?\Z)"
            case "R":
                return _LINE_END
            case "G" | "X" | "K":
                self.rich = True
                return f"\\{letter}"
            case "k":
                return self.back_reference()
            case "g":
                self.rich = True
                name = self.quoted()
                return f"(?{name})" if name.isdigit() else f"(?&{name})"
        return self.shared_escape(letter)

    def escaped_letter(self) -> str:
        if self.at + 1 >= len(self.pattern):
            raise BadExpression(f"{self.pattern!r} ends in a backslash")
        return self.take(2)[1]

    def shared_escape(self, letter: str) -> str:
        """An escape that means the same in and out of a set."""
        match letter:
            case "p" | "P":
                self.rich = True
                self.take(1)
                return f"\\{letter}{{{self.until('}')}}}"
            case "u":
                return self.code_point()
            case "x":
                digits = 2 if self.pattern[self.at + 1 : self.at + 2] in tuple(_digits()) else 1
                return f"\\x{self.take(digits):0>2}"
            case "e":
                return r"\x1b"
        if letter.isdigit():
            return f"\\{letter}"
        return letter if letter.isascii() and letter.isalpha() else f"\\{letter}"

    def code_point(self) -> str:
        if self.pattern.startswith("{", self.at):
            self.take(1)
            codes = [chr(int(code, 16)) for code in self.until("}").split()]
            return "".join(f"\\U{ord(code):08x}" for code in codes)
        return f"\\u{self.take(4)}"

    def quoted(self) -> str:
        return self.until(">") if self.take(1) == "<" else self.until("'")

    def back_reference(self) -> str:
        name = self.quoted()
        return f"(?:\\{name})" if name.isdigit() else f"(?P={name})"

    def set(self) -> str:
        """A set in square brackets, with the sets in it."""
        out = [self.take(1)]
        if self.pattern.startswith("^", self.at):
            out.append(self.take(1))
        if self.pattern.startswith("]", self.at):
            out.append("\\" + self.take(1))
        while not self.pattern.startswith("]", self.at):
            if self.at >= len(self.pattern):
                raise BadExpression(f"a set in {self.pattern!r} is not closed")
            out.append(self.in_set())
        out.append(self.take(1))
        return "".join(out)

    def in_set(self) -> str:
        letter = self.pattern[self.at]
        if self.pattern.startswith("[:", self.at) and ":]" in self.pattern[self.at :]:
            self.rich = True
            return self.until(":]") + ":]"
        if letter == "[":
            self.rich = self.nested_sets = True
            return self.set()
        if self.pattern.startswith("&&", self.at):
            self.rich = self.nested_sets = True
            return self.take(2)
        if letter == "\\":
            return self.set_escape()
        self.at += 1
        return f"\\{letter}" if letter in "|~&" else letter

    def set_escape(self) -> str:
        letter = self.escaped_letter()
        if letter in _CLASSES:
            return _CLASSES[letter]
        if letter.lower() in _CLASSES:
            self.rich = self.nested_sets = True
            return f"[^{_CLASSES[letter.lower()]}]"
        if letter in _KEPT and letter not in "AB":
            return f"\\{letter}"
        return self.shared_escape(letter)

    def group(self) -> None:
        rest = self.pattern[self.at :]
        if rest.startswith("(?#"):
            self.until(")")
            return
        if rest.startswith(("(?<", "(?'")) and not rest.startswith(("(?<=", "(?<!")):
            quote = self.take(3)[2]
            self.out.append(f"(?P<{self.until('>' if quote == '<' else quote)}>")
        elif rest.startswith("(?") and rest[2:3] in _FLAGS:
            self.flags()
            return
        elif rest.startswith("(?"):
            if rest[2:3] not in (":", "=", "!", ">", "<", "("):
                raise BadExpression(f"`{rest[:3]}` in {self.pattern!r} means nothing here")
            self.rich = self.rich or rest[2:3] == "("
            self.out.append(self.take(3 if rest[2:3] != "<" else 4))
            if rest[2:3] == "(":
                self.out.append(self.until(")") + ")")
        else:
            self.at += 1
            self.out.append("(?:" if self.named else "(")
        self.open.append(0)

    def flags(self) -> None:
        """`(?i:…)`, and `(?i)` that holds to the end of the group it stands in."""
        self.take(2)
        start = self.at
        while self.pattern[self.at : self.at + 1] in _FLAGS and self.at < len(self.pattern):
            self.at += 1
        flags = self.pattern[start : self.at].replace("m", "s").removesuffix("-")
        end = self.take(1)
        if end not in (")", ":"):
            raise BadExpression(f"`(?{flags}{end}` in {self.pattern!r} means nothing here")
        self.out.append(f"(?{flags}:")
        if end == ")":
            self.open[-1] += 1
        else:
            self.open.append(0)


def _digits() -> str:
    return "0123456789abcdefABCDEF"


def _has_named_group(pattern: str) -> bool:
    at = pattern.find("(?<")
    while at >= 0:
        if pattern[at + 3 : at + 4] not in ("=", "!", ""):
            return True
        at = pattern.find("(?<", at + 1)
    return False
