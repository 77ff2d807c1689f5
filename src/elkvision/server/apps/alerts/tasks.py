"""What the worker does for alerts beside watching."""

from celery import shared_task
from django.utils import timezone

from elkvision.server.apps.alerts.services import keeping


@shared_task(name="alerts.forget_old")
def forget_old() -> None:
    keeping.forget_old(timezone.now())
