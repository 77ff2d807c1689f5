"""How the house stands: what waits, what fires, what room is left. Every web process says the same of it."""

import contextlib
import shutil
from typing import Any, Final, cast

import redis
from django.db import DatabaseError
from django.db.models import Count, Min
from django.utils import timezone

from elkvision.core.metrics import catalogue as say
from elkvision.core.metrics.families import Collect, Family, Page
from elkvision.core.redis_url import connect
from elkvision.core.settings import Settings
from elkvision.server.apps.alerts.models import Incident
from elkvision.server.apps.alerts.models.rules import RuleState, RuleStatus
from elkvision.server.apps.notifications.message import SEVERITIES
from elkvision.server.apps.notifications.models import Delivery
from elkvision.server.apps.notifications.models import Status as Sent
from elkvision.server.apps.uploads.models import ENDED, Upload
from elkvision.server.config.celery import app

_TIMEOUT: Final = 2.0


def house(settings: Settings) -> Collect:
    """What does not answer now is not on the page."""

    def collect(page: Page) -> None:
        with contextlib.suppress(DatabaseError):
            for family, value, *labels in _database():
                page.put(family, value, *labels)
        with contextlib.suppress(redis.RedisError, OSError):
            _bus(page, settings)
        with contextlib.suppress(OSError):
            size, _, free = shutil.disk_usage(settings.data_dir)
            page.put(say.DISK_SIZE, size)
            page.put(say.DISK_FREE, free)

    return collect


def _database() -> list[tuple[Family, float, *tuple[str, ...]]]:
    rules = RuleStatus.objects.filter(rule__enabled=True).values_list("state").annotate(Count("pk"))
    firing = Incident.objects.filter(firing=True).order_by().values_list("severity").annotate(Count("pk"))
    waiting = Delivery.objects.filter(status=Sent.WAITING).order_by().aggregate(n=Count("pk"), oldest=Min("created_at"))
    return [
        *(
            (say.ALERT_RULES, count, state)
            for state, count in (dict.fromkeys(RuleState.values, 0) | dict(rules)).items()
        ),
        *(
            (say.ALERTS_FIRING, count, severity)
            for severity, count in (dict.fromkeys(SEVERITIES, 0) | dict(firing)).items()
        ),
        (say.OUTBOX, waiting["n"]),
        (say.OUTBOX_AGE, (timezone.now() - waiting["oldest"]).total_seconds() if waiting["oldest"] else 0),
        (say.UPLOADS, Upload.objects.exclude(status__in=ENDED).count()),
    ]


def _bus(page: Page, settings: Settings) -> None:
    with connect(settings.redis, socket_timeout=_TIMEOUT, socket_connect_timeout=_TIMEOUT) as client:
        queue = str(app.conf.task_default_queue)
        page.put(say.QUEUE, int(cast(int, client.llen(queue))), queue)
        about = cast(dict[str, Any], client.info())
        page.put(say.BUS_MEMORY, about["used_memory"])
        page.put(say.BUS_CLIENTS, about["connected_clients"])
