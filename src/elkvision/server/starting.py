"""How each process of the server begins."""

import os
import sys

from elkvision.core.errors import ElkVisionError
from elkvision.core.secrecy import refuse_weak
from elkvision.core.settings import Settings, load
from elkvision.server.config import said, secret


def begin(part: str) -> Settings:
    """Settings that may be started with. Ends the process, saying why, when they may not."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "elkvision.server.config.settings")
    try:
        settings = load()
        said.set_up(part, settings.log_format)
        refuse_weak(settings)
    except (ElkVisionError, ValueError) as error:
        sys.exit(str(error))
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not settings.secret_key:
        secret.ensure(settings.data_dir)
    return settings
