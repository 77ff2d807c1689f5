"""From the shapes of one pattern to what is said of it."""

import re
from collections import Counter
from collections.abc import Sequence
from hashlib import blake2b
from itertools import islice
from typing import Final

from elkvision.analysis.patterns.entry import Entry, Values
from elkvision.analysis.patterns.kinds import kind_of_all
from elkvision.analysis.patterns.masking import HOLE
from elkvision.analysis.patterns.pattern import Pattern, Variable
from elkvision.analysis.patterns.query import query_for
from elkvision.analysis.patterns.shape import shape_of

#: The kind of a variable is told from so many of its values.
_ASKED: Final = 50
_SHOWN: Final = 10
#: One value that begins so, each time, is written into the template: `ssh2`, `IPv4`.
_NAME: Final = re.compile(r"[^\W\d_][^\W\d]*\d{1,2}[^\W\d]{0,8}")
_OFTEN: Final = 3


def pattern_of(entries: Sequence[Entry], total: int, samples: int) -> Pattern:
    """What is known of the messages of these shapes together."""
    whole = generalised(entries, samples)
    texts: list[str] = []
    variables: list[Variable] = []
    for values in whole.values:
        name = _only_name(values)
        if name is None:
            variables.append(_variable(values))
        texts.append(name or f"<{variables[-1].kind}>")
    template = "".join(part + hole for part, hole in zip(whole.shape.text.split(HOLE), [*texts, ""], strict=True))
    return Pattern(
        id=_id_of(whole.shape.text),
        template=template,
        count=whole.count,
        share=whole.count / total,
        first=whole.first,
        last=whole.last,
        levels=dict(sorted(whole.levels.items(), key=lambda item: (-item[1], item[0]))),
        samples=tuple(whole.samples),
        variables=tuple(variables),
        query=query_for(whole.shape.text),
        trend=dict(sorted(whole.trend.items())),
    )


def id_of(entries: Sequence[Entry]) -> str:
    """The id of the pattern that these shapes are."""
    text, _ = _text_of(entries)
    return _id_of(text)


def generalised(entries: Sequence[Entry], samples: int) -> Entry:
    """One entry for several shapes of the same frame, with a hole wherever they differ."""
    entries = _ranked(entries)
    text, words = _text_of(entries)
    whole = Entry(shape_of(text), values=_values_of_holes(entries, words))
    for entry in entries:
        whole.count += entry.count
        whole.see_samples(entry.samples, samples)
        whole.see_times_of(entry)
        whole.levels.update(entry.levels)
        whole.trend.update(entry.trend)
    return whole


def _ranked(entries: Sequence[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: (-entry.count, entry.shape.text))


def _text_of(entries: Sequence[Entry]) -> tuple[str, list[str]]:
    """The text that they have in common, and its words and holes. White space is as in the first of them by text."""
    rows = [entry.shape.columns for entry in entries]
    words = [words[0] if len(set(words)) == 1 else HOLE for words in zip(*rows, strict=True)]
    gaps = min(entry.shape for entry in entries).gaps
    return "".join(gap + word for gap, word in zip(gaps, [*words, ""], strict=True)), words


def _values_of_holes(entries: Sequence[Entry], words: Sequence[str]) -> list[Values]:
    found = [Values() for word in words if word == HOLE]
    for entry in entries:
        own = iter(entry.values)
        holes = iter(found)
        for word, column in zip(words, entry.shape.columns, strict=True):
            if word != HOLE:
                continue
            next(holes).merge(next(own) if column == HOLE else Values(Counter({column: entry.count})))
    return found


def _variable(values: Values) -> Variable:
    ranked = sorted(values.counts.items(), key=lambda item: (-item[1], item[0]))
    return Variable(
        kind=kind_of_all(value for value, _ in islice(ranked, _ASKED)),
        values=tuple(ranked[:_SHOWN]),
        distinct=len(ranked),
        complete=not values.let_go,
    )


def _only_name(values: Values) -> str | None:
    if len(values.counts) != 1 or values.let_go:
        return None
    ((value, count),) = values.counts.items()
    return value if count >= _OFTEN and _NAME.fullmatch(value) else None


def _id_of(text: str) -> str:
    shape = shape_of(text)
    said = "".join(gap + word for gap, word in zip(shape.frame, [*shape.columns, ""], strict=True))
    return blake2b(said.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
