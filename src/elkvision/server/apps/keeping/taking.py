"""The whole database as files, as it was at one moment, while others go on writing."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import zstandard
from django.apps import apps
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model

from elkvision.core.clock import now_ms
from elkvision.core.errors import Refused
from elkvision.core.tenancy import TenantId
from elkvision.server.apps.keeping.cells import line_of
from elkvision.server.apps.uploads import metadata
from elkvision.server.apps.uploads.models import ENDED, Upload

#: Who was logged in and who tried to is of that moment; the others are made by `migrate`.
LEFT_OUT = frozenset({"sessions.session", "accounts.session", "accounts.attempts"})
APPS_LEFT_OUT = frozenset({"contenttypes", "auth", "admin"})
_AT_ONCE = 500

#: Hears what was written, and how many rows or records.
Tell = Callable[[str, int], None]


def take(folder: Path, tell: Tell) -> dict[str, Any]:
    """Write every table and, where metadata is kept apart, its documents. Returns what there is.

    Raises Refused when the database has another schema than this version.
    """
    _need_schema()
    (folder / "database").mkdir()
    (folder / "metadata").mkdir()
    with _one_moment():
        summary: dict[str, Any] = {
            "snapshot_ms": now_ms(),
            "engine": connection.vendor,
            "migrations": sorted(MigrationRecorder(connection).applied_migrations()),
            "under_way": [str(id) for id in Upload.objects.exclude(status__in=ENDED).values_list("pk", flat=True)],
        }
        summary["database"] = {}
        for model in models():
            rows = _table(model, folder / "database" / f"{model._meta.label_lower}.ndjson.zst")
            summary["database"][model._meta.label_lower] = rows
            tell(model._meta.label_lower, rows)
    summary["metadata"] = {}
    if apart := metadata.apart():
        for tenant in apart.tenants():
            summary["metadata"][tenant] = _records(apart, tenant, folder / "metadata" / f"{tenant}.ndjson.zst")
            tell(f"metadata of {tenant}", summary["metadata"][tenant])
    (folder / "summary.json").write_text(json.dumps(summary))
    return summary


def models() -> list[type[Model]]:
    """Everything that belongs into a backup."""
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed
        and not model._meta.proxy
        and model._meta.label_lower not in LEFT_OUT
        and model._meta.app_label not in APPS_LEFT_OUT
    ]


def _need_schema() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise Refused(
            "The database is of an older version than this one",
            hint="take the backup with the version that ran on it, or run `elkvision migrate` before",
        )


@contextmanager
def _one_moment() -> Iterator[None]:
    """All questions within are answered as of the first one. Nobody's writing waits for it."""
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def _table(model: type[Model], path: Path) -> int:
    names = [field.attname for field in model._meta.concrete_fields]
    count = 0
    with zstandard.open(path, "wb", cctx=zstandard.ZstdCompressor(level=6)) as file:
        file.write(line_of(names))
        rows = model._base_manager.order_by("pk").values_list(*names).iterator(chunk_size=_AT_ONCE)
        for row in rows:
            file.write(line_of(row))
            count += 1
    return count


def _records(apart: metadata.Documents, tenant: str, path: Path) -> int:
    count, after = 0, None
    with zstandard.open(path, "wb", cctx=zstandard.ZstdCompressor(level=6)) as file:
        while page := apart.newest(TenantId(tenant), limit=_AT_ONCE, after=after):
            for record in page:
                file.write(json.dumps(asdict(record), default=str).encode() + b"\n")
            count, after = count + len(page), page[-1].place
    return count
