"""Work that runs apart from the web. A task that matters is a database row with a lease first: the broker may
lose everything at any moment, and beat queues again what was lost."""

from celery import Celery

from elkvision.core.redis_url import for_celery
from elkvision.core.settings import load

#: Name, task, seconds between runs. Uploads are queued by the web; this only finds lost ones.
SCHEDULE = {
    "requeue lost uploads": ("uploads.requeue_lost", 30.0),
    "reconcile uploads": ("uploads.reconcile", 3600.0),
    "requeue lost reparses": ("pipelines.requeue_lost", 30.0),
    "send reports that are due": ("dashboards.send_reports", 30.0),
    "sweep files of reports": ("dashboards.sweep_reports", 3600.0),
    "note when keys were used": ("accounts.note_key_use", 60.0),
    "count what came in": ("accounts.count_use", 60.0),
    "clear what has expired": ("accounts.clear_expired", 3600.0),
    "forget old notifications": ("notifications.forget_old", 3600.0),
    "forget old alerts": ("alerts.forget_old", 3600.0),
    "forget old logs": ("logs.forget_old", 3600.0),
}


app = Celery("elkvision")
app.conf.update(
    **for_celery(load().redis),
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    task_ignore_result=True,
    task_acks_late=False,
    task_serializer="json",
    accept_content=["json"],
    task_default_queue="elkvision",
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    worker_enable_remote_control=False,
    worker_send_task_events=False,
    worker_pool="threads",
    worker_concurrency=2,
    timezone="UTC",
    enable_utc=True,
    imports=(
        "elkvision.server.apps.accounts.tasks",
        "elkvision.server.apps.alerts.tasks",
        "elkvision.server.apps.dashboards.tasks",
        "elkvision.server.apps.logs.tasks",
        "elkvision.server.apps.notifications.tasks",
        "elkvision.server.apps.pipelines.tasks",
        "elkvision.server.apps.uploads.tasks",
    ),
    beat_schedule={
        # A run that nobody took before the next one is due is not worth running.
        name: {"task": task, "schedule": seconds, "options": {"expires": seconds}}
        for name, (task, seconds) in SCHEDULE.items()
    },
    beat_max_loop_interval=10,
)
