"""Set what an organisation may have at most, or show it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from elkvision.server.apps.accounts.models import Organisation
from elkvision.server.apps.accounts.services import quotas

#: A larger one would be no limit for anybody.
MOST = 2**53


class Command(BaseCommand):
    help = "Set limits as name=number, or name= for none; without any, show them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("organisation", help="its tenant id, such as main")
        parser.add_argument("limits", nargs="*", help=", ".join(quotas.LIMITS))

    def handle(self, *args: Any, **options: Any) -> None:
        organisation = Organisation.objects.filter(tenant=options["organisation"]).first()
        if organisation is None:
            raise CommandError(f"There is no organisation {options['organisation']!r}.")
        limits = dict(map(_read, options["limits"]))
        quota = quotas.change(organisation, by=None, **limits) if limits else quotas.of(organisation)
        for name in quotas.LIMITS:
            self.stdout.write(f"{name}={getattr(quota, name) or ''}")


def _read(text: str) -> tuple[str, int | None]:
    name, equals, number = text.partition("=")
    if not equals or name not in quotas.LIMITS:
        raise CommandError(f"{text!r} is no limit: write name=number, with one of {', '.join(quotas.LIMITS)}.")
    if not number:
        return name, None
    if not number.isdecimal() or not 0 < int(number) <= MOST:
        raise CommandError(f"{number!r} is no number between 1 and {MOST:,}.")
    return name, int(number)
