"""Finds a level where formats put one: after the time, in brackets, before a colon, as `level=`. Never in prose."""

import re
from typing import Final, NamedTuple

from elkvision.core.event import LEVEL_NAMES

#: Written large, these are levels wherever a header may have one. Words that are levels only in brackets
#: or with a format of their own (`log`, `ok`, `note`, single letters) are not among them.
LARGE: Final = {
    word.upper(): level
    for word, level in LEVEL_NAMES.items()
    if word in {
        "trace", "verbose", "debug", "dbug", "info", "information", "notice", "warning", "warn", "error", "eror", "severe",
        "critical", "crit", "fatal", "alert", "emerg", "emergency", "panic", "fine", "finer", "finest", "audit",
        "err", "wrn", "inf", "dbg", "trc", "ftl", "failure",
    }
}  # fmt: skip
#: The same in small letters or with a capital: only with a mark beside it.
_SMALL: Final = {form: level for word, level in LARGE.items() for form in (word.lower(), word.capitalize())}
#: In brackets also these.
_BRACKETED: Final = {
    **LARGE,
    **_SMALL,
    "Note": "notice",
    "NOTE": "notice",
    "note": "notice",
    **{letter: LEVEL_NAMES[letter.lower()] for letter in "TVDINWEFC"},
}

_WORDS: Final = "|".join(sorted(LARGE, key=len, reverse=True))
#: The usual place: right after the time, large. Every separator that formats use may stand between.
_HERE: Final = re.compile(rf"[\])>]?[\s,;:|\-*]*[\[(<\"]?\s?({_WORDS})(?=[\s\]):>|,;/\"]|-\s|\Z)")
_TOKEN: Final = re.compile(
    r"[\s|,;\])]*(\[[^\[\]]{0,120}\]|\([^()]{0,120}\)|<[^<>]{0,60}>|[^\s|\[\]()<>]+|[\[(<])(\s*)"
)
_MARKED_END: Final = re.compile(r":|\s+[-\[|]|\t|\s\s|\]|\||,|\Z")
_KEY: Final = re.compile(r"(?:^|[\s,;{(\[])(?:level|lvl|severity|loglevel|log_level)=[\"']?([A-Za-z]{1,13})(?![\w.-])")
_HEADER_LIKE: Final = re.compile(r"[\[(<]|[-+#*/]?[\w.:$/@#*=+-]*[\d.:$/@#_=+*][\w.:$/@#*=+-]*$|-+$|[A-Z]+$")
_BRACKET_PARTS: Final = re.compile(r"[:/\s]+")

#: A line's header is not longer than this, in words and in characters.
_MOST_TOKENS: Final = 8
_MOST_CHARACTERS: Final = 400


class Found(NamedTuple):
    level: str
    start: int  # the place of the level's word
    end: int


def level_after(text: str, place: int) -> Found | None:
    """The level of a header that goes on at this place, past fields that are no words of prose."""
    here = _HERE.match(text, place)
    if here is not None:
        return Found(LARGE[here[1]], here.start(1), here.end(1))
    plain_words = 0
    first = True
    for _ in range(_MOST_TOKENS):
        token = _TOKEN.match(text, place, _MOST_CHARACTERS)
        if token is None:
            return None
        level = _level_of(token, text, first)
        if level is not None:
            return Found(level, token.start(1), token.end(1))
        if not _HEADER_LIKE.match(token[1]):
            plain_words += 1
            if plain_words > 1 or token[1][-1] in ".!?":
                return None
        first = first and token[1] in ("-", ":")
        place = token.end(1)
    return None


def level_in_bracket(inner: str) -> str | None:
    """`error`, `INFO/MainProcess`, `core:error`, `E`: what stands between brackets, when it is a level."""
    level = _BRACKETED.get(inner.strip())
    if level is None and len(inner) < 60:
        parts = _BRACKET_PARTS.split(inner.strip())
        if len(parts) == 2:
            large = LARGE.get(parts[0])
            return large if large is not None else _SMALL.get(parts[1], LARGE.get(parts[1]))
    return level


def level_by_key(text: str, place: int = 0) -> str | None:
    """`level=warn` and its like, of a line of `key=value` pairs."""
    found = _KEY.search(text, place, place + 2000)
    return LEVEL_NAMES.get(found[1].lower()) if found is not None else None


def _level_of(token: re.Match[str], text: str, first: bool) -> str | None:
    word = token[1]
    if word[0] in "[(<" and len(word) > 1:
        return level_in_bracket(word[1:-1])
    bare = word.strip(":-\"'")
    level = LARGE.get(bare)
    if level is not None:
        return level
    if "/" in bare:
        level = LARGE.get(bare.split("/", 1)[0])
    elif "." in bare and word.endswith(":"):
        level = LARGE.get(bare.rsplit(".", 1)[1])  # Monolog: `production.ERROR:`
    if level is not None:
        return level
    if first and bare in _SMALL and (word.endswith(":") or _MARKED_END.match(text, token.end(1))):
        return _SMALL[bare]
    return None
