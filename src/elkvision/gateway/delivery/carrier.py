"""Carries one segment into the store, the same way however often it is repeated."""

import logging
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from elkvision.core.errors import BadRequest, Refused, Unsupported
from elkvision.core.event import Event
from elkvision.gateway.delivery import plans
from elkvision.gateway.delivery.counts import Counts
from elkvision.gateway.delivery.lanes import Line, is_json, json_lines, lines_at, other_lines
from elkvision.gateway.delivery.making import Making, Routes
from elkvision.gateway.delivery.plans import Written
from elkvision.gateway.delivery.sums import Sums
from elkvision.gateway.spool.reader import Segment, discard, read_segment
from elkvision.gateway.spool.records import Frame
from elkvision.pipeline.default import is_for
from elkvision.store.contract import EventBatch, LineBatch, LogStore, Plan

log = logging.getLogger(__name__)

#: Events of the full lane that are in memory together.
BATCH = 20_000


@dataclass
class Carrier:
    """`carry` returns when the store has every event of the segment, and its files are gone.

    Whatever the store raises for being away is raised on; the segment stays and may be carried again.
    """

    spool: Path
    store: LogStore
    making: Making
    counts: Counts
    dead_dir: Path
    dead_budget: int
    lock: threading.Lock = field(default_factory=threading.Lock)

    def carry(self, name: str) -> None:
        try:
            segment = read_segment(self.spool, name)
        except FileNotFoundError:
            return
        plan, routes, batch = self._begin(segment)
        sums = Sums(segment)
        full, kept = self._express(segment, batch, plan, sums)
        try:
            self._full(segment, full, routes, sums)
        except Exception:
            self._note_express(segment, kept)
            raise
        for frame in segment.damaged:
            sums.bury(frame.line, "the spool's bytes are damaged: the disk did not keep what was written")
        dropped = sums.write(self.dead_dir, self.dead_budget)
        discard(self.spool, name)
        with self.lock:
            self.counts.add(sums, dropped)

    def _begin(self, segment: Segment) -> tuple[Written, Routes, LineBatch | None]:
        """How the segment is split, through which pipelines it goes, and the lines that the engine may read: now and in
        every repeat."""
        plan = plans.read(self.spool, segment.name)
        names = self.making.names({frame.tenant for frame in segment.frames}) if plan is None else plan.routes
        routes = self.making.open(names)
        batch = _express_lines(segment, routes)
        if plan is None:
            plan = Written(self._asked(batch), routes=names)
            plans.write(self.spool, segment.name, plan)
        return plan, routes, batch

    def _asked(self, batch: LineBatch | None) -> dict[str, Any] | None:
        if batch is None:
            return None
        try:
            return dict(self.store.plan_lines(batch).data)
        except Unsupported:
            return None

    # -- the express lane ---------------------------------------------------------------------

    def _express(
        self, segment: Segment, batch: LineBatch | None, plan: Written, sums: Sums
    ) -> tuple[Sequence[int], Written | None]:
        """Hand JSON lines to the engine; returns the numbers of all lines that take the full lane, and what the plan
        file may say once the engine has its lines."""
        others = other_lines(segment, batch)
        if batch is None:
            return others, None
        if plan.express is None:
            return sorted([*others, *_numbers(segment, batch)]), None
        try:
            back = self._append_lines(batch, plan.express) if plan.back is None else plan.back
        except (BadRequest, Refused) as error:  # nothing of it was kept, and trying again changes nothing
            log.error("The store does not take the lines of segment %s: %s. They go one by one.", segment.name, error)
            plans.write(self.spool, segment.name, Written(routes=plan.routes))
            return sorted([*others, *_numbers(segment, batch)]), None
        sums.express += (len(batch.numbers) if batch.numbers is not None else _count(segment)) - len(back)
        return sorted([*others, *back]), Written(plan.express, list(back), plan.routes)

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

    def _note_express(self, segment: Segment, plan: Written | None) -> None:
        """The rest may be tried for longer than the store remembers tokens, so what it has is written down."""
        if plan is not None:
            with suppress(OSError):  # the next attempt finds out what is wrong with the disk
                plans.write(self.spool, segment.name, plan)

    # -- the full lane ------------------------------------------------------------------------

    def _full(self, segment: Segment, numbers: Sequence[int], routes: Routes, sums: Sums) -> None:
        token = f"{segment.number:010x}:full"

        def failed(line: Line, error: Exception) -> None:
            sums.pipeline_errors += 1
            log.error("Line %d of segment %s is kept as text: %s.", line.number, segment.name, error, exc_info=error)

        for place, lines in enumerate(_chunks(lines_at(segment, numbers))):
            made = list(self.making.made(routes, lines, segment.number, failed))
            if routes:
                sums.dropped += len({line.number for line in lines} - {number for number, _ in made})
            self._append(f"{token}:{place}", [event for _, event in made], [number for number, _ in made], sums)

    def _append(self, token: str, events: Sequence[Event], numbers: Sequence[int], sums: Sums) -> None:
        """Append; what the store refuses as a whole is halved until the one event that it means is alone."""
        if not events:
            return
        try:
            rejected = {one.index: one.reason for one in self.store.append(EventBatch(token, events))}
        except (BadRequest, Refused) as error:
            if len(events) == 1:
                sums.bury(numbers[0], f"the store does not take it: {error}")
                return
            half = len(events) // 2
            self._append(f"{token}.0", events[:half], numbers[:half], sums)
            self._append(f"{token}.1", events[half:], numbers[half:], sums)
            return
        for index, reason in rejected.items():
            sums.bury(numbers[index], reason)
        sums.full += len(events) - len(rejected)


def _express_lines(segment: Segment, routes: Routes) -> LineBatch | None:
    """The lines that the engine may read: none of those that go through pipelines."""

    def routed(frame: Frame) -> bool:
        route = routes.get(frame.tenant)
        if route is None or not route.takes(frame.input, frame.key):
            return False
        return not route.is_default or not is_json(segment, frame) or is_for(segment.payload, frame.offset, frame.end)

    return json_lines(segment, routed) if routes else json_lines(segment)


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
