"""Policies and silences: made, changed, ordered, removed. Each is in the audit log."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from elkvision.core.errors import BadRequest
from elkvision.server.apps.accounts import audit
from elkvision.server.apps.accounts.errors import Conflict, Invalid
from elkvision.server.apps.accounts.models import Membership, Organisation, User
from elkvision.server.apps.alerts import matchers, selectors
from elkvision.server.apps.alerts.models import Policy, Silence
from elkvision.server.apps.alerts.watching.lease import touched
from elkvision.server.apps.alerts.watching.placing import regroup
from elkvision.server.apps.notifications.models import Channel

MOST_POLICIES = 100
MOST_SILENCES = 1_000


@transaction.atomic
def create_policy(organisation: Organisation, *, by: User | None, **wish: Any) -> Policy:
    """A new policy, the last in order. Raises Invalid for channels and people of others."""
    there = selectors.policies_of(organisation)
    if there.count() >= MOST_POLICIES:
        raise BadRequest(f"An organisation has at most {MOST_POLICIES} policies.", hint="join some of them in one")
    last = there.aggregate(last=Max("position"))["last"]
    made = Policy.objects.create(
        organisation=organisation, position=0 if last is None else last + 1, **_checked(organisation, wish)
    )
    audit.record(by, "made the policy", made, organisation=organisation, id=made.pk)
    regroup(organisation.pk)
    touched(organisation.pk)
    return made


@transaction.atomic
def change_policy(policy: Policy, *, by: User | None, **wish: Any) -> Policy:
    """Change what is named; alerts that are open are told of by it from now on."""
    for name, value in _checked(policy.organisation, wish).items():
        setattr(policy, name, value)
    policy.save()
    regroup(policy.organisation_id)
    audit.record(by, "changed the policy", policy, organisation=policy.organisation, fields=sorted(wish))
    touched(policy.organisation_id)
    return policy


@transaction.atomic
def remove_policy(policy: Policy, *, by: User | None) -> None:
    audit.record(by, "removed the policy", policy, organisation=policy.organisation, id=policy.pk)
    organisation = policy.organisation_id
    policy.delete()
    regroup(organisation)
    touched(organisation)


@transaction.atomic
def order_policies(organisation: Organisation, ids: Sequence[int], *, by: User | None) -> None:
    """Try them in this order. Raises BadRequest unless each of the organisation's policies is named once."""
    known = set(selectors.policies_of(organisation).values_list("pk", flat=True))
    if len(ids) != len(known) or set(ids) != known:
        raise BadRequest("The order has to name every policy once.", hint="load the list again")
    for position, pk in enumerate(ids):
        Policy.objects.filter(pk=pk).update(position=position)
    regroup(organisation.pk)
    audit.record(by, "ordered the policies", organisation.tenant, organisation=organisation, order=list(ids))
    touched(organisation.pk)


@transaction.atomic
def create_silence(organisation: Organisation, *, by: User | None, **wish: Any) -> Silence:
    """Nobody is told of what fits from `starts_at` to `ends_at`."""
    if wish["ends_at"] <= wish["starts_at"]:
        raise Invalid("It ends before it begins.", fields={"ends_at": ["is not after starts_at"]})
    if not wish["matchers"]:
        raise Invalid("A silence needs a matcher.", fields={"matchers": ["is empty"]}, hint="name a label")
    if Silence.objects.filter(organisation=organisation, ends_at__gt=timezone.now()).count() >= MOST_SILENCES:
        raise BadRequest(f"An organisation has at most {MOST_SILENCES:,} silences.", hint="join some of them in one")
    wish["matchers"] = matchers.checked(wish["matchers"])
    made = Silence.objects.create(organisation=organisation, created_by=by, **wish)
    audit.record(by, "silenced alerts", made, organisation=organisation, id=made.pk, matchers=made.matchers)
    touched(organisation.pk)
    return made


@transaction.atomic
def end_silence(silence: Silence, *, by: User | None) -> Silence:
    """It is over now. One that has not begun goes away. Raises Conflict when it is over already."""
    now = timezone.now()
    if silence.ends_at <= now:
        raise Conflict("It is over already.")
    silence.ends_at = now
    silence.starts_at = min(silence.starts_at, now)
    silence.save()
    audit.record(by, "ended a silence", silence, organisation=silence.organisation, id=silence.pk)
    touched(silence.organisation_id)
    return silence


def _checked(organisation: Organisation, wish: Mapping[str, Any]) -> dict[str, Any]:
    found = dict(wish)
    if "matchers" in found:
        found["matchers"] = matchers.checked(found["matchers"])
    steps = found.get("escalation", [])
    channels = {*found.get("channels", []), *(each for step in steps for each in step["channels"])}
    here = Channel.objects.filter(organisation=organisation, pk__in=channels).values_list("pk", flat=True)
    if unknown := sorted(channels - set(here)):
        raise Invalid(
            f"There is no channel {unknown[0]} here.", fields={"channels": [f"{unknown[0]} is not one of yours"]}
        )
    people = {each for step in steps for each in step["people"]}
    members = Membership.objects.filter(organisation=organisation, user__in=people).values_list("user_id", flat=True)
    if strangers := sorted(people - set(members)):
        raise Invalid(
            f"There is nobody here with the id {strangers[0]}.",
            fields={"escalation": [f"{strangers[0]} is no member of the organisation"]},
        )
    found.update({"escalation": sorted(steps, key=lambda step: step["after"])} if steps else {})
    return found
