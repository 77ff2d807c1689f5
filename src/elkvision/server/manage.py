"""Django's commands for the product: `python -m elkvision.server.manage migrate`."""

import sys

from elkvision.server.starting import begin


def main() -> None:
    begin("manage")
    from django.conf import settings

    # A command asks one thing after another. A connection of its own says at once why it cannot be had.
    settings.DATABASES["default"].get("OPTIONS", {}).pop("pool", None)
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
