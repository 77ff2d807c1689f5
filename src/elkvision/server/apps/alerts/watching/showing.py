"""What a message shows of an alert that begins: the newest lines of its window, and the numbers of the windows before."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from elkvision.alerting.assembling import assemble
from elkvision.alerting.judging import judge
from elkvision.alerting.planning import ask_all, columns
from elkvision.alerting.rule import Rule, Threshold
from elkvision.alerting.schedule import seconds
from elkvision.alerting.state import Turned, keys_of
from elkvision.core.clock import moment
from elkvision.core.query import parse
from elkvision.core.tenancy import TenantId
from elkvision.core.wire import to_wire
from elkvision.server.apps.alerts import links
from elkvision.server.apps.notifications.message import MOST_LINES, Chart
from elkvision.store.contract import LogStore, Span

#: Alerts of one rule and one look that lines are fetched for.
MOST_SHOWN: Final = 20
_POINTS: Final = 60


def lines(store: LogStore, tenant: TenantId, firing: Sequence[Turned]) -> dict[str, list[Mapping[str, Any]]]:
    """By the group's key, oldest first."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for turn in firing[:MOST_SHOWN]:
        span = Span(parse(turn.query), moment(turn.start * 1000), moment(turn.at * 1000))
        page = store.search(tenant, span, limit=MOST_LINES)
        found[turn.key] = [to_wire(event) for event in reversed(page.events)]
    return found


def charts(store: LogStore, tenant: TenantId, rule: Rule, firing: Sequence[Turned]) -> dict[str, Chart]:
    """By the group's key: what the rule looked at, window by window, up to the last one that fires."""
    last, every = max(turn.at for turn in firing), seconds(rule.every)
    ends = range(last - (_POINTS - 1) * every, last + every, every)
    wanted = columns(rule, ends)
    answer = assemble(rule, ends, wanted, ask_all(lambda ask: store.aggregate(tenant, ask), wanted))
    threshold = rule.condition.value if isinstance(rule.condition, Threshold) else None
    found = {}
    for turn in firing[:MOST_SHOWN]:
        series = answer.series.get(keys_of(turn.key))
        if series is not None:
            values = judge(rule, series).values
            found[turn.key] = Chart([(_iso(end), each) for end, each in zip(ends, values, strict=True)], threshold)
    return found


def _iso(second: int) -> str:
    return links.iso(datetime.fromtimestamp(second, UTC))
