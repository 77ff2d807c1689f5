"""Give somebody a new password when mail is not set up."""

import getpass
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from elkvision.core.errors import ElkVisionError
from elkvision.server.apps.accounts import selectors
from elkvision.server.apps.accounts.management.commands.create_owner import first_line, said
from elkvision.server.apps.accounts.services import people


class Command(BaseCommand):
    help = "Set a person's password and end their sessions."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("login", help="username or e-mail address")
        parser.add_argument("--password-file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        user = selectors.user_by_login(options["login"])
        if user is None:
            raise CommandError(f"Nobody is called {options['login']}.")
        password = first_line(options["password_file"]) if options["password_file"] else _asked()
        try:
            people.check_strength(password, user, field="password")
        except ElkVisionError as error:
            raise CommandError(said(error)) from error
        people.set_password(user, password, by=None)
        self.stdout.write(f"{user.username} has a new password and is logged out everywhere.")


def _asked() -> str:
    password = getpass.getpass("New password: ")
    if password != getpass.getpass("Again: "):
        raise CommandError("The two are not the same; nothing was changed.")
    return password
