"""Where rules stand, written down: many at once, as they are evaluated together."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from elkvision.alerting.state import State, write_state
from elkvision.core.clock import moment
from elkvision.server.apps.alerts.models import Incident, RuleState, RuleStatus
from elkvision.server.apps.alerts.watching import recording
from elkvision.server.apps.alerts.watching.placing import hurry
from elkvision.server.apps.alerts.watching.rulebook import Entry

#: Rows of one statement: SQLite takes so many variables, and no lock is held for long.
_AT_ONCE = 500


@dataclass(frozen=True)
class Step:
    """From where a rule stands to where it will."""

    entry: Entry
    state: State


def keep(steps: Sequence[Step], now: datetime) -> None:
    """Within the caller's transaction. Most rules only come further: those are written in one statement."""
    moved: dict[datetime, list[int]] = defaultdict(list)
    fresh = []
    for step in steps:
        kept, before, after = step.entry.kept, step.entry.state, step.state
        if kept is None:
            fresh.append(_status(step, now))
        elif before.instances == after.instances and before.error == after.error:
            moved[_evaluated_to(after, now)].append(kept.pk)
        else:
            written = _status(step, now)
            RuleStatus.objects.filter(pk=kept.pk, version=kept.version).update(
                evaluated_to=written.evaluated_to, looked_at=now, state=written.state, pending=written.pending,
                firing=written.firing, memory=written.memory, error=written.error, error_since=written.error_since,
            )  # fmt: skip
    for at, ids in moved.items():
        for place in range(0, len(ids), _AT_ONCE):
            RuleStatus.objects.filter(pk__in=ids[place : place + _AT_ONCE]).update(evaluated_to=at, looked_at=now)
    RuleStatus.objects.filter(pk__in=[each.pk for each in fresh]).delete()
    RuleStatus.objects.bulk_create(fresh, batch_size=_AT_ONCE)


def taken(steps: Sequence[Step]) -> None:
    """After the commit: this is where they stand now."""
    for step in steps:
        step.entry.state, step.entry.anew = step.state, False
        if step.entry.kept is None:
            step.entry.kept = RuleStatus(rule_id=step.entry.rule.pk, version=step.entry.rule.version)


def end_left_over(step: Step, now: datetime) -> None:
    """Alerts of the version before that do not fire by this one."""
    firing = {recording.key_of(key) for key, each in step.state.instances.items() if each.stage == "firing"}
    for incident in Incident.objects.filter(rule=step.entry.rule, firing=True):
        if incident.key not in firing:
            recording.end(incident, now, now, "the rule was changed")
            hurry(incident, now)


def _status(step: Step, now: datetime) -> RuleStatus:
    state, rule = step.state, step.entry.rule
    stages = [each.stage for each in state.instances.values()]
    return RuleStatus(
        rule_id=rule.pk,
        version=rule.version,
        evaluated_to=_evaluated_to(state, now),
        looked_at=now,
        state=RuleState(state.stage),
        pending=stages.count("pending"),
        firing=stages.count("firing"),
        memory=write_state(state),
        error=state.error,
        error_since=moment(state.error_since * 1000) if state.error_since else None,
    )


def _evaluated_to(state: State, now: datetime) -> datetime:
    return now if state.until is None else moment(state.until * 1000)
