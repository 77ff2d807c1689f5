"""A record as a document of MongoDB, and back.

The first eight fields are what other programs may count on; `upload` is the rest of what we say of one ourselves.
"""

from typing import Any
from uuid import UUID

from elkvision.core.tenancy import TenantId
from elkvision.server.apps.uploads.metadata.contract import Record, moment
from elkvision.server.apps.uploads.models import ENDED, Status

Document = dict[str, Any]

_REST = (
    "sha256", "bytes", "bytes_done", "format", "service", "source", "environment", "timezone", "refused", "error", "tags",
    "refusals",
)  # fmt: skip


def document_of(record: Record) -> Document:
    return {
        "upload_id": str(record.id),
        # Work on an upload has the upload's own id in the queue.
        "task_id": str(record.id),
        "tenant_id": record.tenant,
        "user_id": record.user_id,
        "filename": record.filename,
        "status": _word(record.status),
        "log_count": record.accepted,
        "created_at": record.created_at,
        # Dates of MongoDB have milliseconds; the order of the history has microseconds.
        "created_us": record.place.micros,
        "finished_at": record.finished_at,
        "state": record.status,
        "upload": {name: getattr(record, name) for name in _REST},
    }


def record_of(document: Document) -> Record:
    rest = {name: value for name, value in document["upload"].items() if name in _REST}
    return Record(
        id=UUID(document["upload_id"]),
        tenant=TenantId(document["tenant_id"]),
        created_at=moment(int(document["created_us"])),
        user_id=document["user_id"],
        filename=document["filename"],
        status=document["state"],
        accepted=int(document["log_count"]),
        finished_at=document["finished_at"],
        **rest,
    )


def _word(status: str) -> str:
    if status == Status.DONE:
        return "success"
    return "failed" if status in ENDED else "pending"
