"""How large an expression becomes when it is compiled: repetitions in repetitions multiply, and take all memory."""

import re
from typing import Final

#: More than any honest expression has. A hundred times as many take a gigabyte.
MOST: Final = 100_000
_TIMES: Final = re.compile(r"\{(\d*)(?:,\d*)?\}")


def size_of(text: str) -> int:
    """Its characters, sets and escapes, each as often as it has to be there."""
    sums, last, at = [0], 0, 0
    while at < len(text):
        letter = text[at]
        times = _TIMES.match(text, at) if letter == "{" else None
        if times:
            last *= max(1, min(MOST + 1, int(times[1][:9] or 1)))
            at = times.end()
            continue
        if letter == ")":
            last += sums.pop() if len(sums) > 1 else 0
        else:
            sums[-1] += last
            last = 1
            if letter == "(":
                sums.append(0)
                last = 0
        at = _after(text, at)
    return sum(sums) + last


def _after(text: str, at: int) -> int:
    """Where the next piece begins."""
    if text[at] == "\\":
        return at + 2
    if text[at] != "[":
        return at + 1
    at += 2 if text[at + 1 : at + 2] == "^" else 1
    at += text[at : at + 1] == "]"
    while at < len(text) and text[at] != "]":
        at += 2 if text[at] == "\\" else 1
    return at + 1
