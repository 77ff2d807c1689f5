"""What is said of one number."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

#: Which side counts as an anomaly.
Direction = Literal["both", "up", "down"]
#: How soon something is called unusual.
Sensitivity = Literal["low", "normal", "high"]

#: `unknown`: too little history, or no number at all.
Kind = Literal["usual", "high", "low", "unknown"]

#: False alarms that are put up with, in a week of one series, were its numbers as well behaved as hoped.
CHANCES: Final[dict[Sensitivity, float]] = {"low": 0.002, "normal": 0.02, "high": 0.2}


@dataclass(frozen=True)
class Verdict:
    """A number, what was expected, and why it is or is not an anomaly.

    `usual` is where 19 of 20 numbers lie, which is what the reason says; beyond `bounds` a number is an anomaly.
    `score` is its distance from what was expected in standard deviations.
    """

    start: datetime
    number: float | None
    kind: Kind
    reason: str
    expected: float | None = None
    usual: tuple[float, float] | None = None
    bounds: tuple[float, float] | None = None
    score: float = 0.0

    @property
    def is_anomaly(self) -> bool:
        return self.kind in {"high", "low"}


def figure(number: float) -> str:
    """As people write it: `1,234`, `0.25`."""
    if number == int(number) or abs(number) >= 100:
        return f"{round(number):,}"
    return f"{number:.2g}" if abs(number) < 1 else f"{number:.1f}".removesuffix(".0")


def range_in_words(usual: tuple[float, float]) -> str:
    low, high = map(figure, usual)
    return low if low == high else f"{low} to {high}"
