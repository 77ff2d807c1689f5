"""Where users, organisations, keys and uploads are kept."""

from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

from elkvision.core.settings import Settings

#: Connections that one process has at most; `?pool_size=` says another number.
_POOL_SIZE: Final = 20
#: Seconds to wait for one, and to keep one that nobody uses.
_PATIENCE: Final = 10.0
_IDLE: Final = 300.0


def settings_for(settings: Settings) -> dict[str, Any]:
    """SQLite in the data folder, or the PostgreSQL that `database` names. Raises ValueError for another one."""
    return _postgresql(settings.database) if settings.database else _sqlite(settings)


def _postgresql(address: str) -> dict[str, Any]:
    """What stands after the question mark is libpq's (`sslmode`, `sslrootcert`, `target_session_attrs` …)."""
    url = urlsplit(address)
    if url.scheme not in {"postgres", "postgresql"}:
        raise ValueError(f"ELKVISION_DATABASE: {url.scheme}:// is not known here, use postgresql://")
    options: dict[str, Any] = {"connect_timeout": 10, "application_name": "elkvision", **dict(parse_qsl(url.query))}
    size = str(options.pop("pool_size", _POOL_SIZE))
    if not size.isdigit() or int(size) < 1:
        raise ValueError(f"ELKVISION_DATABASE: pool_size={size} is no number of connections")
    # Under ASGI each request has a thread of its own, and a connection that its thread kept would be lost with it.
    options["pool"] = {"min_size": 0, "max_size": int(size), "timeout": _PATIENCE, "max_idle": _IDLE}
    return {
        "ENGINE": "elkvision.server.config.postgresql",
        "NAME": unquote(url.path.lstrip("/")),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": url.hostname or options.pop("host", ""),
        "PORT": url.port or options.pop("port", ""),
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
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
