"""What beat asks of the worker now and then."""

import structlog
from celery import shared_task
from django.utils import timezone

from elkvision.server.apps.logs import services

log = structlog.get_logger(__name__)


@shared_task(name="logs.forget_old")
def forget_old() -> None:
    forgotten = services.forget_old(timezone.now())
    if forgotten:
        log.info("old logs were forgotten", events=forgotten)
