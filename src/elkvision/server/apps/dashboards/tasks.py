"""Reports at work. The row is the task: beat only says when to look."""

from celery import shared_task
from django.utils import timezone

from elkvision.server.apps.dashboards import reporting


@shared_task(name="dashboards.send_reports")
def send_reports() -> None:
    for report in reporting.due(timezone.now()):
        reporting.process(report, timezone.now())


@shared_task(name="dashboards.sweep_reports")
def sweep_reports() -> None:
    reporting.sweep(reporting.folder(), timezone.now())
