"""Django's commands for the product: `python -m elkvision.server.manage migrate`."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "elkvision.server.config.settings")
    from elkvision.core.settings import load
    from elkvision.server.config import secret

    secret.ensure(load().data_dir)
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
