"""Carries one segment into the store, the same way however often it is repeated."""

import logging
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from elkvision.core.errors import BadRequest, Refused, Unsupported
from elkvision.core.event import Event, event_id
from elkvision.gateway.delivery.counts import Counts
from elkvision.gateway.delivery.lanes import Line, json_lines, lines_at, other_lines
from elkvision.gateway.delivery.sums import Sums
from elkvision.gateway.spool.reader import Segment, discard, read_segment
from elkvision.gateway.spool.segment import fsync_folder
from elkvision.store.contract import EventBatch, LineBatch, LogStore, Plan

log = logging.getLogger(__name__)

#: Events of the full lane that are in memory together.
BATCH = 20_000

Normalise = Callable[..., Event]


class Written(msgspec.Struct, frozen=True):
    """The plan file: how the segment was split at its first insert. `express` None: no line takes that lane. `back`:
    the engine has its lines but for these, and is not given them again."""

    express: dict[str, Any] | None = None
    back: Sequence[int] | None = None


@dataclass
class Carrier:
    """`carry` returns when the store has every event of the segment, and its files are gone.

    Whatever the store raises for being away is raised on; the segment stays and may be carried again.
    """

    spool: Path
    store: LogStore
    normalise: Normalise
    counts: Counts
    dead_dir: Path
    dead_budget: int
    lock: threading.Lock = field(default_factory=threading.Lock)

    def carry(self, name: str) -> None:
        try:
            segment = read_segment(self.spool, name)
        except FileNotFoundError:
            return
        sums = Sums(segment)
        batch = json_lines(segment)
        full, kept = self._express(segment, batch, sums)
        try:
            self._full(segment, full, sums)
        except Exception:
            self._note_express(segment, kept)
            raise
        for frame in segment.damaged:
            sums.bury(frame.line, "the spool's bytes are damaged: the disk did not keep what was written")
        dropped = sums.write(self.dead_dir, self.dead_budget)
        discard(self.spool, name)
        with self.lock:
            self.counts.add(sums, dropped)

    # -- the express lane ---------------------------------------------------------------------

    def _express(self, segment: Segment, batch: LineBatch | None, sums: Sums) -> tuple[Sequence[int], Written | None]:
        """Hand JSON lines to the engine; returns the numbers of all lines that take the full lane, and what the plan
        file may say once the engine has its lines."""
        others = other_lines(segment, batch)
        if batch is None:
            return others, None
        plan = self._plan(segment, batch)
        if plan.express is None:
            return sorted([*others, *_numbers(segment, batch)]), None
        try:
            back = self._append_lines(batch, plan.express) if plan.back is None else plan.back
        except (BadRequest, Refused) as error:  # nothing of it was kept, and trying again changes nothing
            log.error("The store does not take the lines of segment %s: %s. They go one by one.", segment.name, error)
            _write_plan(self.spool, segment.name, Written())
            return sorted([*others, *_numbers(segment, batch)]), None
        sums.express += (len(batch.numbers) if batch.numbers is not None else _count(segment)) - len(back)
        return sorted([*others, *back]), Written(plan.express, list(back))

    def _append_lines(self, batch: LineBatch, plan: dict[str, Any]) -> Sequence[int]:
        try:
            return self.store.append_lines(batch, Plan(plan))
        except Unsupported as error:
            self._ask_again(batch, error)
            raise Refused("This plan was made for another store.") from error

    def _ask_again(self, batch: LineBatch, error: Unsupported) -> None:
        """Returns when the store reads no lines at all, as one that took another's place: then it has none of them.
        Raises the error when it may have them."""
        try:
            self.store.plan_lines(batch)
        except Unsupported:
            return
        raise error

    def _plan(self, segment: Segment, batch: LineBatch) -> Written:
        written = _read_plan(self.spool, segment.name)
        if written is None:
            try:
                written = Written(dict(self.store.plan_lines(batch).data))
            except Unsupported:
                written = Written()
            _write_plan(self.spool, segment.name, written)
        return written

    def _note_express(self, segment: Segment, plan: Written | None) -> None:
        """The rest may be tried for longer than the store remembers tokens, so what it has is written down."""
        if plan is not None:
            with suppress(OSError):  # the next attempt finds out what is wrong with the disk
                _write_plan(self.spool, segment.name, plan)

    # -- the full lane ------------------------------------------------------------------------

    def _full(self, segment: Segment, numbers: Sequence[int], sums: Sums) -> None:
        token = f"{segment.number:010x}:full"
        for place, lines in enumerate(_chunks(lines_at(segment, numbers))):
            events = [self._event(segment, line, sums) for line in lines]
            self._append(f"{token}:{place}", events, lines, sums)

    def _append(self, token: str, events: Sequence[Event], lines: Sequence[Line], sums: Sums) -> None:
        """Append; what the store refuses as a whole is halved until the one event that it means is alone."""
        try:
            rejected = {one.index: one.reason for one in self.store.append(EventBatch(token, events))}
        except (BadRequest, Refused) as error:
            if len(events) == 1:
                sums.bury(lines[0].number, f"the store does not take it: {error}")
                return
            half = len(events) // 2
            self._append(f"{token}.0", events[:half], lines[:half], sums)
            self._append(f"{token}.1", events[half:], lines[half:], sums)
            return
        for index, reason in rejected.items():
            sums.bury(lines[index].number, reason)
        sums.full += len(events) - len(rejected)

    def _event(self, segment: Segment, line: Line, sums: Sums) -> Event:
        frame = line.frame
        id = event_id(frame.received_ms, segment.number, line.number)
        try:
            return self.normalise(
                line.data,
                id=id,
                tenant=frame.tenant,
                received_ms=frame.received_ms,
                input=frame.input,
                defaults=frame.defaults,
            )
        except Exception as error:  # one event must not stop the rest
            sums.pipeline_errors += 1
            log.exception("A line of segment %s could not be normalised (%s); it is kept as text.", segment.name, error)
            return as_text(line.data, id=id, tenant=frame.tenant, received_ms=frame.received_ms, input=frame.input)


def as_text(data: bytes, *, id: str, tenant: str, received_ms: int, input: str) -> Event:
    """The plainest document of a line, when normalising it failed."""
    return {
        "id": id,
        "@timestamp": received_ms * 1_000_000,
        "received_at": received_ms,
        "tenant_id": tenant,
        "message": data.decode(errors="replace"),
        "input": input,
        "tags": ["_pipelineerror"],
    }


def _numbers(segment: Segment, batch: LineBatch) -> Sequence[int]:
    return batch.numbers if batch.numbers is not None else range(_count(segment))


def _count(segment: Segment) -> int:
    return sum(frame.lines for frame in segment.frames)


def _chunks(lines: Iterator[Line]) -> Iterator[list[Line]]:
    chunk: list[Line] = []
    for line in lines:
        chunk.append(line)
        if len(chunk) == BATCH:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _read_plan(folder: Path, name: str) -> Written | None:
    try:
        return msgspec.json.decode((folder / f"{name}.plan").read_bytes(), type=Written)
    except FileNotFoundError:
        return None


def _write_plan(folder: Path, name: str, plan: Written) -> None:
    """Durably, before the first insert that follows it."""
    new = folder / f"{name}.plan.new"
    with new.open("wb") as out:
        out.write(msgspec.json.encode(plan))
        out.flush()
        os.fsync(out.fileno())
    new.replace(folder / f"{name}.plan")
    fsync_folder(folder)
