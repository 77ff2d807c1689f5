"""Who this gateway is among several: an id that stays with its data folder, and a name for people."""

import os
import secrets
import socket
from pathlib import Path
from typing import NamedTuple

from elkvision.core.settings import Settings


class Identity(NamedTuple):
    id: str
    name: str


def identity(settings: Settings) -> Identity:
    """Made at the first start; intake and delivery of one data folder are one gateway."""
    return Identity(_id(settings.data_dir / "gateway.id"), settings.gateway_name or socket.gethostname())


def _id(file: Path) -> str:
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.exists():
        fresh = file.with_name(f".{file.name}-{secrets.token_hex(6)}")
        fresh.write_text(secrets.token_hex(8))
        try:
            os.link(fresh, file)  # of two that start at once, the first one decides
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return file.read_text().strip()
