"""The search that finds a pattern's lines."""

import re
from typing import Final

from elkvision.analysis.patterns.masking import HOLE
from elkvision.core.query import words

_LAST_WORD: Final = re.compile(r"[^\W_]+\Z")
_FIRST_WORD: Final = re.compile(r"\A[^\W_]+")


def query_for(text: str) -> str:
    """A query for the constant words of a masked text, as phrases; empty when there are none.

    A word that touches a hole may be part of a longer one, and is left out.
    """
    parts = text.split(HOLE)
    phrases: dict[str, None] = {}
    for number, part in enumerate(parts):
        if number > 0:
            part = _FIRST_WORD.sub("", part)
        if number < len(parts) - 1:
            part = _LAST_WORD.sub("", part)
        said = " ".join(words(part))
        if said:
            phrases[f'message:"{said}"'] = None
    return " ".join(phrases)
