"""What keeping the metadata of uploads promises. Both keepers sit `tests/exams/metadata`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

from elkvision.core.tenancy import TenantId

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, order=True)
class Place:
    """Where a record is in its organisation's history: by the microsecond, then by its id."""

    micros: int
    id: str


@dataclass(frozen=True)
class Record:
    """One upload as people read of it."""

    id: UUID
    tenant: TenantId
    created_at: datetime
    filename: str
    sha256: str
    bytes: int
    status: str
    user_id: int | None = None
    finished_at: datetime | None = None
    bytes_done: int = 0
    format: str = ""
    service: str = ""
    source: str = ""
    environment: str = ""
    timezone: str = "UTC"
    accepted: int = 0
    refused: int = 0
    error: str = ""
    tags: list[str] = field(default_factory=list)
    refusals: list[dict[str, Any]] = field(default_factory=list)

    @property
    def place(self) -> Place:
        return Place((self.created_at - _EPOCH) // timedelta(microseconds=1), str(self.id))


def moment(micros: int) -> datetime:
    """The moment that a place or a document has in microseconds."""
    return _EPOCH + timedelta(microseconds=micros)


class Metadata(Protocol):
    """Keeps records and finds them again, each organisation's apart.

    A keeper that does not answer now raises Unavailable, from any of these.
    """

    def keep(self, records: Sequence[Record]) -> None:
        """Keep them as they are now, in place of what was kept of the same ids. Raises Refused, and changes nothing of
        another organisation's, when an id is taken there."""

    def get(self, tenant: TenantId, id: UUID) -> Record | None: ...

    def newest(self, tenant: TenantId, *, limit: int, after: Place | None = None) -> Sequence[Record]:
        """In the history's order, the newest first; with `after`, those that come after that place."""

    def same_content(self, tenant: TenantId, sha256: str) -> Record | None:
        """The newest of these very bytes that was taken or still may be."""

    def remove(self, tenant: TenantId, ids: Sequence[UUID]) -> int:
        """Returns how many were there."""

    def forget_before(self, tenant: TenantId, moment: datetime) -> int:
        """Remove those that ended before the moment; returns how many."""

    def statuses(self, tenant: TenantId) -> Iterator[tuple[UUID, str]]:
        """Every record's id and status, in any order, with flat memory."""

    def tenants(self) -> Sequence[TenantId]:
        """Whose records are there, in order."""
