"""Who was seen lately, kept in memory and written in batches: a request never waits for it.

What a crash loses is at most one batch of "last seen" times.
"""

import threading
import time
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from elkvision.server.apps.accounts.models import ApiKey, Session

EVERY_SECONDS = 30.0

_lock = threading.Lock()
_sessions: dict[str, datetime] = {}
_keys: dict[int, datetime] = {}
_written = time.monotonic()


def session(session_key: str | None) -> None:
    if session_key is not None:
        with _lock:
            _sessions[session_key] = timezone.now()
        _write_when_due()


def key(key_id: int | None) -> None:
    if key_id is not None:
        with _lock:
            _keys[key_id] = timezone.now()
        _write_when_due()


def _write_when_due() -> None:
    global _written  # one clock for the process
    with _lock:
        if time.monotonic() - _written < EVERY_SECONDS:
            return
        _written = time.monotonic()
    write()


def write() -> None:
    """Write all that was seen since the last time."""
    with _lock:
        sessions, keys = dict(_sessions), dict(_keys)
        _sessions.clear()
        _keys.clear()
    if not sessions and not keys:
        return
    with transaction.atomic():
        for session_key, at in sessions.items():
            Session.objects.filter(session_key=session_key).update(last_seen_at=at)
        for key_id, at in keys.items():
            ApiKey.objects.filter(pk=key_id).exclude(last_used_at__gte=at).update(last_used_at=at)
