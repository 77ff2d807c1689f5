"""New kinds of messages: lines are read and clustered, and a kind is known by the shape of its text.

A shape that differs from known ones in a variable place alone, as a user's name, is of a known kind.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

from elkvision.alerting.answer import Answer, Keys
from elkvision.alerting.errors import RuleTrouble
from elkvision.alerting.labels import read_query
from elkvision.alerting.needs import memory
from elkvision.alerting.rule import Rule
from elkvision.alerting.schedule import seconds
from elkvision.analysis.patterns.group import groups
from elkvision.analysis.patterns.masking import pieces
from elkvision.analysis.patterns.shape import join_lists, shape_of
from elkvision.core.event import Event
from elkvision.store.contract import Number, Span

#: Reads a tenant's lines, newest first: `partial(store.export, tenant, order="newest")`.
Reader = Callable[[Span], Iterable[Sequence[Event]]]

#: So many lines of the time that is evaluated are read, and no more: then the rule has to be narrowed.
MOST_LINES: Final = 200_000
#: What was there before is learnt from so many of the newest lines.
MOST_BEFORE: Final = 100_000
_NANO: Final = 1_000_000_000


def answer_patterns(read: Reader | None, rule: Rule, ends: range, known: Iterable[str], *, begins: bool) -> Answer:
    """The counts of each shape in these windows; `seen` has those that are of a kind that was there before. `begins`:
    nothing is known yet, and what was there in the look-back is read. Raises RuleTrouble for too many lines."""
    if read is None:
        raise RuleTrouble("Patterns cannot be watched here.", hint="watch a field instead")
    every, window = seconds(rule.every), seconds(rule.window)
    times = _times(read, rule, ends[0] - window, ends[-1], MOST_LINES + 1)
    if sum(map(len, times.values())) > MOST_LINES:
        raise RuleTrouble(
            f"More than {MOST_LINES:,} lines match in the time to evaluate, and patterns are made of all of them.",
            hint="narrow the query",
        )
    last = ends[0] - every
    before = _before(read, rule, last) if begins else dict.fromkeys(known, last)
    seen: dict[Keys, int] = {(shape,): end for shape, end in before.items()} if begins else {}
    series: dict[Keys, list[list[Number]]] = {}
    for group in groups(map(shape_of, {*before, *times})):
        shapes = sorted((each.text for each in group), key=lambda text: (min(times.get(text, [ends[-1]])), text))
        if any(text in before for text in shapes):
            series |= {(text,): [_counts(times[text], ends, window)] for text in shapes if text in times}
            seen |= {(text,): last for text in shapes if text not in before}
            continue
        first, *others = shapes
        series[(first,)] = [_counts([at for text in shapes for at in times[text]], ends, window)]
        seen |= {(text,): last for text in others}
    return Answer(ends, series, seen)


def _before(read: Reader, rule: Rule, end: int) -> dict[str, int]:
    """The shapes of the look-back, and the last window that each was in."""
    window, every = seconds(rule.window), seconds(rule.every)
    times = _times(read, rule, end - seconds(memory(rule)), end, MOST_BEFORE)
    return {shape: min(int(max(found) + window) // every * every, end) for shape, found in times.items()}


def _times(read: Reader, rule: Rule, begin: int, end: int, most: int) -> Mapping[str, list[float]]:
    """When each shape was said, of the newest lines."""
    span = Span(read_query(rule.query), datetime.fromtimestamp(begin, UTC), datetime.fromtimestamp(end, UTC))
    found: dict[str, list[float]] = defaultdict(list)
    for place, event in enumerate(_lines(read, span)):
        if place == most:
            break
        found[join_lists(pieces(event.get("message", ""))[::2])[0]].append(event["@timestamp"] / _NANO)
    return found


def _lines(read: Reader, span: Span) -> Iterator[Event]:
    for chunk in read(span):
        yield from chunk


def _counts(times: Iterable[float], ends: range, window: int) -> list[Number]:
    """How many were said in each window."""
    found: Counter[int] = Counter()
    for at in times:
        first = int(at) // ends.step * ends.step + ends.step
        found.update(range(first, int(at) + window + 1, ends.step))
    return [found[end] for end in ends]
