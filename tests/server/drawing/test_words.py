"""Numbers as people read them, the same as on the screen."""

import pytest

from elkvision.server.drawing.words import brief, change, exact


@pytest.mark.parametrize(
    ("value", "unit", "short", "long"),
    [
        (None, "", "–", "–"),
        (0, "", "0", "0"),
        (1234, "", "1,234", "1,234"),
        (12_345, "", "12.3K", "12,345"),
        (2_000_000, "", "2M", "2,000,000"),
        (0.12345, "", "0.123", "0.123"),
        (0.3, "percent", "30 %", "30 %"),
        (0.00012, "percent", "0.012 %", "0.012 %"),
        (3_400_000, "bytes", "3.4 MB", "3.4 MB"),
        (999, "bytes", "999 B", "999 B"),
        (2.5, "milliseconds", "2.5 ms", "2.5 ms"),
        (1500, "milliseconds", "1.5 s", "1.5 s"),
        (90, "seconds", "1 min 30 s", "1 min 30 s"),
        (7200, "seconds", "2 h", "2 h"),
        (-5, "seconds", "−5.0 s", "−5.0 s"),
        (12, "per_second", "12/s", "12/s"),
    ],
)
def test_a_number_with_its_unit(value: float | None, unit: str, short: str, long: str) -> None:
    assert (brief(value, unit), exact(value, unit)) == (short, long)


def test_a_change_has_its_sign() -> None:
    assert [change(part) for part in (0.5, -0.034, 0, 12)] == ["+50 %", "−3.4 %", "±0 %", "+1,200 %"]
