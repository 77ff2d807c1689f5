"""Django's usual way to the first account: here it makes an owner of the first organisation."""

import getpass
import os
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from elkvision.core.errors import ElkVisionError
from elkvision.server.apps.accounts import selectors
from elkvision.server.apps.accounts.management.commands.create_owner import said
from elkvision.server.apps.accounts.services import people


class Command(BaseCommand):
    help = "Make an owner of the first organisation, which is made when there is none yet."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--username", default=os.environ.get("DJANGO_SUPERUSER_USERNAME", ""))
        parser.add_argument("--email", default=os.environ.get("DJANGO_SUPERUSER_EMAIL", ""))
        parser.add_argument(
            "--noinput", "--no-input", action="store_true",
            help="ask nothing: the password is in DJANGO_SUPERUSER_PASSWORD",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        asks = not options["noinput"] and sys.stdin.isatty()
        email = options["email"] or self._asked("E-mail address: ", "--email", asks)
        username = options["username"] or email.partition("@")[0]
        password = os.environ.get("DJANGO_SUPERUSER_PASSWORD", "") or _password(asks)
        who = {"username": username, "email": email, "password": password}
        try:
            user = people.set_up(**who, organisation="Main") if selectors.needs_owner() else people.add_owner(**who)
        except ElkVisionError as error:
            raise CommandError(said(error)) from error
        self.stdout.write(f"{user.username} <{user.email}> is an owner now.")

    def _asked(self, question: str, flag: str, asks: bool) -> str:
        answer = input(question).strip() if asks else ""
        if not answer:
            raise CommandError(f"{flag} is missing.")
        return answer


def _password(asks: bool) -> str:
    """Raises CommandError when there is none."""
    if not asks:
        raise CommandError("The password is missing: give it in DJANGO_SUPERUSER_PASSWORD.")
    first = getpass.getpass("Password: ")
    if first != getpass.getpass("Password (again): "):
        raise CommandError("The two passwords differ.")
    return first
