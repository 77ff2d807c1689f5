"""Character sets: `[a-z]`, `[^\\d]`, `[[:alpha:]_]`, `[a[bc]]`, `[a-z&&[^aeiou]]`."""

from typing import Final

#: What a class letter stands for inside a set. Oniguruma's are ASCII only in Ruby.
CLASSES: Final = {
    "d": "0-9",
    "D": r"\x00-/:-\U0010ffff",
    "w": "a-zA-Z0-9_",
    "W": r"\x00-/:-@\[-\^`{-\U0010ffff",
    "s": r" \t\n\r\f\v",
    "S": r"\x00-\x08\x0e-\x1f!-\U0010ffff",
    "h": "0-9a-fA-F",
    "H": r"\x00-/:-@G-`g-\U0010ffff",
}

#: POSIX brackets know all of Unicode. Those that `re` cannot say are left to `regex`.
_POSIX: Final = {"word": r"\w", "digit": r"\d", "space": r"\s", "xdigit": "0-9a-fA-F", "ascii": r"\x00-\x7f"}
_POSIX_REGEX: Final = frozenset({"alnum", "alpha", "blank", "cntrl", "graph", "lower", "print", "punct", "upper"})

_CONTROL: Final = {"n": r"\n", "t": r"\t", "r": r"\r", "f": r"\f", "v": r"\v", "a": r"\a", "e": r"\x1b", "b": r"\x08"}
_SPECIAL: Final = frozenset(r"\[]^-&~|")


class BadSet(ValueError):
    """A set that is not closed, or names a class that does not exist."""


class SetReader:
    """Reads one set out of an expression and says it anew."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        #: Whether something was met that only `regex` understands.
        self.needs_regex = False

    def read(self, at: int) -> tuple[str, int]:
        """The set that opens at `at` (its `[`), and where it ends."""
        self.at = at + 1
        return self._set(), self.at

    def _set(self) -> str:
        negated = self._take("^")
        pieces, first = "", True
        others: list[str] = []
        intersections: list[str] = []
        while True:
            if self.at >= len(self.text):
                raise BadSet("a set `[…` is not closed")
            letter = self.text[self.at]
            if letter == "]" and not first:
                self.at += 1
                break
            first = False
            if self.text.startswith("&&", self.at):
                self.at += 2
                intersections.append(_union(pieces, others))
                pieces, others = "", []
            elif self.text.startswith("[:", self.at) and ":]" in self.text[self.at :]:
                pieces += self._posix()
            elif letter == "[":
                self.at += 1
                inner = self._set()
                if inner.startswith("[") and not inner.startswith("[^"):
                    pieces += inner[1:-1]
                else:
                    others.append(inner)
            else:
                pieces += self._item()
        whole = _union(pieces, others)
        if intersections:
            *ahead, last = [*intersections, whole]
            whole = "(?:" + "".join(f"(?={part})" for part in ahead) + last + ")"
        if not negated:
            return whole
        return (
            f"[^{whole[1:-1]}]"
            if whole.startswith("[") and not whole.startswith("[^")
            else rf"(?:(?!{whole})[\x00-\U0010ffff])"
        )

    def _posix(self) -> str:
        end = self.text.index(":]", self.at)
        name = self.text[self.at + 2 : end]
        self.at = end + 2
        negated, name = name.startswith("^"), name.removeprefix("^")
        if name in _POSIX and not negated:
            return _POSIX[name]
        if name not in _POSIX and name not in _POSIX_REGEX:
            raise BadSet(f"there is no [:{name}:]")
        self.needs_regex = True
        return f"[:{'^' if negated else ''}{name}:]"

    def _item(self) -> str:
        """One character, class letter, or range."""
        start = self._character()
        if start in CLASSES.values() or not self.text.startswith("-", self.at):
            return start
        after = self.text[self.at + 1 : self.at + 2]
        if after in ("]", "") or (after == "[" and not self.text.startswith("[:", self.at + 1)):
            return start
        self.at += 1
        end = self._character()
        return rf"{start}\-{end}" if end in CLASSES.values() else f"{start}-{end}"

    def _character(self) -> str:
        letter = self.text[self.at]
        self.at += 1
        if letter != "\\":
            return f"\\{letter}" if letter in _SPECIAL else letter
        if self.at >= len(self.text):
            raise BadSet("an expression ends with a backslash")
        letter = self.text[self.at]
        if letter in CLASSES:
            self.at += 1
            return CLASSES[letter]
        if letter in "pP":
            self.needs_regex = True
            end = self.text.find("}", self.at)
            name = self.text[self.at - 1 : end + 1]
            self.at = end + 1
            return name
        text, self.at = escaped_character(self.text, self.at, in_set=True)
        return text

    def _take(self, letter: str) -> bool:
        if self.text.startswith(letter, self.at):
            self.at += len(letter)
            return True
        return False


def _union(pieces: str, others: list[str]) -> str:
    parts = [f"[{pieces}]"] if pieces else []
    parts += others
    if not parts:
        return r"[^\x00-\U0010ffff]"
    return parts[0] if len(parts) == 1 else f"(?:{'|'.join(parts)})"


def escaped_character(text: str, at: int, *, in_set: bool = False) -> tuple[str, int]:
    """What stands for the character after a backslash (at `at`), and where it ends."""
    letter = text[at]
    if letter == "x":
        return _hexadecimal(text, at + 1, 2)
    if letter == "u":
        if text.startswith("{", at + 1):
            end = text.index("}", at)
            return _character(int(text[at + 2 : end], 16)), end + 1
        return _hexadecimal(text, at + 1, 4)
    if letter == "0" or (in_set and letter in "1234567"):
        end = at
        while end < at + 3 and text[end : end + 1] in tuple("01234567"):
            end += 1
        return _character(int(text[at:end], 8)), end
    if letter == "c" and at + 1 < len(text):
        return _character(ord(text[at + 1]) & 0x1F), at + 2
    if letter in _CONTROL and (letter != "b" or in_set):
        return _CONTROL[letter], at + 1
    # A letter that means nothing stands for itself; other signs keep their backslash.
    return (letter if letter.isalnum() else f"\\{letter}") if letter.isascii() else letter, at + 1


def _hexadecimal(text: str, at: int, most: int) -> tuple[str, int]:
    end = at
    while end < at + most and end < len(text) and text[end] in "0123456789abcdefABCDEF":
        end += 1
    return (_character(int(text[at:end], 16)) if end > at else "x"), end


def _character(code: int) -> str:
    return f"\\x{code:02x}" if code < 256 else f"\\U{code:08x}"
