"""Only one process changes the database's tables at a time, however many are told to."""

import contextlib
import fcntl
import os
from collections.abc import Callable, Iterator
from typing import Final

from django.db.backends.base.base import BaseDatabaseWrapper

#: Which of PostgreSQL's advisory locks is ours: "elkvisio" as a number.
_LOCK: Final = int.from_bytes(b"elkvisio") >> 1
_WAITING: Final = "Another one changes the database now; waiting for it."

Say = Callable[[str], object]


@contextlib.contextmanager
def alone(connection: BaseDatabaseWrapper, say: Say) -> Iterator[None]:
    """Waits for whoever is at it. The lock ends with the process, however that ends."""
    if connection.vendor == "postgresql":
        with _on_postgresql(connection, say):
            yield
    elif connection.is_in_memory_db():  # type: ignore[attr-defined]  # SQLite's
        yield
    else:
        with _beside(str(connection.settings_dict["NAME"]), say):
            yield


@contextlib.contextmanager
def _on_postgresql(connection: BaseDatabaseWrapper, say: Say) -> Iterator[None]:
    """Held by a connection of its own: the one that migrates may be closed and opened again meanwhile."""
    holder = connection.copy()
    try:
        with holder.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
            if not cursor.fetchone()[0]:
                say(_WAITING)
                cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
            try:
                yield
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
    finally:
        holder.close()


@contextlib.contextmanager
def _beside(database: str, say: Say) -> Iterator[None]:
    """A lock on a file beside SQLite's."""
    descriptor = os.open(f"{database}.migrating", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(_WAITING)
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
