"""What kind of thing a variable is, told from its values."""

import re
from collections.abc import Iterable
from typing import Final

from elkvision.analysis.patterns import masking

#: A variable whose values are of no one kind.
ANYTHING: Final = "*"

_OCTET: Final = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
_DATE: Final = r"\d{4}[-/]\d\d?[-/]\d\d?|\d\d?/\d\d?/\d\d(?:\d\d)?"
_KINDS: Final = tuple(
    (name, re.compile(expression).fullmatch)
    for name, expression in (
        ("number", r"[-+]?\d+(?:\.\d+)?%?"),
        ("ip", rf"/?{_OCTET}(?:\.{_OCTET}){{3}}(?::\d{{1,5}})?(?:/\d{{1,2}})?"),
        ("uuid", r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"),
        ("hex", r"[-+]?0[xX][0-9a-fA-F]+|(?=.*\d)[0-9a-f]{6,}|(?=.*\d)[0-9A-F]{6,}"),
        ("time", rf"{masking.WRITTEN_TIME}|{masking.ISO_TIME}|\d\d?:\d\d:\d\d(?:[.,]\d+)?|{_DATE}"),
        ("mac", r"[0-9a-fA-F]{2}(?:[:-][0-9a-fA-F]{2}){5}"),
        ("ip", r"(?=.*::|(?:.*:){7})[0-9a-fA-F:]{3,39}"),
        ("duration", masking.DURATION),
        ("size", masking.SIZE),
        ("url", masking.URL),
        ("host", masking.HOST),
        ("path", masking.PATH),
        ("word", r"[\w.$@#~%&*+-]+"),
        ("list", r"[^\s].*[\s,;|()].*"),
    )
)
#: Kinds that say more than the second, when both are found in one place.
_WIDER: Final = {
    frozenset({"number", "hex"}): "hex",
    frozenset({"number", "word"}): "word",
    frozenset({"hex", "word"}): "word",
}


def kind_of(value: str) -> str:
    """The first kind that the whole value is of."""
    return next((name for name, fits in _KINDS if fits(value)), ANYTHING)


def kind_of_all(values: Iterable[str]) -> str:
    """The kind of all these values, or `*` when they have none in common."""
    kinds = {kind_of(value) for value in values}
    if len(kinds) == 1:
        return kinds.pop()
    return _WIDER.get(frozenset(kinds), ANYTHING)
