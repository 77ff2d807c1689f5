"""What delivery counts, as `GET /stats` tells it."""

from dataclasses import dataclass, field

from elkvision.gateway.delivery.sums import Sums


@dataclass
class LiveCounts:
    published: int = 0
    skipped: int = 0


@dataclass
class Counts:
    """Events that the store has, by lane; dead letters, and how many of those had to make room; repeats of a segment;
    lines that pipelines dropped."""

    stored: int = 0
    dead: int = 0
    dead_dropped: int = 0
    express: int = 0
    full: int = 0
    pipeline_errors: int = 0
    dropped: int = 0
    retries: int = 0
    last_error: str | None = None
    live: LiveCounts = field(default_factory=LiveCounts)

    def add(self, sums: Sums, dropped: int) -> None:
        """A segment arrived. `dropped` old dead letters made room."""
        self.express += sums.express
        self.full += sums.full
        self.stored += sums.express + sums.full
        self.pipeline_errors += sums.pipeline_errors
        self.dropped += sums.dropped
        self.dead += len(sums.reasons)
        self.dead_dropped += dropped
