"""What can be done with an upload: receive it, process it, cancel it, remove it."""

import contextlib
import hashlib
import os
import secrets
import time
from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import partial
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from elkvision.core.errors import BadRequest, ElkVisionError, Overloaded, Unavailable
from elkvision.core.settings import Settings
from elkvision.server.apps.accounts.models import Organisation, User
from elkvision.server.apps.uploads import metadata, selectors
from elkvision.server.apps.uploads.metadata import Record
from elkvision.server.apps.uploads.models import ENDED, REFUSALS_KEPT, Status, Upload
from elkvision.server.apps.uploads.reading import Block, Refusal, Unreadable, blocks, whole_file

LEASE = timedelta(seconds=60)
#: Waiting for a full spool, and not for ever: beat starts the upload again later.
_PATIENCE_SECONDS = 600.0


class Duplicate(ElkVisionError):
    """The very same bytes were taken before."""

    def __init__(self, upload: Record) -> None:
        super().__init__(
            f"{upload.filename} has the same content as a file taken on {upload.created_at:%Y-%m-%d %H:%M} UTC",
            hint="upload it anyway to have its lines twice",
        )
        self.upload = upload


#: A file that nobody has written to for so long is not coming in any more.
_FORGOTTEN_SECONDS = 24 * 3600.0
#: A whole file gets its row within moments.
_ORPHANED_SECONDS = 3600.0
_WHOLE = "-".join("[0-9a-f]" * length for length in (8, 4, 4, 4, 12))

#: Hands lines to intake: (upload, block) → refused lines as (index in the block, reason).
Ingest = Callable[[Upload, Block], list[tuple[int, str]]]


