"""Make the first owner's account without the UI."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from elkvision.core.errors import ElkVisionError
from elkvision.server.apps.accounts import selectors
from elkvision.server.apps.accounts.errors import Invalid
from elkvision.server.apps.accounts.services import people


class Command(BaseCommand):
    help = "Make the owner's account. Does nothing when there is one, so that it can be run at every start."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", required=True)
        parser.add_argument("--password-file", required=True, type=Path)
        parser.add_argument("--username", default="")
        parser.add_argument("--organisation", default="Main")

    def handle(self, *args: Any, **options: Any) -> None:
        if not selectors.needs_owner():
            self.stdout.write("There is an owner already; nothing was changed.")
            return
        email = options["email"]
        try:
            user = people.set_up(
                username=options["username"] or email.partition("@")[0],
                email=email,
                password=first_line(options["password_file"]),
                organisation=options["organisation"],
            )
        except ElkVisionError as error:
            raise CommandError(said(error)) from error
        self.stdout.write(f"The owner is {user.username} <{user.email}>.")


def first_line(path: Path) -> str:
    """The password in a file. Raises CommandError when there is none."""
    try:
        line = path.read_text().partition("\n")[0].rstrip("\r")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"The password cannot be read from {path}: {error}") from error
    if not line:
        raise CommandError(f"The first line of {path} is empty; the password belongs there.")
    return line


def said(error: ElkVisionError) -> str:
    reasons = [text for texts in error.fields.values() for text in texts] if isinstance(error, Invalid) else []
    return " ".join([str(error), *reasons])
