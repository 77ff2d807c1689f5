"""Where users, organisations, keys and uploads are kept."""

from typing import Any
from urllib.parse import unquote, urlsplit

from elkvision.core.settings import Settings


def settings_for(settings: Settings) -> dict[str, Any]:
    """SQLite in the data folder, or the PostgreSQL that `database` names. Raises ValueError for another one."""
    if not settings.database:
        return _sqlite(settings)
    url = urlsplit(settings.database)
    if url.scheme not in {"postgres", "postgresql"}:
        raise ValueError(f"ELKVISION_DATABASE: {url.scheme}:// is not known here, use postgresql://")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": url.path.lstrip("/"),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": url.hostname or "",
        "PORT": url.port or "",
    }


def _sqlite(settings: Settings) -> dict[str, Any]:
    # IMMEDIATE: a transaction that reads first and writes later would otherwise fail at once when
    # another process wrote in between, whatever the timeout.
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": settings.data_dir / "db.sqlite3",
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-2000;",
        },
    }
