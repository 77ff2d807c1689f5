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
class Lease:
    """One time of holding an organisation. Taken anew it is another one: what was begun under this one is nobody's."""

    token: str

    @contextmanager
    def held(self, organisation: int, now: datetime | None = None) -> Iterator[None]:
        """One transaction, begun by showing that the lease still holds. Raises Lost."""
        now = now or timezone.now()
        with transaction.atomic():
            mine = Watch.objects.filter(organisation=organisation, holder=self.token, until__gt=now)
            if not mine.update(until=now + LASTS):
                raise Lost
            yield


@dataclass(frozen=True)
class Leases:
    """What one worker holds, by organisation."""

    tokens: dict[int, str] = field(default_factory=dict)

    def claim(self, now: datetime | None = None) -> Sequence[Watch]:
        """Take what nobody holds, keep what is ours a while longer, and return all that is ours."""
        now = now or timezone.now()
        wanted = list(Watch.objects.filter(wanted=True).select_related("organisation"))
        ours = [each for each in wanted if self._taken(each, now)]
        for gone in self.tokens.keys() - {each.pk for each in ours}:
            self.tokens.pop(gone, None)
        return ours

    def rest(self, watch: Watch) -> None:
        """There is nothing to watch: leave it alone until something of it is changed."""
        Watch.objects.filter(pk=watch.pk, holder=watch.holder, rules=watch.rules).update(
            wanted=False, holder="", until=None
        )

    def leave(self) -> None:
        """Give everything back at once, for whoever comes next."""
        Watch.objects.filter(holder__in=list(self.tokens.values())).update(holder="", until=None)

    def _taken(self, watch: Watch, now: datetime) -> bool:
        running = watch.until is not None and watch.until > now
        if running and watch.holder != self.tokens.get(watch.pk):
            return False  # most looks find somebody else's, and write nothing
        if watch.holder == self.tokens.get(watch.pk):
            return self._kept(watch, now)
        token = secrets.token_hex(16)
        free = Q(until__isnull=True) | Q(until__lte=now)
        if not Watch.objects.filter(free, pk=watch.pk, wanted=True).update(holder=token, until=now + LASTS):
            return False
        watch.holder = self.tokens[watch.pk] = token
        return True

    def _kept(self, watch: Watch, now: datetime) -> bool:
        if watch.until is not None and watch.until > now + LASTS / 2:
            return True
        mine = Watch.objects.filter(pk=watch.pk, holder=watch.holder)
        return bool(mine.update(until=now + LASTS))


def touched(organisation: int) -> None:
    """Something that the watch has to know was changed; it looks within seconds."""
    if not Watch.objects.filter(pk=organisation).update(rules=F("rules") + 1, wanted=True):
        Watch.objects.get_or_create(organisation_id=organisation)
