"""`from` and `to` in all the ways that people write them."""

from datetime import UTC, datetime

import pytest

from elkvision.core.errors import BadRequest
from elkvision.server.api.times import read_moment

NOW = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)
NOW_MS = int(NOW.timestamp() * 1000)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("now", NOW),
        ("now-15m", datetime(2026, 3, 1, 11, 45, tzinfo=UTC)),
        ("now+1d", datetime(2026, 3, 2, 12, tzinfo=UTC)),
        ("now/d", datetime(2026, 3, 1, tzinfo=UTC)),
        ("2026-02-03T04:05:06Z", datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC)),
        ("2026-02-03T04:05:06.789+02:00", datetime(2026, 2, 3, 2, 5, 6, 789000, tzinfo=UTC)),
        ("2026-02-03 04:05", datetime(2026, 2, 3, 4, 5, tzinfo=UTC)),
        ("2026-02-03", datetime(2026, 2, 3, tzinfo=UTC)),
        ("1770000000", datetime.fromtimestamp(1770000000, UTC)),
        ("1770000000.5", datetime.fromtimestamp(1770000000.5, UTC)),
        ("1770000000123", datetime.fromtimestamp(1770000000.123, UTC)),
        ("0", datetime(1970, 1, 1, tzinfo=UTC)),
    ],
)
def test_a_time_is_understood(text: str, meant: datetime) -> None:
    assert read_moment(text, now_ms=NOW_MS) == meant


@pytest.mark.parametrize("text", ["", "yesterday", "2026-13-01", "now-", "now-5x", "9" * 19, "2026-02-30", "1e400"])
def test_what_is_no_time_is_said(text: str) -> None:
    with pytest.raises(BadRequest, match="is no time"):
        read_moment(text, now_ms=NOW_MS)
