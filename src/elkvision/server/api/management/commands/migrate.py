"""Django's own command, made safe: one at a time, and never on a database that a newer version has changed."""

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands.migrate import Command as Migrate
from django.db import OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader

from elkvision.server.api.migrating import alone

_OURS = "elkvision."


class Command(Migrate):
    help = "Bring the database up to this version. Several at once do it once: the others wait."

    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        try:
            connection.ensure_connection()
        except OperationalError as error:
            raise CommandError(f"The database does not answer: {' '.join(str(error).split())}") from error
        with alone(connection, lambda words: self.stderr.write(words)):
            newer = unknown_to_us(connection)
            if newer:
                raise CommandError(
                    f"The database is of a newer version of ELK Vision (it has {', '.join(newer)}, which this version"
                    " does not know), so nothing was changed. Install that version or a later one, or restore the"
                    " backup that was made before."
                )
            super().handle(*args, **options)


def unknown_to_us(connection: BaseDatabaseWrapper) -> list[str]:
    """Changes of our own tables that were made and that we know nothing of."""
    loader = MigrationLoader(connection)
    ours = {name for name in loader.migrated_apps if (loader.migrations_module(name)[0] or "").startswith(_OURS)}
    return sorted(
        f"{app}.{name}" for app, name in loader.applied_migrations if app in ours and not _is_known(loader, app, name)
    )


def _is_known(loader: MigrationLoader, app: str, name: str) -> bool:
    replaced = (each.replaces for each in loader.disk_migrations.values())
    return (app, name) in loader.disk_migrations or any((app, name) in each for each in replaced)
