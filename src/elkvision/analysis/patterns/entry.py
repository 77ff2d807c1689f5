"""What is known of the messages of one shape: how many, when, how loud, and the values of their variables."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from elkvision.analysis.patterns.shape import Hole, Shape, values_of

#: Values kept of each variable; beyond twice as many, the rare ones are let go.
MOST_VALUES: Final = 500
_LONGEST_SAMPLE: Final = 2_000


@dataclass(slots=True)
class Values:
    """How often each value was there. Those let go are only counted."""

    counts: Counter[str] = field(default_factory=Counter)
    let_go: int = 0

    def update(self, values: Iterable[str]) -> None:
        self.counts.update(values)
        self._keep_bounds()

    def merge(self, other: "Values") -> None:
        self.counts.update(other.counts)
        self.let_go += other.let_go
        self._keep_bounds()

    def _keep_bounds(self) -> None:
        if len(self.counts) <= 2 * MOST_VALUES:
            return
        before = self.counts.total()
        ranked = sorted(self.counts.items(), key=lambda item: (-item[1], item[0]))
        self.counts = Counter(dict(ranked[:MOST_VALUES]))
        self.let_go += before - self.counts.total()


@dataclass(slots=True)
class Entry:
    """The messages of one shape."""

    shape: Shape
    count: int = 0
    samples: dict[str, None] = field(default_factory=dict)
    first: int | None = None
    last: int | None = None
    levels: Counter[str] = field(default_factory=Counter)
    values: list[Values] = field(default_factory=list)
    #: How many of each span of time, by its number.
    trend: Counter[int] = field(default_factory=Counter)

    def see_values(self, raw: Sequence[Sequence[str]], holes: Sequence[Hole]) -> None:
        """Values by raw variable, each with those of all messages."""
        while len(self.values) < len(holes):
            self.values.append(Values())
        for kept, (first, gaps) in zip(self.values, holes, strict=True):
            if len(gaps) == 1:
                kept.update(raw[first])
            else:
                rows = zip(*raw[first : first + len(gaps)], strict=True)
                kept.update(values_of(row, gaps) for row in rows)

    def see_samples(self, messages: Iterable[str], most: int) -> None:
        """Keep the first different ones."""
        if len(self.samples) < most:
            for message in messages:
                self.samples[message[:_LONGEST_SAMPLE]] = None
                if len(self.samples) >= most:
                    return

    def see_words(self, rows: Sequence[Sequence[str]]) -> None:
        """Values of one message after another, one for each hole."""
        self.see_values(list(zip(*rows, strict=True)), [(place, [""]) for place in range(len(rows[0]))])

    def see_trend(self, times: Iterable[int], span: int) -> None:
        self.trend.update(time // span for time in times)

    def see_times(self, times: Sequence[int]) -> None:
        first, last = min(times), max(times)
        self.first = first if self.first is None else min(first, self.first)
        self.last = last if self.last is None else max(last, self.last)

    def see_levels(self, levels: Iterable[str | None]) -> None:
        self.levels.update(level for level in levels if level)

    def merge(self, other: "Entry", samples: int) -> None:
        """Count in the messages of another entry of the same shape."""
        self.count += other.count
        self.see_samples(other.samples, samples)
        self.see_times_of(other)
        self.levels.update(other.levels)
        self.trend.update(other.trend)
        while len(self.values) < len(other.values):
            self.values.append(Values())
        for mine, theirs in zip(self.values, other.values, strict=False):
            mine.merge(theirs)

    def see_times_of(self, other: "Entry") -> None:
        if other.first is not None and other.last is not None:
            self.see_times([other.first, other.last])
