"""Questions about people and organisations. The tenant is always an argument."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from types import SimpleNamespace
from typing import Any, cast
from urllib.parse import parse_qsl

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.sessions.backends.db import SessionStore
from django.db.models import Q, QuerySet
from django.utils import timezone

from elkvision.core.tenancy import KEY_PREFIX, TenantId, hash_key
from elkvision.server.apps.accounts import rights
from elkvision.server.apps.accounts.models import (
    ApiKey,
    Invitation,
    Membership,
    Organisation,
    RecoveryCode,
    SecondFactor,
    Session,
    User,
)
from elkvision.server.apps.accounts.rights import Right


@dataclass(frozen=True)
class Caller:
    """Who asks, for which organisation, and what they may do there.

    A person without any organisation has the tenant "" and no rights; so has one whose organisation requires a second
    factor that they do not have.
    """

    organisation: Organisation | None = None
    rights: frozenset[Right] = field(default_factory=frozenset)
    user: User | None = None
    #: A name for the browser session that reveals nothing of its cookie.
    session: str | None = None
    key: ApiKey | None = None
    role: str | None = None
    #: The organisation that waits for a second factor of theirs.
    locked: Organisation | None = None

    @property
    def tenant(self) -> TenantId:
        return TenantId(self.organisation.tenant if self.organisation else "")

    @property
    def user_id(self) -> int | None:
        return self.user.pk if self.user else None

    @property
    def key_id(self) -> int | None:
        return self.key.pk if self.key else None

    def may(self, right: Right) -> bool:
        return right in self.rights


def identify_key(token: str) -> Caller | None:
    """Whoever holds this API key; None when it is not one of ours, revoked or expired."""
    if not token.startswith(KEY_PREFIX):
        return None
    key = usable_keys().select_related("organisation").filter(key_hash=hash_key(token)).first()
    if key is None:
        return None
    return Caller(organisation=key.organisation, rights=rights.of_scopes(key.scopes), key=key)


def identify_person(user: User, session_key: str | None, tenant: str | None) -> Caller | None:
    """The person in the organisation they name, else in their first. None when they are not in that one."""
    memberships = memberships_of(user)
    found = memberships.filter(organisation__tenant=tenant).first() if tenant else memberships.first()
    session = session_name(session_key) if session_key else None
    if found is None:
        return None if tenant else Caller(user=user, session=session)
    if is_locked(found):
        return Caller(user=user, session=session, locked=found.organisation)
    return Caller(
        organisation=found.organisation,
        rights=rights.of_role(found.role),
        user=user,
        session=session,
        role=found.role,
    )


def identify_request(scope: Mapping[str, Any]) -> Caller | None:
    """Who sends an HTTP request, before any of its body is read: by key, else by cookie. None: a stranger."""
    headers = {name: value.decode("latin1") for name, value in scope.get("headers", [])}
    kind, _, token = headers.get(b"authorization", "").partition(" ")
    key = token.strip() if kind.lower() == "bearer" else headers.get(b"x-api-key", "")
    asked = dict(parse_qsl(scope.get("query_string", b"").decode("latin1")))
    return identify_key(key) if key else _by_cookie(scope, headers.get(b"x-organisation") or asked.get("organisation"))


def identify_socket(scope: Mapping[str, Any], query: Mapping[str, str]) -> Caller | None:
    """Who opens a WebSocket: by `?token=`, by the subprotocol `elk.token.<key>`, by the cookie. None: a stranger,
    or a person who names an organisation that is not theirs, or a key that may not read."""
    offered: Sequence[str] = scope.get("subprotocols", [])
    token = query.get("token") or next(
        (each.removeprefix("elk.token.") for each in offered if each.startswith("elk.token.")), None
    )
    wanted = query.get("organisation") or None
    if token:
        caller = identify_key(token)
        if caller is None or (wanted and wanted != caller.tenant):
            return None
    else:
        caller = _by_cookie(scope, wanted)
    return caller if caller is not None and caller.may(Right.READ) else None


def _by_cookie(scope: Mapping[str, Any], wanted: str | None) -> Caller | None:
    header = next((value for name, value in scope.get("headers", []) if name == b"cookie"), b"")
    try:
        cookie = SimpleCookie(header.decode("latin1")).get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        return None
    if cookie is None:
        return None
    user = get_user(cast(Any, SimpleNamespace(session=SessionStore(cookie.value))))
    return identify_person(user, cookie.value, wanted) if isinstance(user, User) else None


def session_name(session_key: str) -> str:
    return hashlib.sha256(f"session {session_key}".encode()).hexdigest()[:32]


def needs_owner() -> bool:
    return not User.objects.exists()


def user_by_login(login: str) -> User | None:
    """By username or e-mail address, whatever the case."""
    return User.objects.filter(Q(username__iexact=login) | Q(email__iexact=login)).order_by("id").first()


def memberships_of(user: User) -> QuerySet[Membership]:
    return Membership.objects.filter(user=user).select_related("organisation")


def membership(user: User, tenant: str) -> Membership | None:
    return memberships_of(user).filter(organisation__tenant=tenant).first()


def second_factor(user: User) -> SecondFactor | None:
    """One that counts."""
    return SecondFactor.objects.filter(user=user, confirmed_at__isnull=False).first()


def recovery_codes_left(user: User) -> int:
    return RecoveryCode.objects.filter(user=user, used_at__isnull=True).count()


def requires_two_factor(user: User) -> list[Organisation]:
    """Which organisations require it of them."""
    return list(Organisation.objects.filter(memberships__user=user, require_two_factor=True))


def is_locked(member: Membership) -> bool:
    """Does the organisation require a second factor that this member does not have?"""
    # Who comes only by the sign-in provider has what the provider asks for.
    needed = member.organisation.require_two_factor and member.user.has_usable_password()
    return needed and second_factor(member.user) is None


def members_of(organisation: Organisation) -> QuerySet[Membership]:
    return Membership.objects.filter(organisation=organisation).select_related("user")


def sessions_of(user: User) -> QuerySet[Session]:
    return Session.objects.filter(user=user)


def open_invitations(organisation: Organisation) -> QuerySet[Invitation]:
    return Invitation.objects.filter(
        organisation=organisation, accepted_at__isnull=True, expires_at__gt=timezone.now()
    ).select_related("organisation")


def invitation_by_token(token: str) -> Invitation | None:
    """An invitation that can still be accepted."""
    return (
        Invitation.objects.filter(token_hash=hash_key(token), accepted_at__isnull=True, expires_at__gt=timezone.now())
        .select_related("organisation", "created_by")
        .first()
    )


def usable_keys() -> QuerySet[ApiKey]:
    unexpired = Q(expires_at__isnull=True) | Q(expires_at__gt=timezone.now())
    return ApiKey.objects.filter(unexpired, revoked_at__isnull=True)


def keys_of(organisation: Organisation) -> QuerySet[ApiKey]:
    """All that were not revoked; an expired one stays in sight."""
    return ApiKey.objects.filter(organisation=organisation, revoked_at__isnull=True).select_related("created_by")
