"""What a format is."""

import re
from collections.abc import Callable
from typing import Any, Final, NamedTuple


class Line(NamedTuple):
    """What a reader may look at."""

    head: str
    received_ms: int
    zone: object  # of times that say none: an IANA name, or None for UTC


Reader = Callable[[re.Match[str], Line], dict[str, Any] | None]
Format = tuple[re.Pattern[str], Reader]

DIGITS: Final = "0123456789"
LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def pattern(*parts: str) -> re.Pattern[str]:
    return re.compile("".join(parts), re.ASCII)


def process(pid: str | None) -> dict[str, Any]:
    """The attributes that a process number makes; none without one."""
    return {"process": {"pid": int(pid)}} if pid and len(pid) < 12 else {}
