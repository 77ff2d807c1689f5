"""What was worked out for a rule: windows, and the numbers of each group in each of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from elkvision.store.contract import Number

#: The values of a rule's groups, in their order; () is the one instance of a rule without groups.
Keys = tuple[str | None, ...]

#: One series for each number that a rule works with (see `needs`), each as long as there are windows.
Columns = Sequence[Sequence[Number]]


@dataclass(frozen=True, slots=True)
class Answer:
    """`ends` are the ends of the windows, in seconds since 1970, oldest first. A group that is not in `series` had
    nothing in any of them. `seen` says of groups when they were last seen before the first window, in evaluations: it
    is asked for once, when a rule that remembers begins. `words` are reasons for what holds in a window, by its group
    and its end, where something else than the rule's numbers knows them."""

    ends: Sequence[int]
    series: Mapping[Keys, Columns]
    seen: Mapping[Keys, int] = field(default_factory=dict)
    words: Mapping[tuple[Keys, int], str] = field(default_factory=dict)
