"""A backup's metadata of uploads, put where metadata is kept now."""

import io
import json
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

import zstandard

from elkvision.core.tenancy import TenantId
from elkvision.server.apps.uploads import metadata
from elkvision.server.apps.uploads.metadata import Record
from elkvision.server.apps.uploads.models import Upload

_AT_ONCE = 500


def give(path: Path) -> int:
    """Again does no harm. An upload that has a row is told by it. Returns how many records there are."""
    count, kept = 0, metadata.kept()
    records = _records(path)
    while some := list(islice(records, _AT_ONCE)):
        count += len(some)
        with_row = set(Upload.objects.filter(pk__in=[record.id for record in some]).values_list("pk", flat=True))
        kept.keep([record for record in some if record.id not in with_row or kept is not metadata.rows])
    return count


def _records(path: Path) -> Iterator[Record]:
    with io.BufferedReader(zstandard.open(path, "rb")) as lines:
        for line in lines:
            said: dict[str, Any] = json.loads(line)
            said["id"] = UUID(said["id"])
            said["tenant"] = TenantId(said["tenant"])
            said["created_at"] = datetime.fromisoformat(said["created_at"])
            if said["finished_at"]:
                said["finished_at"] = datetime.fromisoformat(said["finished_at"])
            yield Record(**said)
