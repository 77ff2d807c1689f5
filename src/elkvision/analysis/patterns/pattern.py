"""What a pattern is to those who ask."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Variable:
    """One place that varies: its kind (`ip`, `number`, …, or `*`) and its most frequent values.

    When it has too many values to keep all, `complete` is false, and counts of rare values may be too low.
    """

    kind: str
    values: tuple[tuple[str, int], ...]
    distinct: int
    complete: bool


@dataclass(frozen=True)
class Pattern:
    """Messages that say the same thing about different things."""

    #: Hash of the constant text and the places of the holes: the same in every run that finds the same pattern.
    id: str
    #: For people: constant text with `<ip>`, `<number>`, …, and `<*>` where the values are of no one kind.
    template: str
    count: int
    share: float
    #: As the times that were handed in; None without any.
    first: int | None
    last: int | None
    levels: Mapping[str, int]
    samples: tuple[str, ...]
    #: Those of the template in order, but for places that had one word alone, which is written out.
    variables: tuple[Variable, ...]
    #: Finds every line of the pattern by its constant words, and perhaps others that have them too.
    query: str
    #: How many of each span of time, by its number (time // span); empty unless asked for.
    trend: Mapping[int, int] = field(default_factory=dict)
    #: How many there were in the tally that this one was compared with; None without one.
    before: int | None = None
