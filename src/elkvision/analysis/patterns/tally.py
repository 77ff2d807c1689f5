"""Counts messages by pattern, as they come, in bounded memory; two tallies can be made one."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Final

from elkvision.analysis.patterns.entry import Entry, Values
from elkvision.analysis.patterns.group import groups
from elkvision.analysis.patterns.learnt import Learnt, words_in
from elkvision.analysis.patterns.masking import HOLE, pieces
from elkvision.analysis.patterns.pattern import Pattern
from elkvision.analysis.patterns.render import generalised, id_of, pattern_of
from elkvision.analysis.patterns.shape import Hole, Shape, cut, join_lists, shape_of

#: Different shapes that are kept apart; beyond them, those of one pattern become one shape.
MOST_SHAPES: Final = 20_000
#: With so many shapes it is looked whether some are one, and again whenever there are twice as many as then were left.
_FIRST_LOOK: Final = 2_000
#: A pattern of so many shapes has names in it, and any others may come.
_MANY_SHAPES: Final = 100
_BATCH: Final = 10_000

#: What has found no place among the shapes.
_REST: Final = shape_of(HOLE)

Row = tuple[int, list[str]]


class Tally:
    """What has been counted so far. Every message is in exactly one pattern, and in none twice.

    With a `span`, in the unit of the times, it is also counted how many of each pattern there were in each.
    """

    def __init__(self, *, samples: int = 5, most_shapes: int = MOST_SHAPES, span: int | None = None) -> None:
        self.count = 0
        self._samples = samples
        self._most = most_shapes
        self._span = span
        self._look = min(_FIRST_LOOK, most_shapes)
        self._raw: dict[str, tuple[Entry, list[Hole]]] = {}
        self._entries: dict[str, Entry] = {}
        self._learnt = Learnt()

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
        for text in other._learnt.entries:
            self._learnt.add(self._entries[text])
        self._keep_bounds()

    def patterns(self, before: "Tally | None" = None) -> list[Pattern]:
        """The patterns, the most frequent first; with another tally, each says how many of it are there."""
        theirs = before._entries if before else {}
        shapes = {entry.shape for found in (self._entries, theirs) for entry in found.values()}
        found = []
        for group in groups(shapes):
            mine = [self._entries[shape.text] for shape in group if shape.text in self._entries]
            if mine:
                pattern = pattern_of(mine, self.count, self._samples)
                others = sum(theirs[shape.text].count for shape in group if shape.text in theirs)
                found.append(replace(pattern, before=others) if before else pattern)
        return sorted(found, key=lambda pattern: (-pattern.count, pattern.template))

    def ids_of(self, messages: Iterable[str]) -> list[str | None]:
        """The id of the pattern that each of these counted messages is in; None where its shape was given up for space."""
        ids: dict[str, str] = {}
        for group in groups(entry.shape for entry in self._entries.values()):
            found = id_of([self._entries[shape.text] for shape in group])
            ids.update((shape.text, found) for shape in group)
        return [ids.get(self._text_of(message)) for message in messages]

    def _text_of(self, message: str) -> str:
        """The text of the entry that a message is in."""
        key = HOLE.join(pieces(message)[::2])
        text, _ = join_lists(key.split(HOLE))
        if text not in self._entries and (columns := cut(key)):
            general = self._learnt.find(*columns)
            return general.entry.shape.text if general else text
        return text

    def _add(self, batch: list[str], times: Sequence[int] | None, levels: Sequence[str | None] | None) -> None:
        for entry, numbers in self._placed(batch):
            entry.count += len(numbers)
            entry.see_samples((batch[number] for number in numbers), self._samples)
            if times is not None:
                seen = [times[number] for number in numbers]
                entry.see_times(seen)
                if self._span:
                    entry.see_trend(seen, self._span)
            if levels is not None:
                entry.see_levels([levels[number] for number in numbers])
        self.count += len(batch)
        self._keep_bounds()

    def _placed(self, batch: list[str]) -> Iterator[tuple[Entry, list[int]]]:
        """The entries that the messages are in, having seen their values, and the numbers of the messages."""
        rows: dict[str, list[Row]] = {}
        general: dict[str, tuple[Entry, list[int], list[tuple[str, ...]]]] = {}
        for number, message in enumerate(batch):
            found = pieces(message)
            key = HOLE.join(found[::2])
            row = (number, found)
            if key in rows:
                rows[key].append(row)
            elif key in self._raw or not self._take_general(key, row, general):
                rows[key] = [row]
        for key, same in rows.items():
            entry, holes = self._raw.get(key) or self._new(key)
            entry.see_values(list(zip(*[parts[1::2] for _, parts in same], strict=True)), holes)
            yield entry, [number for number, _ in same]
        for entry, numbers, words in general.values():
            entry.see_words(words)
            yield entry, numbers

    def _take_general(
        self, key: str, row: Row, general: dict[str, tuple[Entry, list[int], list[tuple[str, ...]]]]
    ) -> bool:
        """Is the message one of a pattern that is known for its names?"""
        if not self._learnt or not (columns := cut(key)) or not (found := self._learnt.find(*columns)):
            return False
        number, parts = row
        taken = general.setdefault(found.entry.shape.text, (found.entry, [], []))
        taken[1].append(number)
        taken[2].append(words_in(found, columns[0], parts[1::2]))
        return True

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
        if len(self._entries) > self._look:
            self._learn(_MANY_SHAPES)
            if len(self._entries) > self._most:
                self._learn(2)
            self._look = min(self._most, max(_FIRST_LOOK, 2 * len(self._entries)))

    def _learn(self, many: int) -> None:
        """Make one entry of the shapes of each pattern that has so many."""
        found = list(groups(entry.shape for entry in self._entries.values()))
        made = [self._made_one(group) for group in found if len(group) >= many]
        if len(self._entries) <= self._most and not made:
            return
        self._raw.clear()
        kept = [self._entries[shape.text] for group in found if len(group) < many for shape in group]
        known = [*self._learnt.entries, *(entry.shape.text for entry in made)]
        self._entries, self._learnt = {}, Learnt()
        for entry in sorted([*made, *kept], key=lambda one: (-one.count, one.shape.text)):
            full = many == 2 and len(self._entries) >= self._most // 2
            self._take(_as_rest(entry) if full else entry)
        for text in known:
            if text in self._entries:
                self._learnt.add(self._entries[text])

    def _made_one(self, group: list[Shape]) -> Entry:
        return generalised([self._entries[shape.text] for shape in group], self._samples)

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
    return Entry(_REST, entry.count, entry.samples, entry.first, entry.last, entry.levels, [values], entry.trend)
