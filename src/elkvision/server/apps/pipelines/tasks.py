"""Reparses at work. The row is the task: a queue entry only says when to look at it."""

from uuid import UUID

import structlog
from celery import shared_task
from django.utils import timezone

from elkvision.core.errors import Unavailable
from elkvision.core.settings import load
from elkvision.server.apps.logs.selectors import store
from elkvision.server.apps.notifications.services import tell
from elkvision.server.apps.pipelines import reparsing
from elkvision.server.apps.pipelines.models import Reparse, Stage

log = structlog.get_logger(__name__)


@shared_task(name="pipelines.reparse")
def reparse(id: str) -> None:
    try:
        if reparsing.process(UUID(id), root=load().reparse_dir, store=store()):
            _tell(id)
    except Unavailable as error:  # its lease runs out, and beat queues it again
        log.warning("a reparse waits for the store", reparse=id, error=str(error))


@shared_task(name="pipelines.requeue_lost")
def requeue_lost() -> None:
    reparsing.sweep(load().reparse_dir, timezone.now())
    for lost in reparsing.unattended(timezone.now()):
        reparse.delay(str(lost.pk))


def _tell(id: str) -> None:
    found = Reparse.objects.filter(pk=id).select_related("created_by", "organisation").first()
    if found is None or found.created_by is None or found.stage == Stage.CANCELLED:
        return
    name, changed = found.definition["name"], found.counts.get("changed", 0)
    titles = {
        Stage.COMPARED: f"{name} would change {changed:,} of {found.compared:,} logs",
        Stage.DONE: f"{changed:,} logs were reparsed with {name}",
        Stage.UNDONE: f"The reparse with {name} was undone",
        Stage.FAILED: f"The reparse with {name} stopped",
    }
    if found.stage in titles:
        tell(
            found.organisation,
            "reparse",
            titles[Stage(found.stage)],
            severity="error" if found.stage == Stage.FAILED else "info",
            body=found.error,
            link=f"/pipelines/?reparse={id}",
            key=f"{id} {found.stage} {found.finished_at}",
            to=[found.created_by],
        )
