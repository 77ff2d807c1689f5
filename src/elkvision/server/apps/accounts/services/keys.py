"""What programs show instead of a password."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from elkvision.core.tenancy import KEY_PREFIX, hash_key
from elkvision.server.apps.accounts import audit, closing, gateway
from elkvision.server.apps.accounts.models import ApiKey, Organisation, User


@transaction.atomic
def create(
    organisation: Organisation, *, name: str, scopes: Sequence[str], by: User | None, expires_at: datetime | None = None
) -> tuple[ApiKey, str]:
    """The key's record and the key itself, which nobody can see again. Intake takes it within two seconds."""
    text = KEY_PREFIX + secrets.token_urlsafe(32)
    key = ApiKey.objects.create(
        organisation=organisation,
        name=name,
        prefix=text[:8],
        key_hash=hash_key(text),
        scopes=sorted(set(scopes)),
        created_by=by,
        expires_at=expires_at,
    )
    audit.record(by, "made the key", key, organisation=organisation, scopes=key.scopes)
    gateway.publish_later()
    return key, text


@transaction.atomic
def revoke(key: ApiKey, *, by: User | None) -> None:
    """Refused from now on, by us at once and by intake within two seconds; its sockets close."""
    ApiKey.objects.filter(pk=key.pk, revoked_at__isnull=True).update(revoked_at=timezone.now())
    audit.record(by, "revoked the key", key, organisation=key.organisation)
    closing.end_sockets(key=key.pk)
    gateway.publish_later()


@transaction.atomic
def note_use(last_used_ms: Mapping[int, int]) -> None:
    """What intake saw of keys: their id and when they were last used."""
    for key_id, ms in last_used_ms.items():
        at = datetime.fromtimestamp(ms / 1000, UTC)
        older = Q(last_used_at__isnull=True) | Q(last_used_at__lt=at)
        ApiKey.objects.filter(older, pk=key_id).update(last_used_at=at)
