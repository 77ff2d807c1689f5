"""Rules of the kind `match`: each line that was received between two watermarks, once.

Nothing is written while nothing matches: a range in which there was nothing is looked at again after a crash, and there is
nothing in it. What matches is written together with how far was looked, so that no line is told twice.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from elkvision.alerting.labels import all_labels, instance_labels, instance_query, read_query
from elkvision.alerting.state import Turned, instance_key
from elkvision.core.query import And, Query, Range, parse
from elkvision.core.query.tree import EVERYTHING
from elkvision.core.tenancy import TenantId
from elkvision.core.wire import to_wire
from elkvision.server.apps.accounts.models import Organisation
from elkvision.server.apps.alerts.models import (
    Change,
    Group,
    Incident,
    IncidentEvent,
    Policy,
    Reason,
    Rule,
    RuleState,
    RuleStatus,
)
from elkvision.server.apps.alerts.watching import recording
from elkvision.server.apps.alerts.watching.flushing import flush
from elkvision.server.apps.alerts.watching.lease import Lease
from elkvision.server.apps.alerts.watching.placing import hurry, place
from elkvision.server.apps.alerts.watching.rulebook import Entry
from elkvision.server.apps.notifications.message import MOST_LINES
from elkvision.store.contract import Ask, LogStore, Measure, Span

#: An alert of matching lines is over when there was none for so long.
REST: Final = timedelta(minutes=5)
#: The store may be away for so long before a rule says that it is not evaluated.
OUTAGE: Final = timedelta(seconds=30)
#: How far was looked is written at least so often.
KEEP_EVERY: Final = timedelta(seconds=15)
#: Groups of one look, and those of them whose lines are fetched.
MOST_GROUPS: Final = 1_000
MOST_WITH_LINES: Final = 50
_MS: Final = 1_000_000


@dataclass(frozen=True)
class Matched:
    """Lines of one group that were received in one look: how many, and the newest."""

    entry: Entry
    keys: tuple[str | None, ...]
    count: int
    lines: Sequence[Mapping[str, Any]]


def look(
    organisation: Organisation, entries: Sequence[Entry], store: LogStore, mark: datetime, lease: Lease, now: datetime
) -> int:
    """Tell what was received before `mark` and was not looked at yet; returns how many lines. Raises Lost, and what the
    store raises."""
    high = _ms(mark)
    if all(entry.kept is not None and _ms(entry.kept.evaluated_to) >= high for entry in entries):
        return 0
    found: list[Matched] = []
    for low, together in _by_low(entries, high).items():
        if low < high:
            found += _found(TenantId(organisation.tenant), together, store, low, high)
    written = bool(found) or any(_is_to_write(entry.kept, mark) for entry in entries)
    if written:
        with lease.held(organisation.pk, now):
            _record(organisation, found, now)
            _recovered(organisation, entries, now)
            _keep(entries, mark, {each.entry.rule.pk for each in found}, now)
    for entry in entries:
        _move(entry, mark, written=written)
    return sum(each.count for each in found)


def rest(organisation: Organisation, lease: Lease, now: datetime) -> None:
    """Alerts without a line for a while are over."""
    over = Incident.objects.filter(
        organisation=organisation, kind="match", firing=True, changed_at__lt=now - REST
    ).select_related("rule")
    if not over:
        return
    with lease.held(organisation.pk, now):
        for incident in over:
            recording.end(incident, now, now, "no line matched for 5 m")
            hurry(incident, now)
            if incident.rule is not None:
                _changed(incident, incident.rule, "resolved", now)
                still = Incident.objects.filter(rule=incident.rule, firing=True).count()
                state = RuleState.FIRING if still else RuleState.INACTIVE
                RuleStatus.objects.filter(pk=incident.rule_id).update(state=state, firing=still)


def lament(organisation: Organisation, entries: Sequence[Entry], why: str, lease: Lease, now: datetime) -> None:
    """The store does not answer for a while: the rules say so."""
    late = [each for each in entries if each.kept is not None and now - each.kept.evaluated_to > OUTAGE]
    late = [each for each in late if each.kept is not None and not each.kept.error]
    if not late:
        return
    with lease.held(organisation.pk, now):
        turn = Turned(int(now.timestamp()), int(now.timestamp()), "error", "", {}, {}, "", why)
        recording.record(organisation, [recording.Found(each.rule, each.definition, [turn]) for each in late], now)
        RuleStatus.objects.filter(pk__in=[each.rule.pk for each in late]).update(
            state=RuleState.ERROR, error=why, error_since=now, looked_at=now
        )
    for entry in late:
        assert entry.kept is not None, "chosen by it"
        entry.kept.error = why


def _by_low(entries: Sequence[Entry], high: int) -> dict[int, list[Entry]]:
    """Rules that were looked at up to the same moment; a new one begins when it was made."""
    found: dict[int, list[Entry]] = defaultdict(list)
    for entry in entries:
        begun = entry.rule.updated_at if entry.kept is None else entry.kept.evaluated_to
        found[min(high, _ms(begun))].append(entry)
    return found


def _found(tenant: TenantId, entries: Sequence[Entry], store: LogStore, low: int, high: int) -> list[Matched]:
    """One question for all rules that are grouped alike, and one more for each group that has lines."""
    received = Range("received_at", low=low * _MS, high=high * _MS, include_high=False)
    alike: dict[tuple[str, ...], list[Entry]] = defaultdict(list)
    for entry in entries:
        alike[entry.definition.group_by].append(entry)
    found: list[Matched] = []
    for groups, together in alike.items():
        measures = tuple(Measure(query=read_query(each.definition.query)) for each in together)
        table = store.aggregate(tenant, Ask(Span(Query("", received)), measures, groups=groups, limit=MOST_GROUPS))
        for row in table.rows if groups else [table.total]:
            for entry, count in zip(together, row.numbers, strict=True):
                if count:
                    few = len(found) < MOST_WITH_LINES
                    lines = _lines(tenant, entry, tuple(row.keys), store, received) if few else []
                    found.append(Matched(entry, tuple(row.keys), int(count), lines))
    return found


def _lines(
    tenant: TenantId, entry: Entry, keys: tuple[str | None, ...], store: LogStore, received: Range
) -> list[dict[str, Any]]:
    query = parse(instance_query(entry.definition, keys))
    tree = received if query.tree == EVERYTHING.tree else And((query.tree, received))
    page = store.search(tenant, Span(Query(query.text, tree)), limit=MOST_LINES)
    return [to_wire(event) for event in reversed(page.events)]


def _record(organisation: Organisation, found: Sequence[Matched], now: datetime) -> None:
    policies = list(Policy.objects.filter(organisation=organisation))
    begun: list[Incident] = []
    due: dict[int, Group] = {}
    for each in found:
        incident, new = _noted(organisation, each, now)
        begun += [incident] if new else []
        for group in place(incident, policies, now):
            due[group.pk] = group
    recording.tell_people(organisation, begun, [], now)
    for group in Group.objects.filter(pk__in=due, due_at__lte=now).select_related("policy"):
        flush(organisation, group, now)


def _noted(organisation: Organisation, each: Matched, now: datetime) -> tuple[Incident, bool]:
    rule, definition = each.entry.rule, each.entry.definition
    key = recording.key_of(instance_key(each.keys))
    query = instance_query(definition, each.keys)
    incident = Incident.objects.filter(rule=rule, key=key, firing=True).first()
    new = incident is None
    if incident is None:
        group = instance_labels(definition, each.keys)
        incident = Incident(
            organisation=organisation, rule=rule, kind="match", key=key, group=group, started_at=now, opened_at=now,
            rule_name=definition.name, severity=definition.severity, labels=all_labels(definition, group),
            annotations=recording.annotations(definition), window_start=now, window_end=now, query=query,
        )  # fmt: skip
    incident.matched += each.count
    incident.lines = [*incident.lines, *each.lines][-MOST_LINES:]
    incident.numbers = [["lines", incident.matched]]
    incident.words = f"{incident.matched:,} lines matched" if incident.matched > 1 else "A line matched"
    incident.changed_at = now
    times = [_at(line) for line in each.lines]
    incident.window_start = min([incident.window_start, *times])
    incident.window_end = max([incident.window_end, now, *(at + timedelta(seconds=1) for at in times)])
    incident.save()
    if new:
        IncidentEvent.objects.create(incident=incident, at=now, reason=Reason.FIRED, text=incident.words)
        _changed(incident, rule, "firing", now)
    return incident, new


def _changed(incident: Incident, rule: Rule, state: str, now: datetime) -> None:
    Change.objects.create(
        rule=rule, incident=incident, version=rule.version, group=incident.group, state=state, at=incident.window_end,
        window_start=incident.window_start, seen_at=now, numbers=incident.numbers, query=incident.query,
        words=incident.words,
    )  # fmt: skip


def _recovered(organisation: Organisation, entries: Sequence[Entry], now: datetime) -> None:
    at = int(now.timestamp())
    again = [
        recording.Found(
            each.rule, each.definition, [Turned(at, at, "recovered", "", {}, {}, "", "The store answers again.")]
        )
        for each in entries
        if each.kept is not None and each.kept.error
    ]
    recording.record(organisation, again, now)


def _keep(entries: Sequence[Entry], mark: datetime, firing: set[int], now: datetime) -> None:
    ids = [entry.rule.pk for entry in entries]
    known = set(RuleStatus.objects.filter(pk__in=ids).values_list("pk", flat=True))
    fresh = [entry.rule for entry in entries if entry.rule.pk not in known]
    RuleStatus.objects.bulk_create(
        RuleStatus(rule=rule, version=rule.version, evaluated_to=mark, state=RuleState.INACTIVE) for rule in fresh
    )
    for entry in entries:
        if entry.kept is None and entry.rule.pk in known:
            RuleStatus.objects.filter(pk=entry.rule.pk).update(version=entry.rule.version, memory={})
    RuleStatus.objects.filter(pk__in=ids).update(evaluated_to=mark, looked_at=now, error="", error_since=None)
    RuleStatus.objects.filter(pk__in=ids, state__in=(RuleState.ERROR, RuleState.NEW)).update(state=RuleState.INACTIVE)
    for pk in firing:
        open_ones = Incident.objects.filter(rule=pk, firing=True).count()
        RuleStatus.objects.filter(pk=pk).update(state=RuleState.FIRING, firing=open_ones)


def _move(entry: Entry, mark: datetime, *, written: bool) -> None:
    """Where it stands; `looked_at` is when that was written."""
    if entry.kept is None:
        entry.kept = RuleStatus(rule_id=entry.rule.pk, version=entry.rule.version, evaluated_to=mark)
    entry.kept.evaluated_to = max(entry.kept.evaluated_to, mark)
    if written:
        entry.kept.looked_at, entry.kept.error = mark, ""


def _is_to_write(kept: RuleStatus | None, mark: datetime) -> bool:
    return kept is None or bool(kept.error) or kept.looked_at is None or mark - kept.looked_at > KEEP_EVERY


def _at(line: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(str(line["@timestamp"])[:23].rstrip("Z") + "+00:00")


def _ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)
