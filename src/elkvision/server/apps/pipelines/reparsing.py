"""Reparsing: compare first, apply what was compared, and undo it.

The row is the task and has a lease, as with uploads. A chunk is put into the store by taking out every event of it,
the kept and the new ones, and appending those that are meant: so it may be done again after any interruption, and ends the
same. The staged chunk is deleted last, a week after everything has ended: until then it can be undone.
"""

import secrets
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import msgspec
import structlog
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from elkvision.core.errors import BadRequest, ElkVisionError, Refused, Unavailable
from elkvision.core.event import Event, event_id, parts_of_id
from elkvision.core.query import parse
from elkvision.core.tenancy import TenantId
from elkvision.core.wire import to_wire
from elkvision.pipeline.reparse import Comparison, differences
from elkvision.pipeline.reparse import Reparse as Reparser
from elkvision.pipeline.routes import Definition
from elkvision.server.apps.accounts import audit
from elkvision.server.apps.accounts.errors import Conflict
from elkvision.server.apps.accounts.models import Organisation, User
from elkvision.server.apps.pipelines import selectors, services
from elkvision.server.apps.pipelines.models import UNDER_WAY, Pipeline, Reparse, Stage
from elkvision.server.apps.pipelines.staging import Pair, Staging
from elkvision.server.apps.pipelines.surroundings import surroundings
from elkvision.store.contract import EventBatch, LogStore, Span

log = structlog.get_logger(__name__)

LEASE: Final = timedelta(seconds=120)
KEPT_FOR: Final = timedelta(days=7)
SAMPLES: Final = 50
#: Changed events of a chunk, and characters of one that count as much as another event.
CHUNK: Final = 5_000
_LONG: Final = 10_000
_READY: Final = {
    "apply": (Stage.COMPARED, Stage.UNDONE, Stage.CANCELLED, Stage.FAILED),
    "undo": (Stage.DONE, Stage.CANCELLED, Stage.FAILED),
}


class Gone(Exception):
    """The lease is somebody else's, or it was cancelled or removed: stop without a word."""


# -- asking for it


@transaction.atomic
def begin(
    organisation: Organisation,
    pipeline: Pipeline,
    *,
    span: Span,
    version: int | None,
    text: str | None,
    by: User | None,
) -> Reparse:
    """Compare what the span finds with what a version, or a text that is not saved yet, would make of it. Raises Broken,
    and Conflict while another one is under way."""
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    if Reparse.objects.filter(organisation=organisation, stage__in=UNDER_WAY).exists():
        raise Conflict("Another reparse is under way.", hint="wait for it, or cancel it")
    assert span.start is not None, "a reparse has a range"
    assert span.end is not None, "a reparse has a range"
    made = Reparse.objects.create(
        organisation=organisation,
        pipeline=pipeline,
        definition=msgspec.to_builtins(_definition(pipeline, version, text)),
        query=span.query.text,
        start=span.start,
        end=min(span.end, timezone.now()),
        created_by=by,
        **_numbers(Comparison()),
    )
    audit.record(by, "began a reparse", made, organisation=organisation, id=str(made.pk), query=span.query.text)
    return made


def _definition(pipeline: Pipeline, version: int | None, text: str | None) -> Definition:
    number = version or pipeline.current
    found = selectors.versions_of(pipeline).filter(number=number).first()
    if found is None:
        raise BadRequest(f"{pipeline.name} has no version {number}.")
    definition = selectors.definition(found)
    if text is not None and text != definition.text:
        services.checked(text, definition.condition, name=pipeline.name)
        return msgspec.structs.replace(definition, text=text, version=selectors.last_number(pipeline) + 1)
    return definition


def apply(reparse: Reparse, *, by: User | None) -> None:
    """Put what was compared into the store. Raises Conflict when that is not what comes next."""
    _move(reparse, "apply", Stage.APPLYING, by)


