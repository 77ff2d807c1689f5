"""Do rows, documents and files of uploads fit together? What does not is told, and mended.

The row is the truth of what has one, and the document of what has none: only an upload that ended may live as a
document alone. A file is needed as long as its upload is under way.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.utils import timezone

from elkvision.core.tenancy import TenantId
from elkvision.server.apps.accounts.models import Organisation
from elkvision.server.apps.uploads import metadata, recording, selectors, services
from elkvision.server.apps.uploads.metadata import Documents
from elkvision.server.apps.uploads.models import ENDED, Status, Upload

#: What was made or ended just now may be on its way to its document.
_GRACE = timedelta(minutes=1)
_FILE_GONE = "the file is no longer there; upload it again"


@dataclass
class Found:
    """What does not fit, counted. `strangers` are documents of organisations that never were here: never touched."""

    rows: int = 0
    documents: int = 0
    undocumented: list[UUID] = field(default_factory=list)
    leftover: list[tuple[TenantId, UUID]] = field(default_factory=list)
    departed: list[TenantId] = field(default_factory=list)
    strangers: list[TenantId] = field(default_factory=list)
    without_file: list[UUID] = field(default_factory=list)
    orphan_files: int = 0

    @property
    def is_well(self) -> bool:
        return not (self.undocumented or self.leftover or self.departed or self.without_file or self.orphan_files)

    def sentences(self) -> Iterator[str]:
        yield f"{self.rows:,} uploads in the database" + (
            f", {self.documents:,} documents in MongoDB." if metadata.apart() else "."
        )
        if self.undocumented:
            yield f"{len(self.undocumented):,} uploads have no document, or one that is behind."
        if self.leftover:
            yield f"{len(self.leftover):,} documents say that an upload is under way that is gone."
        if self.departed:
            yield f"{len(self.departed):,} deleted organisations have documents still: {', '.join(self.departed)}."
        if self.without_file:
            yield f"{len(self.without_file):,} uploads wait for a file that is gone."
        if self.orphan_files:
            yield f"{self.orphan_files:,} files belong to no upload that needs them."
        if self.strangers:
            yield f"There are documents of organisations that were never here, which stay: {', '.join(self.strangers)}."


def check(folder: Path, now: datetime | None = None) -> Found:
    """Look at all of it. Raises Unavailable when MongoDB does not answer."""
    now = now or timezone.now()
    found = Found(rows=Upload.objects.count())
    if apart := metadata.apart():
        _look_at_documents(apart, found, now - _GRACE)
    for upload in selectors.unattended(now):
        if not services.file_of(upload, folder).exists() and selectors.unattended(now).filter(pk=upload.pk).exists():
            found.without_file.append(upload.pk)
    found.orphan_files = len(services.orphans(folder, now=time.time()))
    return found


def mend(folder: Path, found: Found, now: datetime | None = None) -> None:
    """Make it fit: documents follow rows, what is left of gone uploads goes, what cannot go on is failed."""
    now = now or timezone.now()
    lost = selectors.unattended(now).filter(pk__in=found.without_file)
    lost.update(status=Status.FAILED, error=_FILE_GONE, finished_at=now, lease_until=None)
    services.sweep(folder, now=time.time())
    apart = metadata.apart()
    if apart is None:
        return
    behind = Upload.objects.filter(pk__in=[*found.undocumented, *found.without_file])
    recording.write(apart, behind.select_related("organisation").iterator())
    for tenant, id in found.leftover:
        apart.remove(tenant, [id])
    for tenant in found.departed:
        recording.forget_all(apart, tenant)


def _look_at_documents(apart: Documents, found: Found, settled: datetime) -> None:
    there = set(apart.tenants())
    found.departed = recording.departed(apart)
    known = {TenantId(each) for each in Organisation.objects.values_list("tenant", flat=True)}
    found.strangers = sorted(there - known - set(found.departed))
    for tenant in sorted(known):
        documents: dict[UUID, str] = {}
        for some in recording.chunks(apart.statuses(tenant)):
            found.documents += len(some)
            rows = set(Upload.objects.filter(pk__in=[id for id, _ in some]).values_list("pk", flat=True))
            documents |= {id: status for id, status in some if id in rows}
            found.leftover += [(tenant, id) for id, status in some if id not in rows and status not in ENDED]
        mine = Upload.objects.filter(organisation__tenant=tenant, created_at__lt=settled)
        rows_of = mine.exclude(finished_at__gte=settled).values_list("pk", "status")
        found.undocumented += [id for id, status in rows_of.iterator() if _is_behind(status, documents.get(id))]


def _is_behind(row: str, document: str | None) -> bool:
    """What is under way may be ahead of its document: that is told at its end."""
    return document is None or (row in ENDED) != (document in ENDED) or (row in ENDED and row != document)
