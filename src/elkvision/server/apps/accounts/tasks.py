"""What beat asks of the worker now and then."""

from celery import shared_task
from django.utils import timezone

from elkvision.server.apps.accounts import gateway, intake
from elkvision.server.apps.accounts.models import Attempts, Invitation
from elkvision.server.apps.accounts.services import keys, quotas, sessions


@shared_task(name="accounts.note_key_use")
def note_key_use() -> None:
    """Intake knows when keys were used; it never writes our database. A key that has expired leaves its settings."""
    keys.note_use(intake.key_use())
    gateway.publish_when_stale()


@shared_task(name="accounts.count_use")
def count_use() -> None:
    """What came in today, and whether that is what an organisation may have."""
    quotas.note_use(intake.day_use())
    quotas.warn()


@shared_task(name="accounts.clear_expired")
def clear_expired() -> None:
    now = timezone.now()
    sessions.clear_expired()
    Invitation.objects.filter(expires_at__lt=now).delete()
    Attempts.objects.filter(window_ends__lt=now).delete()
