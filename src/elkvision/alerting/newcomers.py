"""New values over a whole range: which ones may be new is asked first, and only they are followed window by window."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

from elkvision.alerting.answer import Keys
from elkvision.alerting.errors import RuleTrouble
from elkvision.alerting.labels import both, group_is, read_query
from elkvision.alerting.needs import groups, memory
from elkvision.alerting.planning import Asker
from elkvision.alerting.rule import MOST_VALUES, Rule
from elkvision.alerting.schedule import seconds
from elkvision.core.query import Node, Or
from elkvision.store.contract import Ask, Measure, Span

#: More new values than this in one range are not followed.
MOST_NEW: Final = 1000
#: So many are followed in one ask.
AT_ONCE: Final = 100

#: The first and the last time of a value in a part of the range, in seconds.
Times = Mapping[Keys, tuple[float, float]]


def candidates(ask: Asker, rule: Rule, ends: range, seen: Mapping[Keys, int]) -> list[Keys]:
    """The values that were not seen for the look-back before one of the windows. Within a part of the range that is no
    longer than the look-back, a value can only come back after it with its first event."""
    known = {keys: float(last) for keys, last in seen.items()}
    found: dict[Keys, None] = {}
    look_back, window = seconds(memory(rule)), seconds(rule.window)
    size = max(1, look_back // ends.step)
    begin = ends[0] - window
    for place in range(0, len(ends), size):
        part = ends[place : place + size]
        for keys, (first, last) in _times(ask, rule, begin, part[-1]).items():
            before = known.get(keys)
            if before is None or first + 2 * ends.step - before > look_back:
                found[keys] = None
            known[keys] = last + window
        begin = part[-1]
    if len(found) > MOST_NEW:
        raise RuleTrouble(
            f"There are {len(found):,} new values of {groups(rule)[-1]} in this range, and {MOST_NEW:,} are the most.",
            hint="narrow the query, or use a shorter range",
        )
    return list(found)


def only(rule: Rule, tree: Node, values: Sequence[Keys]) -> Node:
    """The query's lines that have these values, and perhaps others that have them in other letters."""
    names = groups(rule)
    each = [both([group_is(name, key) for name, key in zip(names, keys, strict=True)]) for keys in values]
    return both([tree, each[0] if len(each) == 1 else Or(tuple(each))])


def _times(ask: Asker, rule: Rule, begin: int, end: int) -> Times:
    table = ask(
        Ask(
            Span(read_query(rule.query), datetime.fromtimestamp(begin, UTC), datetime.fromtimestamp(end, UTC)),
            [Measure("minimum", "@timestamp"), Measure("maximum", "@timestamp")],
            groups(rule),
            limit=MOST_VALUES + 1,
        )
    )
    if table.groups > MOST_VALUES:
        raise RuleTrouble(
            f"There are {table.groups:,} values of {groups(rule)[-1]} in this range, and {MOST_VALUES:,} are the most.",
            hint="narrow the query, or use a shorter range",
        )
    return {
        tuple(row.keys): (first / 1000, last / 1000)
        for row in table.rows
        if (first := row.numbers[0]) is not None and (last := row.numbers[1]) is not None and row.keys[-1] is not None
    }
