"""Carries one segment into the store, the same way however often it is repeated."""

import logging
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from elkvision.core import dead_letters
from elkvision.core.errors import BadRequest, Refused, Unsupported
from elkvision.core.event import Event, event_id
from elkvision.core.tenancy import TenantId
from elkvision.gateway.delivery.counts import Counts
from elkvision.gateway.delivery.lanes import Line, json_lines, lines_at, other_lines
from elkvision.gateway.spool.reader import Segment, discard, read_segment
from elkvision.gateway.spool.segment import fsync_folder
from elkvision.store.contract import EventBatch, LineBatch, LogStore, Plan

log = logging.getLogger(__name__)

#: Events of the full lane that are in memory together.
BATCH = 20_000

Normalise = Callable[..., Event]


class Written(msgspec.Struct, frozen=True):
    """The plan file: how the segment was split at its first insert. `express` None: no line takes that lane."""

    express: dict[str, Any] | None = None


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

    def carry(self, name: str) -> None:
        try:
            segment = read_segment(self.spool, name)
        except FileNotFoundError:
            return
        dead = Dead(self, segment)
        batch = json_lines(segment)
        full = self._express(segment, batch)
        self._full(segment, full, dead)
        for frame in segment.damaged:
            dead.add(frame.line, "the spool's bytes are damaged: the disk did not keep what was written")
        dead.write()
        discard(self.spool, name)

    # -- the express lane ---------------------------------------------------------------------

    def _express(self, segment: Segment, batch: LineBatch | None) -> Sequence[int]:
        """Hand JSON lines to the engine; returns the numbers of all lines that take the full lane."""
        others = other_lines(segment, batch)
        if batch is None:
            return others
        plan = self._plan(segment, batch)
        if plan is None:
            return sorted([*others, *_numbers(segment, batch)])
        try:
            back = self.store.append_lines(batch, plan)
        except (BadRequest, Refused) as error:  # nothing of it was kept, and trying again changes nothing
            log.error("The store does not take the lines of segment %s: %s. They go one by one.", segment.name, error)
            _write_plan(self.spool, segment.name, Written())
            return sorted([*others, *_numbers(segment, batch)])
        taken = (len(batch.numbers) if batch.numbers is not None else _count(segment)) - len(back)
        self.counts.express += taken
        self.counts.stored += taken
        return sorted([*others, *back])

    def _plan(self, segment: Segment, batch: LineBatch) -> Plan | None:
        written = _read_plan(self.spool, segment.name)
        if written is None:
            try:
                written = Written(dict(self.store.plan_lines(batch).data))
            except Unsupported:
                written = Written()
            _write_plan(self.spool, segment.name, written)
        return None if written.express is None else Plan(written.express)

    # -- the full lane ------------------------------------------------------------------------

    def _full(self, segment: Segment, numbers: Sequence[int], dead: "Dead") -> None:
        token = f"{segment.number:010x}:full"
        for place, lines in enumerate(_chunks(lines_at(segment, numbers))):
            events = [self._event(segment, line) for line in lines]
            self._append(f"{token}:{place}", events, lines, dead)

    def _append(self, token: str, events: Sequence[Event], lines: Sequence[Line], dead: "Dead") -> None:
        """Append; what the store refuses as a whole is halved until the one event that it means is alone."""
        try:
            rejected = {one.index: one.reason for one in self.store.append(EventBatch(token, events))}
        except (BadRequest, Refused) as error:
            if len(events) == 1:
                dead.add(lines[0].number, f"the store does not take it: {error}")
                return
            half = len(events) // 2
            self._append(f"{token}.0", events[:half], lines[:half], dead)
            self._append(f"{token}.1", events[half:], lines[half:], dead)
            return
        for index, reason in rejected.items():
            dead.add(lines[index].number, reason)
        self.counts.full += len(events) - len(rejected)
        self.counts.stored += len(events) - len(rejected)

    def _event(self, segment: Segment, line: Line) -> Event:
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
            self.counts.pipeline_errors += 1
            log.exception("A line of segment %s could not be normalised (%s); it is kept as text.", segment.name, error)
            return as_text(line.data, id=id, tenant=frame.tenant, received_ms=frame.received_ms, input=frame.input)


class Dead:
    """The dead letters of one segment, written together just before it goes."""

    def __init__(self, carrier: Carrier, segment: Segment) -> None:
        self.carrier = carrier
        self.segment = segment
        self.reasons: dict[int, str] = {}

    def add(self, number: int, reason: str) -> None:
        self.reasons[number] = reason

    def write(self) -> None:
        if not self.reasons:
            return
        letters: dict[TenantId, list[dead_letters.DeadLetter]] = {}
        for frame in (*self.segment.frames, *self.segment.damaged):
            for number in range(frame.line, frame.line + frame.lines):
                if number in self.reasons:
                    letters.setdefault(TenantId(frame.tenant), []).append(
                        dead_letters.letter(
                            id=event_id(frame.received_ms, self.segment.number, number),
                            received_ms=frame.received_ms,
                            input=frame.input,
                            reason=self.reasons[number],
                            data=self._bytes(frame.line, number),
                        )
                    )
        for tenant, some in letters.items():
            counts = self.carrier.counts
            counts.dead += len(some)
            counts.dead_dropped += dead_letters.write(
                self.carrier.dead_dir, tenant, some, budget=self.carrier.dead_budget
            )

    def _bytes(self, first: int, number: int) -> bytes:
        """The line; of a damaged frame all of it, since its lines cannot be told apart for sure."""
        for frame in self.segment.damaged:
            if frame.line == first:
                return self.segment.payload[frame.offset : frame.end]
        return next((line.data for line in lines_at(self.segment, [number])), b"")


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
