"""Rules that look at windows: all that are due are asked for together, and what comes of it is written at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final

import structlog
from django.utils import timezone

from elkvision.alerting.evaluating import Due, evaluate
from elkvision.alerting.rolling import Rolling
from elkvision.alerting.schedule import ends_due, next_due
from elkvision.alerting.state import Turned
from elkvision.alerting.states import failed
from elkvision.core.errors import ElkVisionError, Unavailable
from elkvision.core.tenancy import TenantId
from elkvision.server.apps.accounts.models import Organisation
from elkvision.server.apps.alerts.models import Rule
from elkvision.server.apps.alerts.watching import counted, horizon, recording, showing
from elkvision.server.apps.alerts.watching.keeping import Step, end_left_over, keep, taken
from elkvision.server.apps.alerts.watching.lease import Lease
from elkvision.server.apps.alerts.watching.rulebook import Entry
from elkvision.store.contract import Ask, LogStore, Table

log = structlog.get_logger(__name__)

Clock = Callable[[], datetime]

#: The store may be away for so long before a rule says that it is not evaluated.
OUTAGE: Final = timedelta(seconds=30)


def due(entries: Sequence[Entry], settled: float) -> list[Entry]:
    """Those that have windows to look at; `settled` is how far the store is, in seconds since 1970."""
    return [entry for entry in entries if ends_due(entry.definition, entry.state.until, settled)]


def waiting(entries: Sequence[Entry], settled: float) -> list[Entry]:
    """Those whose next window is not settled as far as the store is."""
    return [entry for entry in entries if not ends_due(entry.definition, entry.state.until, settled)]


def next_look(entries: Sequence[Entry]) -> float | None:
    """When the next window of any of them has settled, in seconds since 1970."""
    return min((next_due(entry.definition, entry.state.until) for entry in entries), default=None)


def look(
    organisation: Organisation,
    entries: Sequence[Entry],
    store: LogStore,
    settled: float,
    lease: Lease,
    clock: Clock = timezone.now,
    rolling: Rolling | None = None,
) -> int:
    """Evaluate these, which are due, and write what came of it; returns how many. `rolling` is what the organisation's
    rules have counted lately. Raises Lost, and Unavailable while the
    store does not answer: what it answered is written before."""
    tenant = TenantId(organisation.tenant)
    asker = Asker(store, tenant)
    dues = [Due(entry, entry.definition, entry.state) for entry in entries]
    steps: list[Step] = []
    found: list[recording.Found] = []
    until = datetime.fromtimestamp(settled, UTC)
    read = partial(store.export, tenant, order="newest")
    for outcome in evaluate((rolling or Rolling()).asker(asker, until), dues, until, read):
        if asker.away is not None and outcome.state.error == str(asker.away):
            continue  # that says nothing of the rule; `lament` speaks of it when it lasts
        counted.evaluations.add("failed" if outcome.state.error else "done")
        steps.append(Step(outcome.id, outcome.state))
        if outcome.turns:
            found.append(_with_proof(store, tenant, outcome.id, _noted(outcome.turns)))
    if steps:
        _write(organisation, steps, found, lease, clock())
    if asker.away is not None:
        raise asker.away
    return len(steps)


def _noted(turns: Sequence[Turned]) -> Sequence[Turned]:
    """What was found without the logs of a gateway says so."""
    missing = horizon.missing()
    return [replace(turn, words=f"{turn.words} {missing}".strip()) for turn in turns] if missing else turns


@dataclass
class Asker:
    """Asks the store for a tenant, and remembers that it did not answer."""

    store: LogStore
    tenant: TenantId
    away: Unavailable | None = None

    def __call__(self, ask: Ask) -> Table:
        if self.away is not None:
            raise self.away
        try:
            return self.store.aggregate(self.tenant, ask)
        except Unavailable as error:
            self.away = error
            raise


def lament(organisation: Organisation, entries: Sequence[Entry], why: str, lease: Lease, now: datetime) -> None:
    """The store does not answer, or is behind: of these rules, those whose window has been due for a while say so."""
    late = [entry for entry in entries if not entry.state.error and _is_late(entry, now)]
    steps, found = [], []
    for entry in late:
        state, turns = failed(entry.definition, entry.state, int(now.timestamp()), why)
        steps.append(Step(entry, state))
        found.append(recording.Found(entry.rule, entry.definition, turns))
    if steps:
        _write(organisation, steps, found, lease, now)


def _is_late(entry: Entry, now: datetime) -> bool:
    if entry.state.until is None:
        return now - entry.rule.updated_at > OUTAGE + entry.definition.settle
    return now.timestamp() > next_due(entry.definition, entry.state.until) + OUTAGE.total_seconds()


def _with_proof(store: LogStore, tenant: TenantId, entry: Entry, turns: Sequence[Turned]) -> recording.Found:
    """With the lines and the chart of what begins to fire. They are for show: without them it is told all the same."""
    firing = [turn for turn in turns if turn.to == "firing"]
    if not firing:
        return recording.Found(entry.rule, entry.definition, turns)
    try:
        shown = showing.lines(store, tenant, firing), showing.charts(store, tenant, entry.definition, firing)
    except ElkVisionError as error:
        log.warning("an alert goes without its lines", rule=entry.rule.pk, error=str(error))
        shown = {}, {}
    return recording.Found(entry.rule, entry.definition, turns, *shown)


def _write(
    organisation: Organisation,
    steps: Sequence[Step],
    found: Sequence[recording.Found],
    lease: Lease,
    now: datetime,
) -> None:
    with lease.held(organisation.pk, now):
        found = _still_meant(found)
        recording.record(organisation, found, now)
        keep(steps, now)
        for step in steps:
            if step.entry.anew and not step.state.error:
                end_left_over(step, now)
    taken(steps)


def _still_meant(found: Sequence[recording.Found]) -> Sequence[recording.Found]:
    """Without the turns of rules that were changed, removed or switched off while they were evaluated."""
    if not found:
        return found
    ids = [one.rule.pk for one in found]
    there = dict(Rule.objects.filter(pk__in=ids, enabled=True).values_list("pk", "version"))
    return [one for one in found if there.get(one.rule.pk) == one.rule.version]
