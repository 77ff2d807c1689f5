"""Patterns with names in them, found again at once: most lines of one bring names that were never there before."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from operator import itemgetter
from typing import Final, NamedTuple

from elkvision.analysis.patterns.entry import Entry
from elkvision.analysis.patterns.masking import HOLE
from elkvision.analysis.patterns.shape import frame_of

#: Sets of firm places that are tried for lines of one length.
_MOST_MASKS: Final = 50

Words = Sequence[str]
Firm = tuple[int, ...]


class General(NamedTuple):
    """An entry for all words in the places of its holes."""

    entry: Entry
    frame: tuple[str, ...]
    holes: tuple[int, ...]


class Learnt:
    """By the number of columns, then by which of them are firm, then by the words there."""

    def __init__(self) -> None:
        self._found: dict[int, dict[Firm, tuple[Callable[[Words], object], dict[object, list[General]]]]] = {}
        self.entries: dict[str, Entry] = {}

    def __len__(self) -> int:
        return len(self.entries)

    def add(self, entry: Entry) -> None:
        columns = entry.shape.columns
        firm = tuple(place for place, word in enumerate(columns) if word != HOLE)
        masks = self._found.setdefault(len(columns), {})
        if not firm or entry.shape.text in self.entries or (firm not in masks and len(masks) >= _MOST_MASKS):
            return
        self.entries[entry.shape.text] = entry
        if firm not in masks:
            masks[firm] = (itemgetter(*firm), defaultdict(list))
            # Those with the most words for certain are tried first.
            self._found[len(columns)] = dict(sorted(masks.items(), key=lambda item: (-len(item[0]), item[0])))
        pick, by_words = masks[firm]
        holes = tuple(place for place, word in enumerate(columns) if word == HOLE)
        by_words[pick(columns)].append(General(entry, entry.shape.frame, holes))

    def find(self, columns: Words, gaps: Words) -> General | None:
        masks = self._found.get(len(columns))
        if masks is None:
            return None
        for pick, by_words in masks.values():
            for general in by_words.get(pick(columns), ()):
                if general.frame == frame_of(tuple(gaps)):
                    return general
        return None


def words_in(general: General, columns: Words, variables: Iterable[str]) -> tuple[str, ...]:
    """What a line has in the holes of the pattern: words of its own, or its variables."""
    own = iter(variables)
    row = [next(own) if word == HOLE else word for word in columns]
    return tuple([row[place] for place in general.holes])
