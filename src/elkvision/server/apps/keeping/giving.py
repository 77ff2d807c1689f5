"""A backup's tables put into a database: all of it or nothing, at the schema that they were taken from."""

import io
import json
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import zstandard
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import StateApps
from django.db.models import Field, Model

from elkvision.core.errors import Refused
from elkvision.server.apps.keeping.cells import values_of
from elkvision.server.apps.keeping.taking import APPS_LEFT_OUT, Tell

Migration = tuple[str, str]
_AT_ONCE = 500
#: Whoever has one of these is somebody's product already.
_MARKS = ("accounts.user", "accounts.organisation")


def give(folder: Path, summary: dict[str, Any], tell: Tell, *, replace: bool) -> None:
    """Make the tables, fill them, and bring them up to this version.

    Raises Refused, and changes no row, when the backup is of a newer version, and when there are accounts already and
    `replace` is not said.
    """
    taken_at = {(app, name) for app, name in summary["migrations"]}
    at_that_time = _schema_of(taken_at, replace=replace)
    tables = {label: at_that_time.get_model(label) for label in summary["database"]}
    with transaction.atomic():
        _refuse_unless_empty(replace=replace)
        _empty(at_that_time)
        for label, rows in summary["database"].items():
            found = _fill(tables[label], folder / "database" / f"{label}.ndjson.zst")
            if found != rows:
                raise Refused(f"{label} has {found:,} rows in the backup and should have {rows:,}")
            tell(label, found)
        _go_on_counting(list(tables.values()))
        connection.check_constraints()
    call_command("migrate", verbosity=0, interactive=False)


def _schema_of(taken_at: set[Migration], *, replace: bool) -> StateApps:
    """The database at the schema of the backup, and its models."""
    executor = MigrationExecutor(connection)
    known = set(executor.loader.disk_migrations)
    unknown = sorted(taken_at - known)
    if unknown:
        app, name = unknown[0]
        raise Refused(
            f"The backup is of a newer version: its database has {app} {name}, which is not known here",
            hint="install at least the version that made it",
        )
    if set(executor.loader.applied_migrations) - taken_at:
        _refuse_unless_empty(replace=replace)
        executor = _begin_anew()
    targets = _ends(executor, taken_at)
    executor.migrate(targets)
    return executor.loader.project_state(targets).apps


def _ends(executor: MigrationExecutor, taken_at: set[Migration]) -> list[Migration]:
    """The last migrations of each app that the backup had."""
    followed = {
        parent.key
        for key in taken_at
        for parent in executor.loader.graph.node_map[key].parents
        if parent.key[0] == key[0]
    }
    return sorted(taken_at - followed)


def _begin_anew() -> MigrationExecutor:
    """The database is ahead of the backup: schemas do not go back."""
    with connection.cursor() as cursor:
        ours = {*connection.introspection.django_table_names(), MigrationRecorder.Migration._meta.db_table}
        tables = ours & set(connection.introspection.table_names(cursor))
        if connection.vendor == "postgresql":
            quoted = ", ".join(connection.ops.quote_name(table) for table in tables)
            cursor.execute(f"DROP TABLE {quoted} CASCADE")
        else:
            cursor.execute("PRAGMA foreign_keys = OFF")
            for table in tables:
                cursor.execute(f"DROP TABLE {connection.ops.quote_name(table)}")
            cursor.execute("PRAGMA foreign_keys = ON")
    return MigrationExecutor(connection)


def _refuse_unless_empty(*, replace: bool) -> None:
    if replace:
        return
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        for label in _MARKS:
            table = label.replace(".", "_")
            if table not in there:
                continue
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608  # a name of ours
            (rows,) = cursor.fetchone()
            if rows:
                raise Refused(
                    "There are accounts in this database already, and nothing was changed",
                    hint="restore into an empty one, or say --replace to lose what is there",
                )


def _empty(found: StateApps) -> None:
    with connection.cursor() as cursor:
        for model in found.get_models(include_auto_created=True):
            if model._meta.managed and not model._meta.proxy and model._meta.app_label not in APPS_LEFT_OUT:
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608  # ours


def _fill(model: type[Model], path: Path) -> int:
    by_name = {field.attname: field for field in model._meta.concrete_fields}
    count = 0
    with io.BufferedReader(zstandard.open(path, "rb")) as lines:
        fields = [by_name[name] for name in json.loads(next(lines))]
        while some := list(islice(lines, _AT_ONCE)):
            _insert(model, fields, some)
            count += len(some)
    return count


def _insert(model: type[Model], fields: Sequence[Field], lines: Sequence[bytes]) -> None:
    """Past the models: what says by itself when it was made, would say now."""
    quoted = connection.ops.quote_name
    columns = ", ".join(quoted(str(field.column)) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {quoted(model._meta.db_table)} ({columns}) VALUES ({places})"  # noqa: S608  # names of ours
    with connection.cursor() as cursor:
        cursor.executemany(statement, list(_rows(fields, lines)))


def _rows(fields: Sequence[Field], lines: Sequence[bytes]) -> Iterator[list[Any]]:
    without_nul = connection.vendor == "postgresql"
    for line in lines:
        values = values_of(line, fields, without_nul=without_nul)
        yield [field.get_db_prep_save(value, connection) for field, value in zip(fields, values, strict=True)]


def _go_on_counting(filled: list[type[Model]]) -> None:
    """The next row of a table gets the number after its last."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), filled):
            cursor.execute(statement)
