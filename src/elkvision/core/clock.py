"""The time, handed in rather than fetched, so that tests can hold it still."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

#: Returns milliseconds since 1970-01-01 UTC.
Clock = Callable[[], int]


def now_ms() -> int:
    """Milliseconds since 1970-01-01 UTC, from the machine's clock."""
    return time.time_ns() // 1_000_000


def moment(milliseconds: int) -> datetime:
    """The aware UTC datetime of so many milliseconds since 1970."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
