"""What a word is: defined here once, for the parser, the Python reading and every engine's index."""

import re

#: A longest run of Unicode letters and digits: RE2's `[\\p{L}\\p{N}]+`.
_WORD = re.compile(r"[^\W_]+")


def words(text: str) -> tuple[str, ...]:
    """The words of a text in order, in lower case."""
    return tuple(_WORD.findall(text.lower()))


def is_word(text: str) -> bool:
    """Is all of it letters and digits?"""
    return text.isalnum()
