"""Django's commands, where people look for them: `python manage.py migrate`, `python manage.py createsuperuser`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "src"))

from elkvision.server.manage import main

if __name__ == "__main__":
    main()