def receive(
    organisation: Organisation,
    chunks: Iterable[bytes],
    *,
    folder: Path,
    filename: str,
    by: User | None,
    force: bool = False,
    **labels: object,
) -> Upload:
    """Keep a file durably and note it as waiting.

    Raises Duplicate, BadRequest for an empty file and one without any text, and Unavailable when the disk has no room for it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / f".incoming-{secrets.token_hex(8)}"
    try:
        try:
            size, digest = _keep(chunks, kept)
        except OSError as error:
            raise Unavailable(
                f"{filename} cannot be kept: {error.strerror}", hint=f"see the disk of {folder}"
            ) from error
        if size == 0:
            raise BadRequest(f"{filename} is empty")
        instead = whole_file(kept, filename)
        if instead is not None:
            raise BadRequest(f"{filename} is {instead.what}. Nothing was taken.", hint=instead.hint)
        same = selectors.same_content(organisation, digest)
        if same is not None and not force:
            raise Duplicate(same)
        upload = Upload(
            organisation=organisation, created_by=by, filename=filename[-255:], bytes=size, sha256=digest, **labels
        )
        kept.rename(file_of(upload, folder))
        _fsync_names(folder)
        upload.save(force_insert=True)
    finally:
        kept.unlink(missing_ok=True)
    return upload


def _keep(chunks: Iterable[bytes], path: Path) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    with path.open("wb") as file:
        for chunk in chunks:
            file.write(chunk)
            digest.update(chunk)
            size += len(chunk)
        file.flush()
        os.fsync(file.fileno())
    return size, digest.hexdigest()


def _fsync_names(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def file_of(upload: Upload, folder: Path) -> Path:
    return folder / str(upload.id)


def cancel(upload: Upload) -> None:
    """Stop it. Lines that were taken stay. Raises BadRequest when it has ended already."""
    won = (
        Upload.objects.filter(pk=upload.pk)
        .exclude(status__in=ENDED)
        .update(status=Status.CANCELLED, finished_at=timezone.now())
    )
    if not won:
        raise BadRequest(f"{upload.filename} has ended already")
    upload.refresh_from_db()


def remove(upload: Record, *, folder: Path) -> None:
    """Take it out of the history, and its file from the disk. Its lines stay in the store.

    Raises Unavailable, and removes nothing, when what keeps its metadata does not answer.
    """
    if apart := metadata.apart():
        apart.remove(upload.tenant, [upload.id])
    (folder / str(upload.id)).unlink(missing_ok=True)
    metadata.rows.remove(upload.tenant, [upload.id])


def process(
    upload_id: UUID,
    *,
    settings: Settings,
    ingest: Ingest,
    pause: Callable[[float], None] = time.sleep,
    until_found: Callable[[], None] = lambda: None,
) -> bool:
    """Hand a file's lines to intake, going on where the last worker stopped. False when another one has it.

    It is done once `until_found` returns: who follows the link to its lines then finds them.
    """
    lease = _take(upload_id)
    if lease is None:
        return False
    upload = Upload.objects.get(pk=upload_id)
    path = file_of(upload, settings.upload_dir)
    try:
        for block in blocks(path, upload.filename, most=settings.max_event_bytes):
            if block.number < upload.next_block:
                continue
            refused = _insist(partial(ingest, upload, block), upload, lease, pause)
            if not _advance(upload, lease, block, refused):
                break  # cancelled, removed, or another worker took over
        else:
            until_found()
            _end(upload, lease, Status.DONE)
    except Unreadable as error:
        _end(upload, lease, Status.FAILED, str(error))
    except FileNotFoundError:
        _end(upload, lease, Status.FAILED, "the file is no longer there; upload it again")
    _tidy(upload_id, path)
    return True


def _take(upload_id: UUID) -> str | None:
    lease = secrets.token_hex(16)
    won = selectors.unattended(timezone.now()).filter(pk=upload_id)
    taken = won.update(lease=lease, lease_until=timezone.now() + LEASE, status=Status.RUNNING)
    return lease if taken else None


def _insist(
    send: Callable[[], list[tuple[int, str]]], upload: Upload, lease: str, pause: Callable[[float], None]
) -> list[tuple[int, str]]:
    """Send until intake takes it. Raises Unavailable once patience ends; the lease runs out then."""
    waited = 0.0
    while True:
        try:
            return send()
        except Unavailable as error:
            if waited > _PATIENCE_SECONDS or not _mine(upload, lease):
                raise
            seconds = error.retry_after if isinstance(error, Overloaded) else 1.0
            pause(seconds)
            waited += seconds


def _mine(upload: Upload, lease: str) -> bool:
    mine = Upload.objects.filter(pk=upload.pk, lease=lease, status=Status.RUNNING)
    return bool(mine.update(lease_until=timezone.now() + LEASE))


@transaction.atomic
def _advance(upload: Upload, lease: str, block: Block, refused: list[tuple[int, str]]) -> bool:
    new = [*block.refusals, *(Refusal(block.lines[index], reason, block.file) for index, reason in refused)]
    upload.refusals = [*upload.refusals, *map(_shown, new)][:REFUSALS_KEPT]
    upload.next_block = block.number + 1
    mine = Upload.objects.filter(pk=upload.pk, lease=lease, status=Status.RUNNING)
    return bool(
        mine.update(
            next_block=block.number + 1,
            bytes_done=block.position,
            format=upload.format or block.format,
            accepted=F("accepted") + len(block.lines) - len(refused),
            refused=F("refused") + len(new),
            refusals=upload.refusals,
            lease_until=timezone.now() + LEASE,
        )
    )


def _shown(refusal: Refusal) -> dict[str, object]:
    shown: dict[str, object] = {"line": refusal.line, "reason": refusal.reason}
    return shown | ({"file": refusal.file} if refusal.file else {})


def _end(upload: Upload, lease: str, status: Status, error: str = "") -> None:
    mine = Upload.objects.filter(pk=upload.pk, lease=lease, status=Status.RUNNING)
    changes: dict[str, object] = {"status": status, "error": error, "finished_at": timezone.now(), "lease_until": None}
    if status is Status.DONE:
        changes["bytes_done"] = F("bytes")
    mine.update(**changes)


def _tidy(upload_id: UUID, path: Path) -> None:
    """An ended upload's file is not needed again."""
    still = Upload.objects.filter(pk=upload_id).exclude(status__in=ENDED).exists()
    if not still:
        path.unlink(missing_ok=True)


def sweep(folder: Path, *, now: float) -> int:
    """Remove what a process that was killed left of files it was taking in, and whole files that no upload needs
    any more: cancelled before they were begun, or gone with their organisation. Returns how many."""
    unfinished = [*folder.glob(".incoming-*"), *folder.glob("*.upload*")]
    return _remove_older(unfinished, now - _FORGOTTEN_SECONDS) + _remove_older(orphans(folder, now=now), float("inf"))


def orphans(folder: Path, *, now: float) -> list[Path]:
    """Whole files that no upload needs, and that are too old to be waiting for their row."""
    whole = {path.name: path for path in folder.glob(_WHOLE)}
    needed = Upload.objects.filter(pk__in=whole).exclude(status__in=ENDED).values_list("pk", flat=True)
    unneeded = whole.keys() - set(map(str, needed))
    return [whole[name] for name in unneeded if _is_older(whole[name], now - _ORPHANED_SECONDS)]


def _remove_older(paths: Iterable[Path], moment: float) -> int:
    removed = 0
    for path in paths:
        with contextlib.suppress(FileNotFoundError):
            if _is_older(path, moment):
                path.unlink()
                removed += 1
    return removed


def _is_older(path: Path, moment: float) -> bool:
    try:
        return path.stat().st_mtime < moment
    except FileNotFoundError:
        return False
