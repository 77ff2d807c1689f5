"""The secret that signs cookies: the one that was given, else a file in the data folder, made once."""

import os
import secrets
from pathlib import Path

from elkvision.core.settings import Settings


def of(settings: Settings) -> str:
    return settings.secret_key or read(settings.data_dir)


def read(data_dir: Path) -> str:
    """The kept secret; before there is one, a fresh one that no other process shares."""
    try:
        return (data_dir / "secret.key").read_text().strip() or secrets.token_urlsafe(50)
    except OSError:
        return secrets.token_urlsafe(50)


def ensure(data_dir: Path) -> None:
    """Make the file, readable for its owner only, unless it is there. Two at once make one."""
    data_dir.mkdir(parents=True, exist_ok=True)
    path = data_dir / "secret.key"
    fresh = data_dir / f".secret-{secrets.token_hex(8)}"
    if path.exists():
        return
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(50))
    try:
        os.link(fresh, path)
    except FileExistsError:
        return
    finally:
        fresh.unlink()
