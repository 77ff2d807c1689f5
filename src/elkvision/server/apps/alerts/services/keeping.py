"""For how long what was seen is kept."""

from datetime import datetime, timedelta
from typing import Final

from elkvision.server.apps.alerts.models import Change, Incident, Silence

#: Each change of each group; alerts and silences that are over.
CHANGES: Final = timedelta(days=90)
ALERTS: Final = timedelta(days=400)
#: Rows of one statement, so that no other writer waits for long.
_AT_ONCE: Final = 1_000


def forget_old(now: datetime) -> int:
    """Returns how many rows went."""
    gone = 0
    for old in (
        Change.objects.filter(seen_at__lt=now - CHANGES),
        Incident.objects.filter(firing=False, closed_at__lt=now - ALERTS),
        Silence.objects.filter(ends_at__lt=now - ALERTS),
    ):
        while ids := list(old.order_by().values_list("pk", flat=True)[:_AT_ONCE]):
            old.model._default_manager.filter(pk__in=ids).delete()
            gone += len(ids)
    return gone
