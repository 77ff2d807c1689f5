"""Questions about uploads. The organisation is always an argument."""

from collections.abc import Sequence
from datetime import datetime
from itertools import chain
from uuid import UUID

import structlog
from django.db.models import Q, QuerySet

from elkvision.core.errors import Unavailable
from elkvision.core.tenancy import TenantId
from elkvision.server.apps.accounts.models import Organisation
from elkvision.server.apps.uploads import metadata
from elkvision.server.apps.uploads.metadata import Place, Record
from elkvision.server.apps.uploads.models import ENDED, Upload

log = structlog.get_logger(__name__)


def uploads_of(organisation: Organisation) -> QuerySet[Upload]:
    """Those that have a row: every one that is under way, and the latest of the others."""
    return Upload.objects.filter(organisation=organisation).select_related("created_by", "organisation")


def history(organisation: Organisation, *, limit: int, after: Place | None = None) -> tuple[Sequence[Record], bool]:
    """Newest first, and whether there are more. Raises Unavailable when what keeps the older ones does not answer."""
    tenant = TenantId(organisation.tenant)
    found = metadata.rows.newest(tenant, limit=limit + 1, after=after)
    if apart := metadata.apart():
        found = _merged(found, apart.newest(tenant, limit=limit + 1, after=after))
    return found[:limit], len(found) > limit


def record(organisation: Organisation, id: UUID) -> Record | None:
    """One upload. Its row knows better than its document. Raises Unavailable as `history` does."""
    tenant = TenantId(organisation.tenant)
    found = metadata.rows.get(tenant, id)
    if found is None and (apart := metadata.apart()):
        found = apart.get(tenant, id)
    return found


def same_content(organisation: Organisation, sha256: str) -> Record | None:
    """The newest upload of the same bytes that was taken or still may be.

    While MongoDB is away only those are known that have a row: a file is rather taken than turned away.
    """
    tenant = TenantId(organisation.tenant)
    found = metadata.rows.same_content(tenant, sha256)
    if found is None and (apart := metadata.apart()):
        try:
            found = apart.same_content(tenant, sha256)
        except Unavailable as error:
            log.warning("whether a file was taken long ago cannot be known now", error=str(error))
    return found


def unattended(now: datetime) -> QuerySet[Upload]:
    """What should be under way and is not: never begun, or the worker that held it is gone."""
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=now)
    return Upload.objects.filter(free).exclude(status__in=ENDED)


def _merged(rows: Sequence[Record], documents: Sequence[Record]) -> list[Record]:
    """Each upload once, as its row says."""
    each = {record.id: record for record in chain(documents, rows)}
    return sorted(each.values(), key=lambda record: record.place, reverse=True)