def undo(reparse: Reparse, *, by: User | None) -> None:
    """Put the events back that were there before. Raises Conflict when there is nothing to undo."""
    _move(reparse, "undo", Stage.UNDOING, by)


@transaction.atomic
def _move(reparse: Reparse, verb: str, to: Stage, by: User | None) -> None:
    Organisation.objects.select_for_update().get(pk=reparse.organisation_id)
    if Reparse.objects.filter(organisation=reparse.organisation, stage__in=UNDER_WAY).exclude(pk=reparse.pk).exists():
        raise Conflict("Another reparse is under way.", hint="wait for it, or cancel it")
    ready = Reparse.objects.filter(pk=reparse.pk, stage__in=_READY[verb], chunks__gt=0)
    if not ready.update(stage=to, error="", finished_at=None, next_chunk=_first(reparse, verb)):
        raise Conflict(f"It is {reparse.stage}, and there is nothing to {verb}.")
    reparse.refresh_from_db()
    audit.record(by, f"{verb} of a reparse", reparse, organisation=reparse.organisation, id=str(reparse.pk))


def _first(reparse: Reparse, verb: str) -> int:
    """One that was stopped may have been in the middle of a chunk, which is done again: to do so twice ends the same."""
    now = Reparse.objects.select_for_update().get(pk=reparse.pk)
    if now.stage not in (Stage.CANCELLED, Stage.FAILED):
        return now.next_chunk
    return min(now.next_chunk + 1, now.chunks) if verb == "undo" else max(now.next_chunk - 1, 0)


def cancel(reparse: Reparse, *, by: User | None) -> None:
    """Stop it after the chunk that is being worked on: whoever works on it keeps the lease until then. Raises Conflict
    when it has ended already."""
    under_way = Reparse.objects.filter(pk=reparse.pk, stage__in=UNDER_WAY)
    if not under_way.update(stage=Stage.CANCELLED, finished_at=timezone.now()):
        raise Conflict("It has ended already.")
    reparse.refresh_from_db()
    audit.record(by, "cancelled a reparse", reparse, organisation=reparse.organisation, id=str(reparse.pk))


def remove(reparse: Reparse, *, root: Path) -> None:
    """Out of the list; it cannot be undone any more. Raises Conflict while it is under way."""
    if reparse.stage in UNDER_WAY:
        raise Conflict("It is under way.", hint="cancel it first")
    Staging(root, reparse.pk).clear()
    reparse.delete()


# -- doing it


def process(id: UUID, *, root: Path, store: LogStore) -> bool:
    """Go on with it. False when there is nothing to do, or another worker has it."""
    lease = _take(id)
    if lease is None:
        return False
    reparse = Reparse.objects.select_related("organisation").get(pk=id)
    staging = Staging(root, id)
    with _held(reparse, lease):
        return _go_on(reparse, lease, staging, store)


def _go_on(reparse: Reparse, lease: str, staging: Staging, store: LogStore) -> bool:
    try:
        if reparse.stage in (Stage.WAITING, Stage.COMPARING):
            _compare(reparse, lease, staging, store)
        elif reparse.stage == Stage.APPLYING:
            _carry(reparse, lease, staging, store, forwards=True)
        elif reparse.stage == Stage.UNDOING:
            _carry(reparse, lease, staging, store, forwards=False)
    except Gone:
        Reparse.objects.filter(pk=reparse.pk, lease=lease).update(lease_until=None)
        return True
    except FileNotFoundError:
        _end(reparse, lease, Stage.FAILED, "what was staged is not on the disk any more; begin it again")
    except Unavailable as error:
        if reparse.stage in (Stage.APPLYING, Stage.UNDOING):
            raise  # its lease runs out, and it goes on where it was
        _end(reparse, lease, Stage.FAILED, str(error))
    except ElkVisionError as error:
        _end(reparse, lease, Stage.FAILED, str(error))
    except Exception as error:
        log.exception("a reparse failed", reparse=str(reparse.pk))
        _end(reparse, lease, Stage.FAILED, f"something nobody foresaw: {type(error).__name__}: {error}"[:1000])
    return True


