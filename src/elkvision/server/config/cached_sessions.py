"""Sessions, kept in the database and read from Redis: nothing is lost when that is emptied or away.

What Redis has is signed as in the database, and believed for a minute. One that was ended leaves a sign there, so that
whoever was reading it at that moment cannot bring it back.
"""

from typing import Any, Final

from django.contrib.sessions.backends.db import SessionStore as InDatabase
from django.core.cache import caches
from django.db import transaction
from django.utils import timezone

from elkvision.server.config.caches import SHARED

_SECONDS: Final = 60
_ENDED: Final = "-"


class SessionStore(InDatabase):
    def load(self) -> dict[str, Any]:
        kept = caches[SHARED].get(_key(self.session_key))
        if kept == _ENDED:
            self._session_key = None
            return {}
        if kept and (data := self.decode(kept)):
            return data
        found = self._get_session_from_db()  # type: ignore[attr-defined]  # Django's stubs leave it out
        if found is None:
            return {}
        left = int((found.expire_date - timezone.now()).total_seconds())
        if left > 0:
            caches[SHARED].add(_key(found.session_key), found.session_data, min(_SECONDS, left))
        return self.decode(found.session_data)

    def save(self, must_create: bool = False) -> None:
        super().save(must_create)
        key = _key(self.session_key)
        transaction.on_commit(lambda: caches[SHARED].delete(key))

    def delete(self, session_key: str | None = None) -> None:
        super().delete(session_key)
        if key := session_key or self.session_key:
            ended(key)


def ended(session_key: str) -> None:
    """After the commit nobody is let in with it, whatever Redis had."""
    transaction.on_commit(lambda: caches[SHARED].set(_key(session_key), _ENDED, 2 * _SECONDS))


def _key(session_key: str | None) -> str:
    return f"session:{session_key}"
