"""Which policies tell of an alert, and together with which others."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db.models import F
from django.db.models.functions import Least
from django.utils import timezone

from elkvision.server.apps.alerts import matchers
from elkvision.server.apps.alerts.models import Group, GroupMember, Incident, Policy


def policies_for(policies: Iterable[Policy], incident: Incident) -> list[Policy]:
    """The first that fits, and the ones after it while they say so."""
    found = []
    for policy in policies:
        if policy.enabled and matchers.fit(policy.matchers, incident.labels):
            found.append(policy)
            if not policy.carry_on:
                break
    return found


def place(incident: Incident, policies: Sequence[Policy], now: datetime) -> list[Group]:
    """Into the groups of its policies, which are due soon after."""
    return [_placed(incident, policy, now) for policy in policies_for(policies, incident)]


def hurry(incident: Incident, now: datetime) -> None:
    """Something of it changed: its groups are due, those that spoke a moment ago a little later."""
    for group in Group.objects.filter(members__incident=incident).select_related("policy"):
        _due(group, group.policy, now, wait=timedelta(0))


def regroup(organisation: int) -> None:
    """Policies were changed: open alerts go where they belong now. What was told already stays where it is."""
    now = timezone.now()
    policies = list(Policy.objects.filter(organisation=organisation))
    for incident in Incident.objects.filter(organisation=organisation, firing=True):
        wanted = {group.pk for group in place(incident, policies, now)}
        GroupMember.objects.filter(incident=incident, told_firing=False).exclude(group__in=wanted).delete()


def _placed(incident: Incident, policy: Policy, now: datetime) -> Group:
    labels = {name: incident.labels.get(name, "") for name in policy.group_by}
    key = _key(labels, incident)
    wait = timedelta(0) if incident.kind == "match" else timedelta(seconds=policy.group_wait)
    group, new = Group.objects.get_or_create(
        policy=policy, key=key, defaults={"labels": labels, "due_at": now + wait, "created_at": now}
    )
    GroupMember.objects.get_or_create(group=group, incident=incident)
    if not new:
        _due(group, policy, now, wait=wait)
    return group


def _due(group: Group, policy: Policy, now: datetime, *, wait: timedelta) -> None:
    """Soon, but so long after the last message as the policy says. Never later than it would be anyway."""
    soonest = now + wait
    if group.told_at is not None:
        soonest = max(soonest, group.told_at + pause(group, policy))
    Group.objects.filter(pk=group.pk).update(due_at=Least(F("due_at"), soonest))


#: Messages about matching lines that may follow close upon one another before there are pauses between them.
FREE = 20


def pause(group: Group, policy: Policy) -> timedelta:
    """Between two messages of a group. Each matching line is told at once, until there are many: then pauses grow."""
    if group.key.startswith("match:"):
        return timedelta(seconds=min(60, max(0, group.busy - FREE)))
    return timedelta(seconds=policy.group_interval)


def _key(labels: dict[str, str], incident: Incident) -> str:
    """Lines that match are told by the rule, never together with other alerts: they are as many messages as looks."""
    text = "\0".join(f"{name}\0{value}" for name, value in sorted(labels.items()))
    if incident.kind == "match":
        return "match:" + hashlib.sha256(f"{incident.rule_id}\0{incident.key}".encode()).hexdigest()[:40]
    if not labels:
        # Without labels to group by, each alert is told on its own.
        return "one:" + hashlib.sha256(f"{incident.rule_id}\0{incident.key}".encode()).hexdigest()[:40]
    return hashlib.sha256(text.encode()).hexdigest()[:40]