@contextmanager
def _held(reparse: Reparse, lease: str) -> Iterator[None]:
    """One step may take longer than the lease (lines that take a second each, a large deletion): nobody else begins it."""
    ended = threading.Event()

    def hold() -> None:
        while not ended.wait(LEASE.total_seconds() / 4):
            with suppress(DatabaseError):  # the next one counts as well
                Reparse.objects.filter(pk=reparse.pk, lease=lease, lease_until__isnull=False).update(
                    lease_until=timezone.now() + LEASE
                )
            connection.close()

    thread = threading.Thread(target=hold, name="lease", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _take(id: UUID) -> str | None:
    lease = secrets.token_hex(16)
    won = unattended(timezone.now()).filter(pk=id)
    return lease if won.update(lease=lease, lease_until=timezone.now() + LEASE) else None


def unattended(now: datetime) -> Any:
    """What should be under way and is not."""
    under_way = Reparse.objects.filter(stage__in=UNDER_WAY)
    return under_way.filter(lease_until__isnull=True) | under_way.filter(lease_until__lt=now)


def _mine(reparse: Reparse, lease: str, **changes: Any) -> None:
    """Note how far it is. Raises Gone when it is not ours to go on with."""
    mine = Reparse.objects.filter(pk=reparse.pk, lease=lease, stage=reparse.stage)
    if not mine.update(lease_until=timezone.now() + LEASE, **changes):
        raise Gone
    for name, value in changes.items():
        setattr(reparse, name, value)


def _end(reparse: Reparse, lease: str, stage: Stage, error: str = "") -> None:
    _mine(reparse, lease, stage=stage, error=error, finished_at=timezone.now())
    Reparse.objects.filter(pk=reparse.pk, lease=lease).update(lease_until=None)


def _compare(reparse: Reparse, lease: str, staging: Staging, store: LogStore) -> None:
    staging.clear()
    tenant = TenantId(reparse.organisation.tenant)
    span = Span(parse(reparse.query), reparse.start, reparse.end)
    _mine(reparse, lease, stage=Stage.COMPARING, total=store.count(tenant, span), compared=0, chunks=0, next_chunk=0)
    reparser = Reparser(
        msgspec.convert(reparse.definition, Definition),
        surroundings(),
        keep_raw=reparse.organisation.keep_raw,
        timezone=reparse.organisation.timezone,
    )
    comparison, chunks = Comparison(), 0
    samples: list[dict[str, Any]] = []
    pairs: list[Pair] = []
    weight = 0.0
    for events in store.export(tenant, span):
        for event in events:
            made = reparser.made(event)
            comparison.add(event, made)
            if made is not None:
                pairs.append((event, made))
                pairs += [(copy, []) for copy in _copies(store, tenant, event, made)]
                weight += _weight(event) + sum(map(_weight, made))
                if len(samples) < SAMPLES:
                    samples.append(_sample(event, made))
            if weight >= CHUNK:
                _mine(reparse, lease)
                staging.write(chunks, pairs)
                pairs, chunks, weight = [], chunks + 1, 0.0
        _mine(reparse, lease, compared=comparison.events, **_numbers(comparison))
    if pairs:
        staging.write(chunks, pairs)
        chunks += 1
    _mine(reparse, lease, compared=comparison.events, chunks=chunks, samples=samples, **_numbers(comparison))
    _end(reparse, lease, Stage.COMPARED)


def _copies(store: LogStore, tenant: TenantId, event: Event, made: Sequence[Event]) -> Iterator[Event]:
    """What the line was split into before, where new copies take the ids of those."""
    received_ms, segment, line, _ = parts_of_id(event["id"])
    child = 1
    while len(made) > 1 and (found := store.get(tenant, event_id(received_ms, segment, line, child))) is not None:
        yield found
        child += 1


def _line(event: Event) -> str:
    """Its id but for the copy."""
    return str(event["id"])[:-4]


def _weight(event: Event) -> float:
    """How much of a chunk it takes: long ones and those with many copies do not fill the memory."""
    return 0.5 + (len(event["message"]) + len(event.get("raw", ""))) / _LONG


def _numbers(comparison: Comparison) -> dict[str, Any]:
    names = ("events", "changed", "dropped", "made", "left_alone", "failures_before", "failures_after")
    return {
        "counts": {name: getattr(comparison, name) for name in names},
        "fields": {name: dict(counts) for name, counts in comparison.fields.items()},
    }


def _sample(old: Event, new: Sequence[Event]) -> dict[str, Any]:
    after = [to_wire(each) for each in new]
    changed = [
        {"field": name, "kind": kind, "before": _shown(before), "after": _shown(value)}
        for name, kind, before, value in (differences(old, new[0]) if new else ())
    ]
    return {"before": to_wire(old), "after": after, "differences": changed}


def _shown(value: Any) -> Any:
    text = value if isinstance(value, str) else None
    return f"{text[:500]}…" if text is not None and len(text) > 500 else value


def _carry(reparse: Reparse, lease: str, staging: Staging, store: LogStore, *, forwards: bool) -> None:
    tenant = TenantId(reparse.organisation.tenant)
    while reparse.next_chunk < reparse.chunks if forwards else reparse.next_chunk > 0:
        number = reparse.next_chunk if forwards else reparse.next_chunk - 1
        refused = put(store, tenant, staging.read(number), forwards=forwards)
        after = number + 1 if forwards else number
        _mine(reparse, lease, next_chunk=after, refused=reparse.refused + refused)
    _end(reparse, lease, Stage.DONE if forwards else Stage.UNDONE)


def put(store: LogStore, tenant: TenantId, pairs: Sequence[Pair], *, forwards: bool) -> int:
    """Put one chunk into the store, whatever of it is there. Returns how many new events the store refused: those that
    they were made of stay."""
    every = [event for old, new in pairs for event in (old, *new)]
    meant = [event for old, new in pairs for event in (new if forwards else [old])]
    store.remove(tenant, every)
    if not meant:
        return 0
    try:
        rejected = store.append(EventBatch(f"reparse:{secrets.token_hex(16)}", meant))
    except (BadRequest, Refused):
        return _put_singly(store, tenant, pairs, forwards=forwards)
    bad = {meant[each.index]["id"] for each in rejected}
    if bad and forwards:
        lines = {id[:-4] for id in bad}
        back = [old for old, _ in pairs if _line(old) in lines]
        stay = [event for old, new in pairs if _line(old) in lines for event in new if event["id"] not in bad]
        store.remove(tenant, stay)
        store.append(EventBatch(f"reparse:{secrets.token_hex(16)}", back))
    return len(bad)


def _put_singly(store: LogStore, tenant: TenantId, pairs: Sequence[Pair], *, forwards: bool) -> int:
    """What the store refuses as a whole is halved until the one event that it means is alone."""
    half = len(pairs) // 2
    if half:
        return sum(put(store, tenant, some, forwards=forwards) for some in (pairs[:half], pairs[half:]))
    old, new = pairs[0]
    if not forwards:
        raise Refused("The store does not take back an event that it had.")
    store.append(EventBatch(f"reparse:{secrets.token_hex(16)}", [old]))
    return len(new)


def sweep(root: Path, now: datetime) -> int:
    """Remove what was staged for reparses that ended long ago or are gone. Returns how many."""
    removed = 0
    kept = set(map(str, Reparse.objects.exclude(finished_at__lt=now - KEPT_FOR).values_list("pk", flat=True)))
    for folder in root.glob("*-*-*-*-*") if root.exists() else ():
        if folder.name not in kept:
            Staging(root, UUID(folder.name)).clear()
            removed += 1
    Reparse.objects.filter(finished_at__lt=now - KEPT_FOR, chunks__gt=0).update(chunks=0)
    return removed
