"""For `elkvision backup`: the database and the metadata of uploads as files."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from elkvision.core.errors import ElkVisionError
from elkvision.server.apps.keeping import taking


class Command(BaseCommand):
    help = "Write every table into a folder, as of one moment; a line says each that is done."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            taking.take(options["folder"], lambda name, count: self.stdout.write(f"{count}\t{name}"))
        except ElkVisionError as error:
            raise CommandError(str(error)) from error
