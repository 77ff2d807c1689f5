"""What is judged: numbers at even steps of time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Series:
    """A number for each bucket, oldest first; None where nothing is known, which is not the same as 0.

    Starts are aware and a step apart. `counted` numbers are of things that happen one by one, so that few of them vary
    by chance; others, such as averages, vary only as they have been seen to.
    """

    starts: Sequence[datetime]
    step: timedelta
    numbers: Sequence[float | None]
    counted: bool = True

    def __post_init__(self) -> None:
        if len(self.starts) != len(self.numbers):
            raise ValueError(f"{len(self.starts)} times for {len(self.numbers)} numbers")


def without_gaps(numbers: Sequence[float | None], everything: Sequence[float | None]) -> list[float | None]:
    """The numbers, unknown wherever nothing at all came in: then nothing can be said of any part of it.

    `everything` counts, bucket by bucket, all that could have been counted (an organisation's logs).
    """
    return [number if of_all else None for number, of_all in zip(numbers, everything, strict=True)]
