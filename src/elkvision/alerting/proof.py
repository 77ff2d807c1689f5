"""What a rule would have done: every window of a range evaluated, from one aggregation wherever a store answers it in one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from elkvision.alerting.drawing import Line, lines
from elkvision.alerting.durations import spoken
from elkvision.alerting.errors import RuleError
from elkvision.alerting.firings import Firing, firings
from elkvision.alerting.labels import read_query
from elkvision.alerting.patterns import Reader
from elkvision.alerting.planning import Asker
from elkvision.alerting.rule import Match, Rule, Threshold
from elkvision.alerting.schedule import seconds
from elkvision.alerting.state import State
from elkvision.alerting.states import advance
from elkvision.alerting.summary import summary
from elkvision.alerting.windows import answer_range, longest
from elkvision.store.contract import Ask, Span

DEFAULT_RANGE: Final = timedelta(days=7)
#: Readable lengths of the volume's bars, in seconds.
_BARS: Final = (10, 30, 60, 300, 600, 1800, 3600, 10_800, 21_600, 43_200, 86_400, 604_800)
_MOST_BARS: Final = 170


@dataclass(frozen=True, slots=True)
class Proof:
    """Times are seconds since 1970. `start` and `end` are the range that was worked out; `shortened` says in a sentence
    why it is shorter than the one that was asked for, "" when it is not.

    `count` is how many times the rule would have fired, each time in `firings`; of a match rule it is how many lines it
    would have told of. `words` says it all in a sentence. `volume` is how many lines match the rule's query, by bars of
    `volume_step` seconds (a bar's start, its count). `lines` are what was compared, group by group, and `threshold` what
    with, where that is one number.
    """

    start: int
    end: int
    count: int
    words: str
    volume: Sequence[tuple[int, int]]
    volume_step: int
    firings: Sequence[Firing] = ()
    lines: Sequence[Line] = ()
    threshold: float | None = None
    shortened: str = ""


def prove(
    ask: Asker,
    rule: Rule,
    end: datetime,
    length: timedelta = DEFAULT_RANGE,
    *,
    read: Reader | None = None,
    latest: bool = True,
    points: int = 500,
    groups: int = 8,
) -> Proof:
    """What the rule would have done in the time of that length up to `end`, drawn with so many points for so many groups.
    `read` reads lines, for rules that watch patterns; `latest` says whether `end` is the present, for the words.

    Raises RuleError when the time is shorter than the rule's schedule, RuleTrouble for too many groups, and what the
    store raises.
    """
    ends, shortened = _ends(rule, end, length)
    start, last = ends[0] - ends.step, ends[-1]
    bar, volume = _volume(ask, rule, start, last)
    plain = Proof(start, last, 0, "", volume, bar, shortened=shortened)
    if isinstance(rule.condition, Match):
        total = sum(count for _, count in volume)
        return replace(plain, count=total, words=summary(rule, total, [], start, last, latest=latest))
    # What already holds at the start has held for as long as `for` asks.
    lead = seconds(rule.for_) // ends.step * ends.step
    answer = answer_range(ask, rule, range(ends.start - lead, ends.stop, ends.step), read)
    _, turns = advance(rule, State(), answer)
    found = firings(rule, answer, turns, since=start)
    return replace(
        plain,
        count=len(found),
        words=summary(rule, len(found), found, start, last, latest=latest),
        firings=found,
        lines=lines(rule, answer, found, since=start, most=groups, points=points),
        threshold=rule.condition.value if isinstance(rule.condition, Threshold) else None,
    )


def _ends(rule: Rule, end: datetime, length: timedelta) -> tuple[range, str]:
    every = seconds(rule.every)
    last = int(end.timestamp()) // every * every
    first = int((end - length).timestamp()) // every * every + every
    if first > last:
        raise RuleError("range", f"it is shorter than {spoken(rule.every)}", hint="use a longer range")
    most = longest(rule)
    if (last - first) // every < most:
        return range(first, last + every, every), ""
    shorter = spoken(timedelta(seconds=most * every))
    words = f"Evaluated every {spoken(rule.every)}, {shorter} are the longest range that can be worked out."
    return range(last - (most - 1) * every, last + every, every), words


def _volume(ask: Asker, rule: Rule, start: int, end: int) -> tuple[int, list[tuple[int, int]]]:
    step = next((each for each in _BARS if (end - start) / each <= _MOST_BARS), _BARS[-1])
    span = Span(read_query(rule.query), datetime.fromtimestamp(start, UTC), datetime.fromtimestamp(end, UTC))
    table = ask(Ask(span, step=timedelta(seconds=step)))
    starts = (int(each.timestamp()) for each in table.starts)
    return step, [(at, int(count or 0)) for at, count in zip(starts, table.total.series[0], strict=True)]
