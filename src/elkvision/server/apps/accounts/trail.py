"""Questions about what was done. The organisation is always an argument."""

import csv
import io
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

import orjson
from asgiref.sync import sync_to_async
from django.db.models import QuerySet

from elkvision.server.api.sheets import harmless
from elkvision.server.apps.accounts.models import AuditEntry, Organisation, User

_AT_ONCE = 1000
#: Who it was, where it was no person.
NOBODY = "nobody"
COLUMNS = ("at", "by", "action", "subject", "details")


def entries(
    organisation: Organisation,
    *,
    person: str = "",
    action: str = "",
    start: datetime | None = None,
    end: datetime | None = None,
) -> QuerySet[AuditEntry]:
    """What was done there, newest first. `person`: a user's id, or `nobody` for programs and the command line."""
    found = AuditEntry.objects.filter(organisation=organisation).select_related("by", "key")
    if person:
        found = found.filter(by__isnull=True) if person == NOBODY else found.filter(by=int(person))
    if action:
        found = found.filter(action=action)
    if start is not None:
        found = found.filter(at__gte=start)
    if end is not None:
        found = found.filter(at__lt=end)
    return found


def people(organisation: Organisation) -> QuerySet[User]:
    """Who did something there, also those who left."""
    done = AuditEntry.objects.filter(organisation=organisation, by__isnull=False).values("by").distinct()
    return User.objects.filter(pk__in=done).order_by("username")


def actions(organisation: Organisation) -> list[str]:
    found = AuditEntry.objects.filter(organisation=organisation).order_by("action")
    return list(found.values_list("action", flat=True).distinct())


def who(entry: AuditEntry) -> str:
    """The person's name, the key's, or "" for the command line and the product itself."""
    if entry.by is not None:
        return entry.by.username
    return f"key {entry.key.name}" if entry.key is not None else ""


async def written(found: QuerySet[AuditEntry], form: str) -> AsyncIterator[bytes]:
    """All of it as a file, a thousand entries at a time: nothing is held open meanwhile."""
    write = _WRITERS[form]
    if form == "csv":
        yield _sheet([COLUMNS])
    last = None
    while True:
        page = await sync_to_async(_page)(found, last)
        if not page:
            return
        yield write(page)
        last = page[-1].pk


def _page(found: QuerySet[AuditEntry], last: int | None) -> list[AuditEntry]:
    return list((found if last is None else found.filter(pk__lt=last))[:_AT_ONCE])


def _ndjson(page: Sequence[AuditEntry]) -> bytes:
    return b"".join(orjson.dumps(_row(each), default=str) + b"\n" for each in page)


def _csv(page: Sequence[AuditEntry]) -> bytes:
    return _sheet(_cells(_row(each)) for each in page)


def _row(entry: AuditEntry) -> dict[str, Any]:
    values = (entry.at, who(entry), entry.action, entry.subject, entry.details)
    return dict(zip(COLUMNS, values, strict=True))


def _cells(row: dict[str, Any]) -> Iterator[str]:
    for name, value in row.items():
        if name == "at":
            yield value.isoformat()
        else:
            yield harmless(value if isinstance(value, str) else orjson.dumps(value, default=str).decode())


def _sheet(rows: Iterable[Iterable[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode("utf-8", "replace")


_WRITERS: dict[str, Callable[[Sequence[AuditEntry]], bytes]] = {"ndjson": _ndjson, "csv": _csv}
CONTENT_TYPES = {"csv": "text/csv; charset=utf-8", "ndjson": "application/x-ndjson"}
