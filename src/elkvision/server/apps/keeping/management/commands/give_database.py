"""For `elkvision restore`: a backup's tables and metadata put into this product's."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from elkvision.core.errors import ElkVisionError
from elkvision.server.apps.keeping import giving, records


class Command(BaseCommand):
    help = "Fill the database from a folder that take_database wrote; a line says each table that is done."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--replace", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        summary = json.loads((folder / "summary.json").read_text())
        try:
            giving.give(folder, summary, self._tell, replace=options["replace"])
            for tenant, count in summary["metadata"].items():
                if records.give(folder / "metadata" / f"{tenant}.ndjson.zst") != count:
                    raise CommandError(f"The metadata of {tenant} is not whole in the backup.")
                self._tell(f"metadata of {tenant}", count)
        except ElkVisionError as error:
            raise CommandError(str(error)) from error
        except DatabaseError as error:
            raise CommandError(f"The database does not take it, and has none of it: {error}") from error

    def _tell(self, name: str, count: int) -> None:
        self.stdout.write(f"{count}\t{name}")
