"""Make an API key from the command line."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from elkvision.server.apps.accounts.models import Organisation, Scope
from elkvision.server.apps.accounts.services import keys


class Command(BaseCommand):
    help = "Make an API key and print it. It is shown this once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name")
        parser.add_argument("--organisation", required=True, help="its tenant id, such as main")
        parser.add_argument(
            "--scopes", default="ingest,read", help="of ingest, read, alerts and admin, with commas between"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        scopes = [scope.strip() for scope in options["scopes"].split(",") if scope.strip()]
        unknown = [scope for scope in scopes if scope not in Scope.values]
        if unknown or not scopes:
            raise CommandError(f"There is no scope {', '.join(unknown)!r}: use any of {', '.join(Scope.values)}.")
        organisation = Organisation.objects.filter(tenant=options["organisation"]).first()
        if organisation is None:
            known = (
                ", ".join(Organisation.objects.values_list("tenant", flat=True)) or "none yet: create the owner first"
            )
            raise CommandError(f"There is no organisation {options['organisation']!r}; there is {known}.")
        _, text = keys.create(organisation, name=options["name"], scopes=scopes, by=None)
        self.stdout.write(text)
