"""Let somebody in again who lost their app and their recovery codes."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from elkvision.server.apps.accounts import selectors
from elkvision.server.apps.accounts.services import two_factor


class Command(BaseCommand):
    help = "Turn off a person's two-factor sign-in and end their sessions."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("login", help="username or e-mail address")

    def handle(self, *args: Any, **options: Any) -> None:
        user = selectors.user_by_login(options["login"])
        if user is None:
            raise CommandError(f"Nobody is called {options['login']}.")
        if not two_factor.reset(user, by=None):
            raise CommandError(f"{user.username} has no two-factor sign-in; nothing was changed.")
        self.stdout.write(f"{user.username} logs in with the password alone, and is logged out everywhere.")
