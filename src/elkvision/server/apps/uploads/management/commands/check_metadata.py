"""Look whether rows, documents and files of uploads fit together, from the command line."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from elkvision.core.errors import ElkVisionError
from elkvision.core.settings import load
from elkvision.server.apps.uploads import reconciling, recording


class Command(BaseCommand):
    help = "Say what does not fit; with --mend, make it fit."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--mend", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = load().upload_dir
        try:
            if options["mend"]:
                recording.record()
            found = reconciling.check(folder)
            for sentence in found.sentences():
                self.stdout.write(sentence)
            if found.is_well:
                self.stdout.write("Everything fits.")
                return
            if not options["mend"]:
                raise CommandError("It does not fit; --mend makes it.")
            reconciling.mend(folder, found)
            if not reconciling.check(folder).is_well:
                raise CommandError("Not all of it could be mended; see above and try again.")
        except ElkVisionError as error:
            raise CommandError(str(error)) from error
        self.stdout.write("Mended.")
