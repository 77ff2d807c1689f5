"""What can be done with logs: hand them in, delete them, forget old ones."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.utils import timezone

from elkvision.core.errors import ElkVisionError, Unavailable
from elkvision.core.settings import load
from elkvision.core.tenancy import TenantId
from elkvision.server.apps.accounts import audit
from elkvision.server.apps.accounts.models import Departed, Organisation, User
from elkvision.server.apps.logs import keeping
from elkvision.server.apps.logs.selectors import store
from elkvision.server.gateway import letters
from elkvision.server.gateway.handing import Intake
from elkvision.store import retention
from elkvision.store.contract import Span

log = structlog.get_logger(__name__)

#: What is passed on of a sender's request, and what of intake's answer.
_OF_REQUEST = ("Content-Type", "Content-Encoding", "Idempotency-Key")
_OF_ANSWER = ("Retry-After", "Content-Type")


@dataclass(frozen=True)
class Taken:
    """Intake's own answer, to be given on as it is."""

    status: int
    body: bytes
    headers: dict[str, str]


def ingest(organisation: Organisation, body: bytes, headers: Mapping[str, str]) -> Taken:
    """Hand one request's body to intake as it came; it says what was taken once the spool has it."""
    given = {name: headers[name].encode("latin-1", "replace") for name in _OF_REQUEST if name in headers}
    zone = organisation.timezone
    with Intake(load()) as intake:
        answer = intake.hand_in(
            body,
            tenant=organisation.tenant,
            input="api",
            defaults={} if zone == "UTC" else {"timezone": zone},
            # What says nothing of itself is looked at, as on the gateway's own port.
            headers={"Content-Type": "application/octet-stream", **given},
        )
    kept = {name: answer.headers[name] for name in _OF_ANSWER if name in answer.headers}
    return Taken(answer.status_code, answer.content, kept)


def _settled(organisation: Organisation, now: datetime) -> int:
    """What rules of the organisation keep for less; what goes wrong is another organisation's business no more."""
    try:
        return keeping.settle(store(), organisation, now)
    except ElkVisionError as error:
        log.error("old logs could not be forgotten by their rules", tenant=organisation.tenant, error=str(error))
        return 0


def delete(organisation: Organisation, asked: Span, *, by: User | None) -> int:
    """Delete what matches, for good. Returns how many events."""
    deleted = store().delete(TenantId(organisation.tenant), asked)
    audit.record(
        by,
        "deleted logs",
        asked.query.text or "everything",
        organisation=organisation,
        start=str(asked.start),
        end=str(asked.end),
        deleted=deleted,
    )
    return deleted


def forget_old(now: datetime) -> int:
    """Forget what each organisation does not keep any longer, and all of those that are gone.

    Logs go by whole days, as the store keeps them: one is there for as many days as it should be, and for less than
    one more.
    """
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    departed = list(Departed.objects.filter(forgotten_at__isnull=True))
    houses = list(Organisation.objects.all())
    moments = {
        TenantId(each.tenant): today - timedelta(days=keeping.longest(each)) for each in houses if keeping.longest(each)
    } | {TenantId(gone.tenant): now + timedelta(days=1) for gone in departed}
    forgotten = retention.forget(store(), moments)
    for each in houses:
        forgotten += _settled(each, now)
    for gone in departed:
        try:
            letters.forget(load(), TenantId(gone.tenant))
        except Unavailable as error:  # looked at again with the next round
            log.warning("dead letters of a deleted organisation stay for now", tenant=gone.tenant, error=str(error))
            continue
        # Looked at once more an hour later: what was still on its way comes after the deletion.
        if gone.at < now - timedelta(hours=1):
            Departed.objects.filter(pk=gone.pk).update(forgotten_at=timezone.now())
    return forgotten
