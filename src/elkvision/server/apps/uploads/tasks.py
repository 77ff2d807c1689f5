"""Uploads at work. The row is the task: a queue entry only says when to look at it."""

import time
from typing import Any
from uuid import UUID

import redis
import structlog
from django.utils import timezone

from elkvision.core import watermark
from elkvision.core.clock import now_ms
from elkvision.core.errors import Unavailable
from elkvision.core.redis_url import connect
from elkvision.core.settings import load
from elkvision.server.apps.notifications.services import tell
from elkvision.server.apps.uploads import reconciling, recording, selectors, services
from elkvision.server.apps.uploads.intake import Intake
from elkvision.server.apps.uploads.models import Status, Upload
from elkvision.server.config.celery import app

_PATIENCE_SECONDS = 20.0
_LOOK_AGAIN_SECONDS = 0.1

log = structlog.get_logger(__name__)


@app.task(name="uploads.process")
def process(upload_id: str) -> None:
    settings = load()
    intake = Intake(settings)
    try:
        _record(upload_id)
        if services.process(UUID(upload_id), settings=settings, ingest=intake, until_found=until_found):
            _tell(upload_id)
            _record(upload_id)
    except Unavailable as error:  # its lease runs out, and beat queues it again
        log.warning("an upload waits for intake", upload=upload_id, error=str(error))
    finally:
        intake.close()


def until_found() -> None:
    """Wait until the store has what was handed in before now; not for long, for it is durable all the same."""
    handed_in, patience = now_ms(), time.monotonic() + _PATIENCE_SECONDS
    try:
        with connect(load().redis) as client:
            while _stored_to(client) <= handed_in and time.monotonic() < patience:
                time.sleep(_LOOK_AGAIN_SECONDS)
    except redis.RedisError as error:
        log.warning("how far the store is cannot be known now", error=str(error))


def _stored_to(client: Any) -> int:
    return watermark.horizon(client.hgetall(watermark.KEY), now_ms()).mark or 0


@app.task(name="uploads.requeue_lost")
def requeue_lost() -> None:
    services.sweep(load().upload_dir, now=time.time())
    for upload in selectors.unattended(timezone.now()):
        queue(upload)
    _record()


def queue(upload: Upload) -> None:
    """The queue knows the work by the upload's own id, as its metadata says."""
    process.apply_async((str(upload.pk),), task_id=str(upload.pk))


@app.task(name="uploads.reconcile")
def reconcile() -> None:
    """Rows, documents and files fit together again; what is too old is forgotten."""
    now, folder = timezone.now(), load().upload_dir
    try:
        forgotten, settled = recording.forget_old(now), recording.settle(now)
        found = reconciling.check(folder, now)
        if not found.is_well:
            reconciling.mend(folder, found, now)
            log.warning("uploads were mended", found=list(found.sentences()))
    except Unavailable as error:
        log.warning("the history of uploads cannot be looked after now", error=str(error))
        return
    if forgotten or settled:
        log.info("old uploads were let go", forgotten=forgotten, settled=settled)


def _record(upload_id: str = "") -> None:
    """Documents follow their rows: this one's, or all that are behind. What cannot be now is done later."""
    try:
        recording.record(Upload.objects.filter(pk=UUID(upload_id)) if upload_id else None)
    except Unavailable as error:
        log.warning("metadata of uploads waits", error=str(error))


def _tell(upload_id: str) -> None:
    upload = Upload.objects.filter(pk=upload_id).select_related("created_by", "organisation").first()
    if upload is None or upload.created_by is None or upload.status == Status.CANCELLED:
        return
    if upload.status == Status.FAILED:
        title, body = f"{upload.filename} could not be read to its end", upload.error
    else:
        title = f"{upload.filename}: {upload.accepted:,} lines taken"
        body = f"{upload.refused:,} were refused" if upload.refused else ""
    tell(
        upload.organisation,
        "upload",
        title,
        severity="error" if upload.status == Status.FAILED else "info",
        body=body,
        link=f"/upload/?id={upload.pk}",
        key=f"{upload.pk} {upload.status}",
        to=[upload.created_by],
    )
