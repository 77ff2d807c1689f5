"""Counts messages by pattern, as they come, in bounded memory; two tallies can be made one."""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Final

from elkvision.analysis.patterns.entry import Entry, Values
from elkvision.analysis.patterns.group import groups
from elkvision.analysis.patterns.masking import HOLE, pieces
from elkvision.analysis.patterns.pattern import Pattern
from elkvision.analysis.patterns.render import generalised, id_of, pattern_of
from elkvision.analysis.patterns.shape import Hole, Shape, join_lists, shape_of

#: Different shapes that are kept apart; beyond them, those of one pattern become one shape.
MOST_SHAPES: Final = 20_000
_BATCH: Final = 10_000

#: What has found no place among the shapes.
_REST: Final = shape_of(HOLE)


class Tally:
    """What has been counted so far. Every message is in exactly one pattern, and in none twice."""

    def __init__(self, *, samples: int = 5, most_shapes: int = MOST_SHAPES) -> None:
        self.count = 0
        self._samples = samples
        self._most = most_shapes
        self._raw: dict[str, tuple[Entry, list[Hole]]] = {}
        self._entries: dict[str, Entry] = {}

    def add(
        self,
        messages: Iterable[str],
        times: Sequence[int] | None = None,
        levels: Sequence[str | None] | None = None,
    ) -> None:
        """Count messages; `times` and `levels` are theirs, in the same order."""
        source = iter(messages)
        begin = 0
        while batch := list(islice(source, _BATCH)):
            end = begin + len(batch)
            self._add(batch, times and times[begin:end], levels and levels[begin:end])
            begin = end

    def merge(self, other: "Tally") -> None:
        """Count in what another tally has counted; the other one stays as it is."""
        self.count += other.count
        for text, entry in other._entries.items():
            self._entry(text).merge(entry, self._samples)
        self._keep_bounds()

    def patterns(self) -> list[Pattern]:
        """The patterns, the most frequent first."""
        found = (
            pattern_of([self._entries[shape.text] for shape in group], self.count, self._samples)
            for group in groups(entry.shape for entry in self._entries.values())
        )
        return sorted(found, key=lambda pattern: (-pattern.count, pattern.template))

    def ids_of(self, messages: Iterable[str]) -> list[str | None]:
        """The id of the pattern that each of these counted messages is in; None where its shape was given up for space."""
        ids: dict[str, str] = {}
        for group in groups(entry.shape for entry in self._entries.values()):
            found = id_of([self._entries[shape.text] for shape in group])
            ids.update((shape.text, found) for shape in group)
        return [ids.get(join_lists(pieces(message)[::2])[0]) for message in messages]

    def _add(self, batch: list[str], times: Sequence[int] | None, levels: Sequence[str | None] | None) -> None:
        rows: dict[str, list[tuple[int, list[str]]]] = {}
        for number, message in enumerate(batch):
            cut = pieces(message)
            key = HOLE.join(cut[::2])
            row = (number, cut)
            if key in rows:
                rows[key].append(row)
            else:
                rows[key] = [row]
        for key, found in rows.items():
            entry, holes = self._raw.get(key) or self._new(key)
            numbers = [number for number, _ in found]
            entry.count += len(found)
            entry.see_values(list(zip(*[cut[1::2] for _, cut in found], strict=True)), holes)
            entry.see_samples((batch[number] for number in numbers), self._samples)
            if times is not None:
                entry.see_times([times[number] for number in numbers])
            if levels is not None:
                entry.see_levels([levels[number] for number in numbers])
        self.count += len(batch)
        self._keep_bounds()

    def _new(self, key: str) -> tuple[Entry, list[Hole]]:
        text, holes = join_lists(key.split(HOLE))
        self._raw[key] = made = (self._entry(text), holes)
        return made

    def _entry(self, text: str) -> Entry:
        entry = self._entries.get(text)
        if entry is None:
            entry = self._entries[text] = Entry(shape_of(text))
        return entry

    def _keep_bounds(self) -> None:
        if len(self._raw) > 2 * self._most:
            self._raw.clear()
        if len(self._entries) <= self._most:
            return
        self._raw.clear()
        before = list(groups(entry.shape for entry in self._entries.values()))
        kept = [self._made_one(group) for group in before]
        self._entries = {}
        for entry in sorted(kept, key=lambda one: (-one.count, one.shape.text)):
            full = len(self._entries) >= self._most // 2
            self._take(_as_rest(entry) if full else entry)

    def _made_one(self, group: list[Shape]) -> Entry:
        entries = [self._entries[shape.text] for shape in group]
        return entries[0] if len(entries) == 1 else generalised(entries, self._samples)

    def _take(self, entry: Entry) -> None:
        there = self._entries.get(entry.shape.text)
        if there is None:
            self._entries[entry.shape.text] = entry
        else:
            there.merge(entry, self._samples)


def _as_rest(entry: Entry) -> Entry:
    values = Values()
    values.update(list(entry.samples))
    values.let_go = entry.count - len(entry.samples)
    return Entry(_REST, entry.count, entry.samples, entry.first, entry.last, entry.levels, [values])
