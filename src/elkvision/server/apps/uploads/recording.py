"""What the database has of uploads, brought to where their metadata is kept, and forgotten when its time is over.

The row is the truth of an upload that has one: its document follows, at once when all is well and later when MongoDB
was away. An ended upload's row goes some days after its document was seen to be there.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from typing import TypeVar

from django.db.models import F, QuerySet

from elkvision.core.tenancy import TenantId
from elkvision.server.apps.accounts.models import Departed, Organisation
from elkvision.server.apps.uploads import metadata
from elkvision.server.apps.uploads.metadata import Documents, Record, record_of
from elkvision.server.apps.uploads.models import ENDED, Upload

#: So long the same file is noticed although MongoDB is away.
ROW_KEPT = timedelta(days=7)
_AT_ONCE = 500
T = TypeVar("T")


def record(uploads: QuerySet[Upload] | None = None) -> int:
    """Write the documents that are behind their rows; returns how many. Raises Unavailable when that cannot be now."""
    apart = metadata.apart()
    if apart is None:
        return 0
    behind = (Upload.objects.all() if uploads is None else uploads).exclude(recorded=F("status"))
    return sum(_record(apart, rows) for rows in chunks(behind.select_related("organisation").iterator()))


def write(apart: Documents, uploads: Iterable[Upload]) -> int:
    """Write these uploads' documents, whatever is there."""
    return sum(_record(apart, rows) for rows in chunks(uploads))


def settle(now: datetime) -> int:
    """Let go of rows that ended long ago and have their document; returns how many."""
    apart = metadata.apart()
    if apart is None:
        return 0
    ended = Upload.objects.filter(status__in=ENDED, recorded=F("status"), finished_at__lt=now - ROW_KEPT)
    settled = 0
    for rows in chunks(ended.select_related("organisation").iterator()):
        there = [row.pk for row in rows if _is_there(apart, record_of(row))]
        settled += Upload.objects.filter(pk__in=there, recorded=F("status")).delete()[0]
        _record(apart, [row for row in rows if row.pk not in there])
    return settled


def forget_old(now: datetime) -> int:
    """Forget the uploads whose logs are forgotten: what ended before an organisation's days, and all of those that are
    gone. MongoDB's own expiry is not counted on. Returns how many."""
    kept, forgotten = metadata.kept(), 0
    for organisation in Organisation.objects.filter(retention_days__gt=0):
        moment = now - timedelta(days=organisation.retention_days)
        tenant = TenantId(organisation.tenant)
        forgotten += kept.forget_before(tenant, moment)
        if kept is not metadata.rows:
            metadata.rows.forget_before(tenant, moment)
    if apart := metadata.apart():
        forgotten += sum(forget_all(apart, tenant) for tenant in departed(apart))
    return forgotten


def departed(apart: Documents) -> list[TenantId]:
    """Organisations that were deleted and have documents still."""
    gone = Departed.objects.filter(tenant__in=apart.tenants()).values_list("tenant", flat=True)
    return [TenantId(tenant) for tenant in gone]


def forget_all(apart: Documents, tenant: TenantId) -> int:
    ids = (id for id, _ in apart.statuses(tenant))
    return sum(apart.remove(tenant, list(some)) for some in chunks(ids))


def chunks(items: Iterable[T]) -> Iterator[list[T]]:
    """So many as are looked at together."""
    rest = iter(items)
    while some := list(islice(rest, _AT_ONCE)):
        yield some


def _is_there(apart: Documents, record: Record) -> bool:
    found = apart.get(record.tenant, record.id)
    # MongoDB's dates have milliseconds.
    return found is not None and replace(found, finished_at=record.finished_at) == record


def _record(apart: Documents, rows: list[Upload]) -> int:
    apart.keep([record_of(row) for row in rows])
    for row in rows:
        # Only when it is as it was read: what changed meanwhile is behind again.
        Upload.objects.filter(pk=row.pk, status=row.status).update(recorded=row.status)
    return len(rows)
