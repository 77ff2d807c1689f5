"""Rules of one tenant, evaluated together: what is due is asked for, and each rule's state goes on."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Generic, TypeVar

from elkvision.alerting.answer import Answer, Keys
from elkvision.alerting.assembling import assemble
from elkvision.alerting.errors import RuleTrouble
from elkvision.alerting.labels import read_query
from elkvision.alerting.needs import groups, memory, watches_patterns
from elkvision.alerting.patterns import Reader, answer_patterns
from elkvision.alerting.planning import Asker, Column, Found, ask_all, columns
from elkvision.alerting.rule import Match, Rule
from elkvision.alerting.schedule import ends_due, most_groups, seconds
from elkvision.alerting.state import State, Turned, keys_of
from elkvision.alerting.states import advance, failed
from elkvision.core.errors import ElkVisionError
from elkvision.store.contract import Ask, Measure, Span

Id = TypeVar("Id")


@dataclass(frozen=True, slots=True)
class Due(Generic[Id]):
    """A rule and where it stands; `id` is the caller's own name for it."""

    id: Id
    rule: Rule
    state: State


@dataclass(frozen=True, slots=True)
class Outcome(Generic[Id]):
    """Where a rule stands now, and its turns on the way, oldest first. `behind`: more windows are due at once."""

    id: Id
    state: State
    turns: Sequence[Turned]
    behind: bool = False


def evaluate(
    ask: Asker, dues: Iterable[Due[Id]], moment: datetime, read: Reader | None = None
) -> Iterator[Outcome[Id]]:
    """Evaluate every rule whose next window has settled at `moment`: the present, or the store's watermark where that
    is earlier. `read` reads lines, for rules that watch patterns. Rules that are not due, and those of the kind match, have no outcome. Never raises for what is wrong with
    a rule or the store: that is the state `error` of the rules it concerns."""
    now = moment.timestamp()
    ready = [
        (due, ends_due(due.rule, due.state.until, now)) for due in dues if not isinstance(due.rule.condition, Match)
    ]
    ready = [(due, ends) for due, ends in ready if ends]
    wanted = {place: wanted_of(due.rule, ends) for place, (due, ends) in enumerate(ready)}
    found = ask_all(ask, (column for each in wanted.values() for column in each))
    for place, (due, ends) in enumerate(ready):
        state, turns = _gone_on(_Sources(ask, read), due.rule, due.state, ends, wanted[place], found)
        yield Outcome(due.id, state, turns, bool(not state.error and ends_due(due.rule, state.until, now)))


@dataclass(frozen=True, slots=True)
class _Sources:
    ask: Asker
    read: Reader | None


def wanted_of(rule: Rule, ends: range) -> list[Column]:
    return [] if watches_patterns(rule) else columns(rule, ends)


def _gone_on(
    sources: _Sources, rule: Rule, state: State, ends: range, wanted: Sequence[Column], found: dict[Column, Found]
) -> tuple[State, list[Turned]]:
    try:
        return advance(rule, state, _answer(sources, rule, state, ends, wanted, found))
    except RuleTrouble as trouble:
        if len(ends) == 1:
            state, turns = failed(rule, state, ends[0], str(trouble))
            # A rule that remembers cannot begin without what was there before.
            begun = state.until is not None or not memory(rule)
            return replace(state, until=ends[0] if begun else None), turns
        return _in_halves(sources, rule, state, ends)
    except ElkVisionError as error:
        return failed(rule, state, ends[-1], str(error))


def _answer(
    sources: _Sources, rule: Rule, state: State, ends: range, wanted: Sequence[Column], found: dict[Column, Found]
) -> Answer:
    begins = state.until is None
    if watches_patterns(rule):
        known = [keys_of(key)[-1] or "" for key in state.instances]
        return answer_patterns(sources.read, rule, ends, known, begins=begins)
    answer = assemble(rule, ends, wanted, found)
    if begins and memory(rule):
        return replace(answer, seen=seen_before(sources.ask, rule, ends[0]))
    return answer


def _in_halves(sources: _Sources, rule: Rule, state: State, ends: range) -> tuple[State, list[Turned]]:
    """To find the windows that are at fault."""
    turns: list[Turned] = []
    middle = len(ends) // 2
    for half in (ends[:middle], ends[middle:]):
        wanted = wanted_of(rule, half)
        state, more = _gone_on(sources, rule, state, half, wanted, ask_all(sources.ask, wanted))
        turns += more
    return state, turns


def seen_before(ask: Asker, rule: Rule, end: int) -> dict[Keys, int]:
    """Groups with something in a window before the one that ends at `end`, as far back as the rule remembers, and the
    end of the last window they were in."""
    every, window = seconds(rule.every), seconds(rule.window)
    last = end - every
    begin = last - seconds(memory(rule)) - window
    table = ask(
        Ask(
            Span(read_query(rule.query), _moment(begin), _moment(last)),
            [Measure("maximum", "@timestamp")],
            groups(rule),
            limit=most_groups(rule) + 1,
        )
    )
    if table.groups > most_groups(rule):
        raise _too_many_before(rule, table.groups)
    newest = {tuple(row.keys): row.numbers[0] for row in table.rows}
    return {
        keys: min(int(number / 1000 + window) // every * every, last)
        for keys, number in newest.items()
        if number is not None
    }


def _too_many_before(rule: Rule, count: int) -> RuleTrouble:
    return RuleTrouble(
        f"There are {count:,} different groups by {', '.join(groups(rule))} in the time it looks back, and"
        f" {most_groups(rule):,} are the most.",
        hint="narrow the query, or shorten the look-back",
    )


def _moment(second: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=second)
