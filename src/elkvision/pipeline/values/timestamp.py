"""A moment, as events carry it: an instant to the nanosecond, always in UTC."""

import re
from datetime import UTC, datetime
from functools import total_ordering
from typing import Final

_SECOND: Final = 1_000_000_000
_FRACTION: Final = re.compile(r"[.,](\d+)")


@total_ordering
class Timestamp:
    """An instant in nanoseconds since 1970 UTC. Immutable; equal and ordered by the instant."""

    __slots__ = ("nanoseconds",)

    def __init__(self, nanoseconds: int) -> None:
        self.nanoseconds = nanoseconds

    @classmethod
    def of(cls, moment: datetime) -> "Timestamp":
        """The same instant as an aware datetime."""
        whole = moment.astimezone(UTC).replace(microsecond=0)
        return cls(int(whole.timestamp()) * _SECOND + moment.microsecond * 1000)

    @classmethod
    def read(cls, text: str) -> "Timestamp":
        """The instant that an ISO 8601 text names; without an offset it is UTC. Raises ValueError."""
        found = _FRACTION.search(text)
        moment = datetime.fromisoformat(_FRACTION.sub("", text, count=1))
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        fraction = int(found[1][:9].ljust(9, "0")) if found else 0
        return cls(int(moment.timestamp()) * _SECOND + fraction)

    def __str__(self) -> str:
        """ISO 8601 in UTC with three, six or nine digits of fraction, as many as it needs."""
        seconds, fraction = divmod(self.nanoseconds, _SECOND)
        if fraction % 1_000_000 == 0:
            digits = f"{fraction // 1_000_000:03d}"
        elif fraction % 1000 == 0:
            digits = f"{fraction // 1000:06d}"
        else:
            digits = f"{fraction:09d}"
        return f"{self.at_second():%Y-%m-%dT%H:%M:%S}.{digits}Z" if seconds >= _YEAR_1000 else _early(self, digits)

    def at_second(self) -> datetime:
        """The whole second it lies in, as an aware datetime in UTC."""
        return datetime.fromtimestamp(self.nanoseconds // _SECOND, UTC)

    def fraction(self) -> int:
        """Nanoseconds within the second."""
        return self.nanoseconds % _SECOND

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Timestamp) and other.nanoseconds == self.nanoseconds

    def __lt__(self, other: object) -> bool:
        return self.nanoseconds < other.nanoseconds if isinstance(other, Timestamp) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.nanoseconds)

    def __repr__(self) -> str:
        return f"Timestamp({self})"


_YEAR_1000: Final = -30_610_224_000


def _early(stamp: Timestamp, digits: str) -> str:
    """Years before 1000, that strftime does not pad everywhere."""
    moment = stamp.at_second()
    return f"{moment.year:04d}-{moment:%m-%dT%H:%M:%S}.{digits}Z"
