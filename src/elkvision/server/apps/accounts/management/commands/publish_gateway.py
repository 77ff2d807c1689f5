"""Write gateway.json as the settings are now."""

from typing import Any

from django.core.management.base import BaseCommand

from elkvision.server.apps.accounts import gateway


class Command(BaseCommand):
    help = "Publish keys and tenants to the gateway."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Version {gateway.publish()} is published.")
