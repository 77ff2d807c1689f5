"""Metadata of uploads out of MongoDB, and into whatever keeps it now."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from tests import real_mongo

from elkvision.core.tenancy import TenantId
from elkvision.server.apps.accounts.models import Organisation, User
from elkvision.server.apps.keeping import records, taking
from elkvision.server.apps.uploads import metadata
from elkvision.server.apps.uploads.metadata import Record
from elkvision.server.apps.uploads.models import Status, Upload

ACME = TenantId("acme")
AT = datetime(2026, 11, 2, 12, 0, 0, 5000, tzinfo=UTC)
Use = Callable[[], None]


@pytest.fixture
def mongodb(monkeypatch: pytest.MonkeyPatch) -> Use:
    """Each call begins to use another one."""
    return lambda: monkeypatch.setenv(
        "ELKVISION_METADATA", f"{real_mongo.server()}/keeping-{os.getpid()}-{uuid4().hex[:8]}"
    )


@pytest.mark.parametrize("into", ["database", "mongodb"])
def test_the_history_crosses_and_again_does_no_harm(
    into: str, acme: Organisation, alice_user: User, mongodb: Use, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mongodb()
    history = [
        Record(
            id=uuid4(), tenant=ACME, created_at=AT.replace(minute=minute), finished_at=AT, filename=f"{minute}.log",
            sha256="ab" * 32, bytes=7, status=Status.DONE, accepted=3, user_id=alice_user.pk, tags=["ö"],
            refusals=[{"line": 3, "reason": "no"}], refused=1,
        )
        for minute in range(30)
    ]  # fmt: skip
    apart = metadata.apart()
    assert apart is not None
    apart.keep(history)
    path = tmp_path / "acme.ndjson.zst"
    assert taking._records(apart, ACME, path) == 30
    under_way = Upload.objects.create(
        id=history[0].id, organisation=acme, filename="0.log", sha256="ab" * 32, bytes=7, status=Status.RUNNING
    )
    if into == "mongodb":
        mongodb()
    else:
        monkeypatch.setenv("ELKVISION_METADATA", "")
    assert records.give(path) == records.give(path) == 30
    found = metadata.kept().newest(ACME, limit=100)
    assert [each for each in found if each.id != under_way.pk] == history[:0:-1]
    assert len(found) == 30
    under_way.refresh_from_db()
    assert under_way.status == Status.RUNNING
