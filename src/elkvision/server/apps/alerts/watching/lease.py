"""Exactly one worker watches an organisation: a lease in the database, fenced.

Whatever a holder writes it writes within `held`, which first makes the lease longer where it is still its own: one that
was taken for dead, and is not, finds out before it has written anything.
"""

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from elkvision.server.apps.alerts.models import Watch

#: A worker that was killed is followed by another one after this and `LOOK_EVERY`, at the latest.
LASTS: Final = timedelta(seconds=10)
LOOK_EVERY: Final = 2.5


class Lost(Exception):
    """The lease is somebody else's: nothing was written."""


@dataclass(frozen=True)
class Leases:
    """What this holder has. Any clock, so that tests can hold it still."""

    holder: str = field(default_factory=lambda: secrets.token_hex(16))

    def claim(self, now: datetime | None = None) -> Sequence[Watch]:
        """Take what nobody holds, keep what is ours a while longer, and return all that is ours."""
        now = now or timezone.now()
        wanted = list(Watch.objects.filter(wanted=True).select_related("organisation"))
        return [each for each in wanted if self._taken(each, now)]

    @contextmanager
    def held(self, organisation: int, now: datetime | None = None) -> Iterator[None]:
        """One transaction, begun by showing that the lease is ours. Raises Lost."""
        now = now or timezone.now()
        with transaction.atomic():
            mine = Watch.objects.filter(organisation=organisation, holder=self.holder, until__gt=now)
            if not mine.update(until=now + LASTS):
                raise Lost
            yield

    def rest(self, watch: Watch) -> None:
        """There is nothing to watch: leave it alone until something of it is changed."""
        Watch.objects.filter(pk=watch.pk, holder=self.holder, rules=watch.rules).update(
            wanted=False, holder="", until=None
        )

    def leave(self) -> None:
        """Give everything back at once, for whoever comes next."""
        Watch.objects.filter(holder=self.holder).update(holder="", until=None)

    def _taken(self, watch: Watch, now: datetime) -> bool:
        if watch.holder == self.holder and watch.until is not None and watch.until > now + LASTS / 2:
            return True
        free = Q(holder=self.holder) | Q(until__isnull=True) | Q(until__lte=now)
        if watch.holder != self.holder and watch.until is not None and watch.until > now:
            return False  # most looks find somebody else's, and write nothing
        return bool(Watch.objects.filter(free, pk=watch.pk, wanted=True).update(holder=self.holder, until=now + LASTS))


def touched(organisation: int) -> None:
    """Something that the watch has to know was changed; it looks within seconds."""
    if not Watch.objects.filter(pk=organisation).update(rules=F("rules") + 1, wanted=True):
        Watch.objects.get_or_create(organisation_id=organisation)
