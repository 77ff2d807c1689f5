"""The database keeps the metadata: a record is the upload's own row."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from elkvision.core.errors import Refused
from elkvision.core.tenancy import TenantId
from elkvision.server.apps.accounts.models import Organisation, User
from elkvision.server.apps.uploads.metadata.contract import Place, Record, moment
from elkvision.server.apps.uploads.models import ENDED, TAKEN, Upload

#: What a row and a record call the same.
_ALIKE = (
    "id", "created_at", "filename", "sha256", "bytes", "status", "finished_at", "bytes_done", "format", "service", "source",
    "environment", "timezone", "accepted", "refused", "error", "tags", "refusals",
)  # fmt: skip


def record_of(upload: Upload) -> Record:
    """The row's organisation should be at hand already."""
    alike: dict[str, Any] = {name: getattr(upload, name) for name in _ALIKE}
    return Record(tenant=TenantId(upload.organisation.tenant), user_id=upload.created_by_id, **alike)


class Rows:
    """Uploads that are under way are here wherever metadata is kept."""

    def keep(self, records: Sequence[Record]) -> None:
        with transaction.atomic():
            for record in records:
                self._keep(record)

    def _keep(self, record: Record) -> None:
        organisation = Organisation.objects.filter(tenant=record.tenant).first()
        if organisation is None:
            raise Refused(f"There is no organisation {record.tenant} that upload {record.id} could belong to")
        values = {name: getattr(record, name) for name in _ALIKE if name not in {"id", "created_at"}}
        values["created_by"] = None if record.user_id is None else User.objects.filter(pk=record.user_id).first()
        mine = Upload.objects.filter(pk=record.id, organisation=organisation)
        if not mine.exists():
            if Upload.objects.filter(pk=record.id).exists():
                raise Refused(f"Upload {record.id} is another organisation's")
            Upload.objects.create(id=record.id, organisation=organisation, **values)
        # A row says by itself when it was made; it was made earlier than that.
        mine.update(created_at=record.created_at, **values)

    def get(self, tenant: TenantId, id: UUID) -> Record | None:
        row = _of(tenant).filter(pk=id).first()
        return row and record_of(row)

    def newest(self, tenant: TenantId, *, limit: int, after: Place | None = None) -> Sequence[Record]:
        rows = _of(tenant)
        if after is not None:
            at = moment(after.micros)
            rows = rows.filter(Q(created_at__lt=at) | Q(created_at=at, id__lt=UUID(after.id)))
        return [record_of(row) for row in rows.order_by("-created_at", "-id")[:limit]]

    def same_content(self, tenant: TenantId, sha256: str) -> Record | None:
        row = _of(tenant).filter(sha256=sha256, status__in=TAKEN).order_by("-created_at", "-id").first()
        return row and record_of(row)

    def remove(self, tenant: TenantId, ids: Sequence[UUID]) -> int:
        return _of(tenant).filter(pk__in=ids).delete()[0]

    def forget_before(self, tenant: TenantId, moment: datetime) -> int:
        return _of(tenant).filter(status__in=ENDED, finished_at__lt=moment).delete()[0]

    def statuses(self, tenant: TenantId) -> Iterator[tuple[UUID, str]]:
        yield from _of(tenant).values_list("id", "status").iterator()

    def tenants(self) -> Sequence[TenantId]:
        with_some = Organisation.objects.filter(uploads__isnull=False).distinct().order_by("tenant")
        return [TenantId(tenant) for tenant in with_some.values_list("tenant", flat=True)]


def _of(tenant: TenantId) -> Any:
    return Upload.objects.filter(organisation__tenant=tenant).select_related("organisation")
