"""What became of the lines of one segment: counted, and the dead ones buried, when all of it is done."""

from dataclasses import dataclass, field
from pathlib import Path

from elkvision.core import dead_letters
from elkvision.core.event import event_id
from elkvision.core.tenancy import TenantId
from elkvision.gateway.delivery.lanes import lines_at
from elkvision.gateway.spool.reader import Segment
from elkvision.gateway.spool.records import Frame


@dataclass
class Sums:
    """Of one attempt to carry a segment; one that failed counts nothing."""

    segment: Segment
    express: int = 0
    full: int = 0
    pipeline_errors: int = 0
    #: Lines that pipelines dropped: no event came of them.
    dropped: int = 0
    reasons: dict[int, str] = field(default_factory=dict)

    def bury(self, number: int, reason: str) -> None:
        """A line that cannot be kept, by its number."""
        self.reasons[number] = reason

    def write(self, folder: Path, budget: int) -> int:
        """Write the dead letters; returns how many old ones had to make room."""
        letters: dict[TenantId, list[dead_letters.DeadLetter]] = {}
        for frame in (*self.segment.frames, *self.segment.damaged) if self.reasons else ():
            for number in range(frame.line, frame.line + frame.lines):
                if number in self.reasons:
                    letters.setdefault(TenantId(frame.tenant), []).append(self._letter(frame, number))
        return sum(dead_letters.write(folder, tenant, some, budget=budget) for tenant, some in letters.items())

    def _letter(self, frame: Frame, number: int) -> dead_letters.DeadLetter:
        return dead_letters.letter(
            id=event_id(frame.received_ms, self.segment.number, number),
            received_ms=frame.received_ms,
            input=frame.input,
            reason=self.reasons[number],
            data=self._bytes(frame, number),
        )

    def _bytes(self, frame: Frame, number: int) -> bytes:
        """The line; of a damaged frame all of it, since its lines cannot be told apart for sure."""
        if frame in self.segment.damaged:
            return self.segment.payload[frame.offset : frame.end]
        return next((line.data for line in lines_at(self.segment, [number])), b"")
