"""What is kept for a moment: in the process itself, and in a Redis of one's own where there is one."""

from typing import Any, Final

from elkvision.core.settings import Settings

#: Of configuration that is asked for again and again, and of sessions. Without a Redis of one's own nothing is kept:
#: the database is a file beside the process, and nobody would tell the other processes of a change.
SHARED: Final = "shared"
_SECONDS: Final = 60


def settings_for(settings: Settings) -> dict[str, Any]:
    """Django's CACHES."""
    own = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    if not settings.redis_url:
        return {"default": own, SHARED: {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    shared = {
        "BACKEND": "elkvision.server.config.redis_cache.RedisCache",
        "LOCATION": [settings.redis_url],
        "KEY_PREFIX": "cache",
        "TIMEOUT": _SECONDS,
    }
    return {"default": own, SHARED: shared}


def session_engine(settings: Settings) -> str:
    """Where sessions are read from; they are always kept in the database."""
    return "elkvision.server.config.cached_sessions" if settings.redis_url else "django.contrib.sessions.backends.db"
