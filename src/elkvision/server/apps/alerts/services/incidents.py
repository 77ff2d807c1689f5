"""What people do with alerts: acknowledge, assign, comment, resolve, snooze. Each is in the alert's own history."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from elkvision.server.apps.accounts.errors import Conflict, Invalid
from elkvision.server.apps.accounts.models import Membership, User
from elkvision.server.apps.alerts.models import Group, Incident, IncidentEvent, Reason, Rule


def note(
    incident: Incident, reason: Reason, *, by: User | None = None, text: str = "", at: datetime | None = None
) -> None:
    IncidentEvent.objects.create(incident=incident, at=at or timezone.now(), reason=reason, by=by, text=text)


@transaction.atomic
def acknowledge(incident: Incident, *, by: User | None, text: str = "") -> Incident:
    """Somebody looks after it: it is not repeated and does not escalate. Raises Conflict when somebody does already, or
    when it has ended."""
    now = timezone.now()
    won = Incident.objects.filter(pk=incident.pk, firing=True, acknowledged_at=None)
    if not won.update(acknowledged_at=now, acknowledged_by=by):
        raise Conflict("It was acknowledged already, or has ended.", hint="load it again")
    return _done(incident, Reason.ACKNOWLEDGED, by, text, now)


@transaction.atomic
def assign(incident: Incident, *, to: int | None, by: User | None) -> Incident:
    """Give it to a member, or to nobody. Raises Invalid for somebody else."""
    member = Membership.objects.filter(organisation=incident.organisation_id, user=to).select_related("user").first()
    if to is not None and member is None:
        raise Invalid("Nobody here has this id.", fields={"to": ["is no member of the organisation"]})
    Incident.objects.filter(pk=incident.pk).update(assignee=to)
    return _done(incident, Reason.ASSIGNED, by, member.user.username if member else "")


def comment(incident: Incident, text: str, *, by: User | None) -> Incident:
    return _done(incident, Reason.COMMENTED, by, text)


@transaction.atomic
def resolve(incident: Incident, *, by: User | None, text: str = "") -> Incident:
    """It has ended, whatever the rule says; the same group makes a new alert once it ended and fires anew. Raises
    Conflict when it ended before."""
    now = timezone.now()
    won = Incident.objects.filter(pk=incident.pk, firing=True)
    if not won.update(firing=False, resolved_at=now, closed_at=now, resolved_by=by):
        raise Conflict("It has ended already.", hint="load it again")
    Group.objects.filter(members__incident=incident, due_at__gt=now).update(due_at=now)
    return _done(incident, Reason.RESOLVED, by, text, now)


@transaction.atomic
def snooze(incident: Incident, until: datetime | None, *, by: User | None) -> Incident:
    """Nobody is told of it until then; None takes that back."""
    Incident.objects.filter(pk=incident.pk).update(snoozed_until=until)
    return _done(incident, Reason.SNOOZED, by, until.isoformat() if until else "")


def end_all(rule: Rule, text: str) -> None:
    """The rule is not watched any more: what is open of it ends."""
    now = timezone.now()
    open_ones = list(Incident.objects.filter(rule=rule, firing=True))
    Incident.objects.filter(pk__in=[each.pk for each in open_ones]).update(firing=False, resolved_at=now, closed_at=now)
    for each in open_ones:
        note(each, Reason.ENDED, text=text, at=now)


def _done(incident: Incident, reason: Reason, by: User | None, text: str, at: datetime | None = None) -> Incident:
    note(incident, reason, by=by, text=text, at=at)
    incident.refresh_from_db()
    return incident
