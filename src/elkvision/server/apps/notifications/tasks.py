"""What beat asks of the worker now and then."""

from celery import shared_task
from django.utils import timezone

from elkvision.server.apps.notifications.services.deliveries import sweep


@shared_task(name="notifications.forget_old")
def forget_old() -> None:
    sweep(timezone.now())
