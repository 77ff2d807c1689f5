"""Who the provider vouches for, and where they belong."""

import re
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from elkvision.core.settings import Settings
from elkvision.server.apps.accounts import audit, closing, selectors
from elkvision.server.apps.accounts.errors import Forbidden
from elkvision.server.apps.accounts.models import Identity, Membership, Organisation, Role, User
from elkvision.server.apps.accounts.oidc import rolemap
from elkvision.server.apps.accounts.services import quotas, sessions


class NotLetIn(Forbidden):
    """`why`: a word that the login page has a sentence for."""

    def __init__(self, why: str, message: str) -> None:
        super().__init__(message)
        self.why = why


@transaction.atomic
def arrive(claims: Mapping[str, Any], settings: Settings) -> User:
    """The account of whom the provider vouches for, in the organisations that their groups give. Raises NotLetIn.

    Known by the provider's own name for them. Else by their address, when the provider has verified it: an account
    that has it becomes theirs alone, its password is none any more and its sessions end, since nobody has verified
    who made it. Else a new one, where that is allowed.
    """
    issuer, subject = str(claims["iss"]), str(claims["sub"])
    wanted = rolemap.roles(rolemap.read(settings.oidc_role_map), _groups(claims, settings))
    _allowed_domain(claims, settings)
    known = Identity.objects.select_related("user").filter(issuer=issuer, subject=subject).first()
    if known is not None:
        user = known.user
    else:
        user = _by_address(claims, issuer) or _made(claims, wanted, settings)
        Identity.objects.create(user=user, issuer=issuer, subject=subject)
    if not user.is_active:
        raise NotLetIn("inactive", "This account is switched off.")
    if settings.oidc_role_map:
        _belong(user, wanted)
        if not Membership.objects.filter(user=user).exists():
            raise NotLetIn("organisation", "None of these groups belongs to an organisation here.")
    return user


def _groups(claims: Mapping[str, Any], settings: Settings) -> list[str]:
    found = claims.get(settings.oidc_groups_claim, [])
    return [found] if isinstance(found, str) else [each for each in found or [] if isinstance(each, str)]


def _address(claims: Mapping[str, Any]) -> str:
    """Empty unless the provider has verified it. Only the truth itself counts, not words that look like it."""
    email = claims.get("email")
    return email if isinstance(email, str) and "@" in email and claims.get("email_verified") is True else ""


def _allowed_domain(claims: Mapping[str, Any], settings: Settings) -> None:
    allowed = {each.strip().lower() for each in settings.oidc_allowed_domains.split(",") if each.strip()}
    if allowed and _address(claims).rpartition("@")[2].lower() not in allowed:
        raise NotLetIn("domain", "Addresses of this domain are not let in.")


def _by_address(claims: Mapping[str, Any], issuer: str) -> User | None:
    email = _address(claims)
    user = User.objects.filter(email__iexact=email).first() if email else None
    if user is None:
        return None
    if Identity.objects.filter(user=user, issuer=issuer).exists():
        raise NotLetIn("taken", "Somebody else of this provider has the account with that address.")
    user.set_unusable_password()
    user.save(update_fields=["password"])
    sessions.end_all(user)
    audit.record_of(user, user, "linked the provider's account to", issuer=issuer)
    return user


def _made(claims: Mapping[str, Any], wanted: Mapping[str, Role], settings: Settings) -> User:
    email = _address(claims)
    if not email:
        raise NotLetIn("email", "The provider does not vouch for an e-mail address.")
    if not settings.oidc_auto_create or selectors.needs_owner():
        raise NotLetIn("unknown", "There is no account with this address.")
    if settings.oidc_role_map and not Organisation.objects.filter(tenant__in=wanted).exists():
        raise NotLetIn("organisation", "None of these groups belongs to an organisation here.")
    user = User(username=_free_name(claims, email), email=email, name=str(claims.get("name") or "")[:200])
    user.set_unusable_password()
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as error:
        raise NotLetIn("again", "Somebody came at the same moment.") from error
    return user


def _free_name(claims: Mapping[str, Any], email: str) -> str:
    said = str(claims.get("preferred_username") or email).partition("@")[0]
    name = re.sub(r"[^\w.\-]+", "-", said).strip("-")[:50]
    name = name if len(name) > 1 else f"person-{name}".strip("-")
    taken = {
        each.lower() for each in User.objects.filter(username__istartswith=name).values_list("username", flat=True)
    }
    free = (each for each in (name, *(f"{name}-{n}" for n in range(2, len(taken) + 3))) if each.lower() not in taken)
    return next(free)


def _belong(user: User, wanted: Mapping[str, Role]) -> None:
    """What groups give is given and what they gave is taken back; what people of the house gave stays, but for the
    role where a group says another. The last owner stays."""
    houses = {each.tenant: each for each in Organisation.objects.filter(tenant__in=wanted)}
    for member in Membership.objects.filter(user=user, provided=True).exclude(organisation__tenant__in=wanted):
        if not _last_owner(member):
            audit.record(None, "removed, by group,", user, organisation=member.organisation)
            closing.end_sockets(user=user.pk, tenant=member.organisation.tenant)
            member.delete()
    for tenant, house in houses.items():
        _give(user, house, wanted[tenant])


def _give(user: User, house: Organisation, role: Role) -> None:
    member = Membership.objects.filter(user=user, organisation=house).first()
    if member is None:
        quotas.room(house, "members")
        Membership.objects.create(user=user, organisation=house, role=role, provided=True)
    elif member.role == role or (role != Role.OWNER and _last_owner(member)):
        return
    else:
        Membership.objects.filter(pk=member.pk).update(role=role)
        closing.renew_sockets(user=user.pk, tenant=house.tenant)
    audit.record(None, "made, by group,", f"{user} {role}", organisation=house)


def _last_owner(member: Membership) -> bool:
    if member.role != Role.OWNER:
        return False
    Organisation.objects.select_for_update().get(pk=member.organisation_id)
    others = Membership.objects.filter(organisation=member.organisation_id, role=Role.OWNER).exclude(pk=member.pk)
    return not others.exists()
