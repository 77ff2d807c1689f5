"""Both keepers of metadata sit the same exam: `keeper` is each of them in turn."""

import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from tests import real_mongo

from elkvision.core.tenancy import TenantId
from elkvision.server.apps.accounts.models import Organisation
from elkvision.server.apps.uploads.metadata import Documents, Metadata, Rows

_numbers = count(1)


@pytest.fixture(params=["database", "mongodb"])
def keeper(
    request: pytest.FixtureRequest, db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Metadata]:
    monkeypatch.setenv("ELKVISION_DATA_DIR", str(tmp_path))
    if request.param == "database":
        yield Rows()
        return
    documents = Documents(f"{real_mongo.server()}/exam-{os.getpid()}-{next(_numbers)}")
    yield documents
    documents.close()


@pytest.fixture
def acme(db: None) -> TenantId:
    return TenantId(Organisation.objects.create(tenant="acme", name="Acme").tenant)


@pytest.fixture
def globex(db: None) -> TenantId:
    return TenantId(Organisation.objects.create(tenant="globex", name="Globex").tenant)
