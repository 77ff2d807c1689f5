"""Tenants, who belongs to them, and how one gets in."""

import re
import secrets
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from elkvision.core.settings import load
from elkvision.core.tenancy import hash_key
from elkvision.server.apps.accounts import audit, closing, gateway, mail, selectors
from elkvision.server.apps.accounts.errors import Conflict, Forbidden, Invalid
from elkvision.server.apps.accounts.models import Departed, Invitation, Membership, Organisation, Role, User
from elkvision.server.apps.accounts.rights import RANK
from elkvision.server.apps.accounts.services import quotas


def usual_retention() -> int:
    return load().retention_days


@transaction.atomic
def create(*, name: str, by: User) -> Organisation:
    """A new tenant that the person owns."""
    organisation = Organisation.objects.create(tenant=_free_tenant(name), name=name, retention_days=usual_retention())
    Membership.objects.create(user=by, organisation=organisation, role=Role.OWNER)
    audit.record(by, "created", organisation, organisation=organisation)
    gateway.publish_later()
    return organisation


def _free_tenant(name: str) -> str:
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:32].strip("-") or "organisation"
    taken = Organisation.objects.filter(tenant=slug).exists() or Departed.objects.filter(tenant=slug).exists()
    if not taken:
        return slug
    return f"{slug}-{secrets.token_hex(3)}"


@transaction.atomic
def change(organisation: Organisation, *, by: User, **changes: object) -> Organisation:
    """Name, retention_days, timezone, keep_raw or require_two_factor. Raises Conflict for who would lock themselves out."""
    if changes.get("require_two_factor") and selectors.second_factor(by) is None:
        raise Conflict("Turn on two-factor sign-in for yourself first.")
    if "retention_days" in changes:
        quotas.allow_days(organisation, changes["retention_days"])
        changes_kept: dict[str, object] = {"retention_settled": None}
    else:
        changes_kept = {}
    for name, value in (changes | changes_kept).items():
        setattr(organisation, name, value)
    organisation.save(update_fields=[*changes, *changes_kept])
    audit.record(by, "changed", organisation, organisation=organisation, **changes)
    if "require_two_factor" in changes:
        closing.renew_sockets(tenant=organisation.tenant)
    gateway.publish_later()
    return organisation


@transaction.atomic
def delete(organisation: Organisation, *, by: User) -> None:
    """Its keys stop at once and its sockets close; its logs go with the next retention run.

    Raises Conflict for the one that TCP, UDP and Beats belong to: what they take would be nobody's to see.
    """
    if organisation.tenant == load().listener_tenant:
        raise Conflict(
            f"Logs over TCP, UDP and Beats belong to {organisation.name}, so it stays.",
            hint="start with ELKVISION_LISTENER_TENANT set to another organisation first",
        )
    audit.record(by, "deleted", organisation, organisation=None, tenant=organisation.tenant)
    closing.end_sockets(tenant=organisation.tenant)
    Departed.objects.create(tenant=organisation.tenant)
    organisation.delete()
    gateway.publish_later()


@transaction.atomic
def change_role(member: Membership, role: str, *, by: Membership) -> Membership:
    """Raises Forbidden beyond one's own rank, Conflict for the last owner."""
    _outranks(by, member.role)
    _outranks(by, role)
    if member.role == Role.OWNER and role != Role.OWNER:
        _not_the_last_owner(member)
    member.role = role
    member.save(update_fields=["role"])
    audit.record(by.user, "made", f"{member.user} {role}", organisation=member.organisation)
    _withdraw_beyond(role, member)
    # Sockets were let in by the old role; they come back with the new one.
    closing.renew_sockets(user=member.user_id, tenant=member.organisation.tenant)
    return member


@transaction.atomic
def remove(member: Membership, *, by: Membership) -> None:
    """Anybody may leave; others are removed by whoever outranks them. The last owner stays."""
    if member.pk != by.pk:
        _outranks(by, member.role)
    if member.role == Role.OWNER:
        _not_the_last_owner(member)
    audit.record(by.user, "removed", member.user, organisation=member.organisation)
    _withdraw_beyond(None, member)
    closing.end_sockets(user=member.user_id, tenant=member.organisation.tenant)
    member.delete()


def _withdraw_beyond(role: str | None, member: Membership) -> None:
    """What somebody could not invite to any more, they must not have an open link for: not even for themselves."""
    theirs = Invitation.objects.filter(
        organisation=member.organisation_id, created_by=member.user_id, accepted_at__isnull=True
    )
    rank = RANK[Role(role)] if role is not None else -1
    theirs.filter(role__in=[each for each, its in RANK.items() if rank < RANK[Role.ADMIN] or its > rank]).delete()


def _outranks(by: Membership, role: str) -> None:
    if RANK[Role(by.role)] < RANK[Role.ADMIN] or RANK[Role(by.role)] < RANK[Role(role)]:
        raise Forbidden(f"As {by.role} you cannot do this for {role}s.")


def _not_the_last_owner(member: Membership) -> None:
    # Locking the organisation's row makes two owners who leave at once follow one another.
    Organisation.objects.select_for_update().get(pk=member.organisation_id)
    owners = Membership.objects.filter(organisation=member.organisation_id, role=Role.OWNER)
    if not owners.exclude(pk=member.pk).exists():
        raise Conflict("The last owner stays.", hint="make somebody else an owner first")


@transaction.atomic
def invite(
    organisation: Organisation, *, email: str, role: str, by: Membership, base_url: str, until: datetime | None = None
) -> tuple[Invitation, str]:
    """The invitation and its link, which nobody can see again. It is mailed too."""
    _outranks(by, role)
    quotas.room(organisation, "members")
    if Membership.objects.filter(organisation=organisation, user__email__iexact=email).exists():
        raise Conflict(f"{email} is a member already.")
    token = secrets.token_urlsafe(32)
    invitation = Invitation(organisation=organisation, email=email, role=role, created_by=by.user)
    invitation.token_hash = hash_key(token)
    if until is not None:
        invitation.expires_at = until
    invitation.save()
    link = f"{base_url}/register?invitation={token}"
    audit.record(by.user, "invited", f"{email} as {role}", organisation=organisation)
    text = (
        f"{by.user.name or by.user.username} invites you to see the logs of {organisation.name}.\n\n"
        f"The link works once, until {invitation.expires_at:%Y-%m-%d %H:%M} UTC:\n{link}\n"
    )
    transaction.on_commit(lambda: mail.send(email, f"{organisation.name} on ELK Vision", text) and None)
    return invitation, link


@transaction.atomic
def withdraw(invitation: Invitation, *, by: User) -> None:
    audit.record(by, "withdrew the invitation of", invitation.email, organisation=invitation.organisation)
    invitation.delete()


@transaction.atomic
def accept(invitation: Invitation, *, by: User) -> Membership:
    """Raises Invalid when somebody else used it meanwhile, Conflict for one who is a member already."""
    won = Invitation.objects.filter(pk=invitation.pk, accepted_at__isnull=True, expires_at__gt=timezone.now()).update(
        accepted_at=timezone.now()
    )
    if not won:
        raise Invalid("The invitation is not valid any more.", hint="ask for a new one")
    quotas.room(invitation.organisation, "members")
    try:
        with transaction.atomic():
            member = Membership.objects.create(user=by, organisation=invitation.organisation, role=invitation.role)
    except IntegrityError as error:
        raise Conflict("You are a member already.") from error
    audit.record(by, "accepted the invitation to", invitation.organisation, organisation=invitation.organisation)
    return member
