"""Which buckets are alike: those of one hour of the week, as clocks show it where people work."""

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo
from typing import Final, Literal

#: What a bucket is compared with: the same hour of the week, the same hour of any day, or all that there were.
Basis = Literal["week", "day", "all"]

#: So much history makes two of each.
_FOR_WEEKS: Final = timedelta(days=14)
_FOR_DAYS: Final = timedelta(days=3)
_DAY: Final = timedelta(days=1)
DAYS: Final = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")


def basis_for(history: timedelta, step: timedelta) -> Basis:
    """The closest comparison that so much history allows."""
    if step > _DAY:
        return "all"
    if history >= _FOR_WEEKS:
        return "week"
    return "day" if history >= _FOR_DAYS and step < _DAY else "all"


class Clock:
    """Hours of the week by the clocks of a zone."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone
        self._known: dict[int, int] = {}

    def hour(self, at: datetime) -> int:
        """0 is Monday at midnight, 167 Sunday at 23."""
        # Every zone's clocks change at whole quarters of an hour.
        key = int(at.timestamp()) // 900
        found = self._known.get(key)
        if found is None:
            local = at.astimezone(self._zone)
            found = self._known[key] = local.weekday() * 24 + local.hour
        return found

    def slots(self, starts: Sequence[datetime], step: timedelta, basis: Basis) -> list[int]:
        """The slot of each bucket; buckets of one slot are alike."""
        if basis == "all":
            return [0] * len(starts)
        if step >= _DAY:
            return [self.hour(at) // 24 for at in starts]
        hours = [self.hour(at) for at in starts]
        return hours if basis == "week" else [hour % 24 for hour in hours]

    def words(self, at: datetime, step: timedelta, basis: Basis) -> str:
        """When it is usual: `on Mondays at 9`."""
        hour = self.hour(at)
        if basis == "week":
            day = f"on {DAYS[hour // 24]}"
            return day if step >= _DAY else f"{day} at {hour % 24}"
        if basis == "day":
            return f"at {hour % 24} on any day"
        return "so far"
