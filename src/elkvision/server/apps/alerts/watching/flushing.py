"""Groups of alerts that are due: what is new is told, what has ended too; what still fires is said again after a while,
and goes further when nobody acknowledges it. All within one transaction of the caller's: a message is handed over exactly
when it is noted that it was."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from elkvision.server.apps.accounts.models import Organisation, User
from elkvision.server.apps.alerts import links
from elkvision.server.apps.alerts.models import Group, GroupMember, Incident, Reason
from elkvision.server.apps.alerts.services.incidents import note
from elkvision.server.apps.alerts.watching import telling
from elkvision.server.apps.alerts.watching.placing import pause
from elkvision.server.apps.alerts.watching.quiet import Quiet, quiet_now
from elkvision.server.apps.notifications import services as notifications
from elkvision.server.apps.notifications.message import Message
from elkvision.server.apps.notifications.models import Channel

#: What is kept quiet is looked at so often, to be told when the quiet is over.
QUIET_AGAIN: Final = timedelta(seconds=20)
#: Two messages about matching lines that are closer than this, and the pause between them, make the group busy.
CLOSE: Final = timedelta(seconds=1.2)


@dataclass
class _Look:
    """A group at a moment, and what became of it."""

    organisation: Organisation
    group: Group
    members: Sequence[GroupMember]
    quiet: Quiet
    now: datetime
    #: When to look again, one of them.
    again: list[datetime] = field(default_factory=list)


def flush(organisation: Organisation, group: Group, now: datetime) -> bool:
    """Returns whether anything was told."""
    members = list(group.members.select_related("incident").order_by("incident__opened_at", "pk"))
    incidents = [each.incident for each in members]
    look = _Look(organisation, group, members, quiet_now(organisation.pk, incidents, now), now)
    told = _tell(look)
    _escalate(look)
    _leave(look)
    return told


def _tell(look: _Look) -> bool:
    group, policy = look.group, look.group.policy
    heard = {each.pk: each for each in look.members if not _why(look, each)}
    fresh = [each for each in heard.values() if _is_news(each)]
    ended = [each for each in look.members if not each.incident.firing and each.told_firing]
    repeated = _is_repeated(look, list(heard.values()))
    if not fresh and not repeated and not (ended and policy.send_resolved):
        return False
    firing = [each for each in heard.values() if each.incident.firing and (each in fresh or each.told_firing)]
    passed = [each for each in fresh if not each.incident.firing]
    over = [*(ended if policy.send_resolved else []), *passed]
    lines = {each.incident_id: each.incident.matched - each.told_lines for each in fresh if _matches(each.incident)}
    if lines:  # what was told of these before is not said again
        firing, over = [each for each in fresh if each.incident_id in lines], []
    message = telling.message(
        group, [each.incident for each in firing], [each.incident for each in over], new_lines=lines
    )
    channels = _channels(look, over)
    group.sent += 1
    _send(look, channels, message, f"alerts:{group.pk}:{group.sent}")
    _noted(look, fresh, channels)
    close = group.told_at is not None and look.now - group.told_at < CLOSE + pause(group, policy)
    group.busy = group.busy + 1 if close else 0
    group.told_at = look.now
    return True


def _is_news(member: GroupMember) -> bool:
    incident = member.incident
    if _matches(incident):
        return incident.matched > member.told_lines
    return not member.told_firing


def _matches(incident: Incident) -> bool:
    return incident.kind == "match"


def _is_repeated(look: _Look, heard: Sequence[GroupMember]) -> bool:
    policy, told_at = look.group.policy, look.group.told_at
    waiting = [each for each in heard if each.incident.firing and each.told_firing and _unseen(each.incident)]
    if not waiting or told_at is None:
        return False
    next_at = told_at + timedelta(seconds=policy.repeat_interval)
    if look.now >= next_at:
        return True
    look.again.append(next_at)
    return False


def _unseen(incident: Incident) -> bool:
    """Nobody looks after it. Lines that match are each told anyway, and not repeated."""
    return incident.acknowledged_at is None and not _matches(incident)


def _why(look: _Look, member: GroupMember) -> str:
    return look.quiet.why(member.incident)


def _channels(look: _Look, over: Sequence[GroupMember]) -> list[Channel]:
    """The policy's, and those that heard of what is over when it escalated."""
    ids = list(look.group.policy.channels)
    for member in over:
        for step in look.group.policy.escalation[: member.escalated]:
            ids += step["channels"]
    return _found(look.organisation, ids)


def _found(organisation: Organisation, ids: Sequence[int]) -> list[Channel]:
    return list(Channel.objects.filter(organisation=organisation, pk__in=ids, enabled=True).order_by("pk"))


def _send(look: _Look, channels: Sequence[Channel], message: Message, key: str) -> None:
    for channel in channels:
        notifications.send(look.organisation, channel, message, key=key)


def _noted(look: _Look, fresh: Sequence[GroupMember], channels: Sequence[Channel]) -> None:
    where = ", ".join(channel.name for channel in channels)
    for member in fresh:
        first = not member.told_firing
        member.told_firing = True
        member.told_lines = member.incident.matched
        member.told_at = member.told_at or look.now
        member.save()
        if where and first:
            note(member.incident, Reason.NOTIFIED, text=where, at=look.now)


def _escalate(look: _Look) -> None:
    for member in look.members:
        incident = member.incident
        if not incident.firing or not _unseen(incident) or member.told_at is None or _why(look, member):
            continue
        steps = look.group.policy.escalation
        while member.escalated < len(steps):
            step = steps[member.escalated]
            due = member.told_at + timedelta(seconds=step["after"])
            if look.now < due:
                look.again.append(due)
                break
            _further(look, member, step)


def _further(look: _Look, member: GroupMember, step: dict[str, list[int]]) -> None:
    incident, number = member.incident, member.escalated + 1
    key = f"escalation:{member.pk}:{number}"
    message = telling.escalation(look.group, incident, look.now - (member.told_at or look.now))
    channels = _found(look.organisation, step["channels"])
    _send(look, channels, message, key)
    people = list(User.objects.filter(memberships__organisation=look.organisation, pk__in=step["people"]))
    if people:
        notifications.tell(
            look.organisation, "alert", message.title, severity=message.severity, body=message.text,
            link=links.alert(incident.pk), key=key, to=people,
        )  # fmt: skip
    GroupMember.objects.filter(pk=member.pk).update(escalated=number)
    member.escalated = number
    names = [*(channel.name for channel in channels), *(person.username for person in people)]
    note(incident, Reason.ESCALATED, text=", ".join(names), at=look.now)


def _leave(look: _Look) -> None:
    """What is over leaves the group; an empty group goes once it has been silent for a while."""
    group = look.group
    staying = []
    for member in look.members:
        why = _why(look, member)
        if not member.incident.firing:
            member.delete()  # told, or nobody was to be told while it lasted
            continue
        staying.append(member)
        if why:
            look.again.append(look.now + QUIET_AGAIN)
            if _matches(member.incident):  # lines of a quiet time are counted, and not told afterwards
                GroupMember.objects.filter(pk=member.pk).update(told_lines=member.incident.matched)
    if not staying:
        rest = (group.told_at or look.now) + timedelta(seconds=group.policy.group_interval)
        if look.now >= rest:
            group.delete()
            return
        look.again.append(rest)
    group.due_at = min(look.again, default=look.now + timedelta(seconds=group.policy.repeat_interval))
    group.save()
