"""What a rule remembers of a group: since when it is there, and when it was last seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from elkvision.alerting.rule import NewValue, Rule
from elkvision.store.contract import Number


@dataclass(frozen=True, slots=True)
class Memory:
    """In ends of windows: the first one of the present stay, and the last one in which there was something."""

    first: int | None = None
    last: int | None = None


NOTHING: Final = Memory()


def remember(
    rule: Rule, known: Memory, ends: Sequence[int], counts: Sequence[Number], met: Sequence[bool | None], length: int
) -> tuple[Memory, list[bool | None]]:
    """What is known after these windows, and `met` with it: a group that is not known meets nothing, and a new value
    meets its condition for one window after it was first seen. `length` is how long it is remembered, in seconds."""
    fresh = rule.condition if isinstance(rule.condition, NewValue) else None
    window = int(rule.window.total_seconds())
    first, last = known.first, known.last
    judged: list[bool | None] = []
    for end, count, holds in zip(ends, counts, met, strict=True):
        if last is not None and end - last > length:
            first = last = None
        if count:
            first = end if first is None else first
            last = end
        if first is None:
            judged.append(False)
        else:
            judged.append(end - first < window if fresh else holds)
    return Memory(first, last), judged
