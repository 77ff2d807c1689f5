"""`from` and `to`: ISO 8601, epoch seconds or milliseconds, or relative to now such as `now-15m`."""

import re
from datetime import UTC, datetime, timedelta

from elkvision.core.errors import BadRequest
from elkvision.core.query.times import read_time

_NUMBER = re.compile(r"-?\d{1,19}(\.\d{1,9})?\Z")
#: Above this a number is meant in milliseconds: it would be the year 5138 in seconds.
_SECONDS_UNTIL = 100_000_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def read_moment(text: str, *, now_ms: int) -> datetime:
    """The moment that the text names; of a day or an hour, its beginning. Raises BadRequest when it is no time."""
    text = text.strip()
    try:
        if _NUMBER.match(text):
            number = float(text)
            return _EPOCH + timedelta(seconds=number if abs(number) < _SECONDS_UNTIL else number / 1000)
        nanoseconds, _ = read_time(text, lambda: now_ms)
        return _EPOCH + timedelta(microseconds=nanoseconds // 1000)
    except (ValueError, OverflowError) as error:
        raise BadRequest(
            f'"{text[:80]}" is no time.', hint="use 2026-01-31T12:00:00Z, 1769860800 or now-15m"
        ) from error
