"""What can be done with deliveries."""

from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

from elkvision.server.apps.accounts.errors import Conflict
from elkvision.server.apps.notifications.models import Delivery, Notification, Status
from elkvision.server.realtime.notify import wake_later

#: Looked at in the list for so long after they ended; what people were told, for longer.
DELIVERIES_KEPT: Final = timedelta(days=30)
NOTIFICATIONS_KEPT: Final = timedelta(days=90)


def retry(delivery: Delivery) -> None:
    """Send it again, with its token: a receiver that had it after all can tell. Raises Conflict when it went out, or waits
    already, or has no channel any more."""
    if delivery.channel is None and not delivery.to:
        raise Conflict("Its channel was removed.")
    now = timezone.now()
    ended = Delivery.objects.filter(pk=delivery.pk, status__in=(Status.FAILED, Status.DROPPED))
    # It begins anew: what was given up after a day has a day again.
    if not ended.update(status=Status.WAITING, attempts=0, next_at=now, created_at=now, finished_at=None):
        raise Conflict(f"It is {delivery.status}: there is nothing to send again.")
    delivery.refresh_from_db()
    wake_later()


def sweep(now: datetime) -> int:
    """Forget what ended long ago; returns how much."""
    old = Delivery.objects.exclude(status=Status.WAITING).filter(finished_at__lt=now - DELIVERIES_KEPT)
    told = Notification.objects.filter(at__lt=now - NOTIFICATIONS_KEPT)
    return old.delete()[0] + told.delete()[0]
