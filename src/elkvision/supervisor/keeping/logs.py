"""Logs into a backup and out of it: an organisation's day in pieces, each a compressed file of JSON lines."""

import hashlib
import io
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO, Final

import msgspec
import zstandard

from elkvision.core.event import Event
from elkvision.core.query import EVERYTHING
from elkvision.core.tenancy import TenantId
from elkvision.store.contract import EventBatch, LogStore, Span
from elkvision.supervisor.keeping.archive import Writer
from elkvision.supervisor.moving.hours import Hour, hours_of
from elkvision.supervisor.moving.merging import Beside, beside

#: Logs in one file, and in one write.
PIECE: Final = 500_000
BATCH: Final = 10_000
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_FOLDER: Final = "logs/"

_encode, _decode = msgspec.json.encode, msgspec.json.decode


@dataclass(frozen=True)
class Day:
    """A day that an organisation has logs in."""

    tenant: TenantId
    start: datetime
    logs: int

    @property
    def end(self) -> datetime:
        return self.start + timedelta(days=1)

    @property
    def name(self) -> str:
        return f"{_FOLDER}{self.tenant}/{self.start:%Y-%m-%d}"


def days_of(store: LogStore, tenant: TenantId) -> list[Day]:
    counted: Counter[datetime] = Counter()
    for hour in hours_of(store, tenant):
        counted[_day_of(hour)] += hour.logs
    return [Day(tenant, start, logs) for start, logs in sorted(counted.items())]


def _day_of(hour: Hour) -> datetime:
    return hour.start.replace(hour=0, minute=0, second=0, microsecond=0)


def take(store: LogStore, day: Day, until_ms: int, writer: Writer, folder: Path, tell: Callable[[int], None]) -> int:
    """Add a day's logs that came before that moment; returns how many. What came later may be of the next backup."""
    events = chain.from_iterable(store.export(day.tenant, Span(EVERYTHING, day.start, day.end)))
    mine = _once(event for event in events if event["received_at"] < until_ms)
    total, number = 0, 0
    while True:
        path = folder / "logs.ndjson.zst"
        count = _write(path, islice(mine, PIECE), tell)
        if count:
            number += 1
            writer.add(f"{day.name}/{number:04}.ndjson.zst", path, count=count)
        path.unlink()
        total += count
        if count < PIECE:
            return total


def _once(events: Iterator[Event]) -> Iterator[Event]:
    """A store may have the same log twice for a moment."""
    last = None
    for event in events:
        if (place := (event["@timestamp"], event["id"])) != last:
            last = place
            yield event


def _write(path: Path, events: Iterator[Event], tell: Callable[[int], None]) -> int:
    count = 0
    with zstandard.open(path, "wb", cctx=zstandard.ZstdCompressor(level=3)) as file:
        while some := list(islice(events, BATCH)):
            file.write(b"".join(_encode(event) + b"\n" for event in some))
            count += len(some)
            tell(len(some))
    return count


def tenant_of(name: str) -> TenantId | None:
    """Whose logs a member has; None when it has none."""
    return TenantId(name.split("/")[1]) if name.startswith(_FOLDER) else None


@dataclass
class Given:
    """What became of one member's logs."""

    added: int = 0
    there_already: int = 0
    rejected: int = 0

    def __add__(self, other: "Given") -> "Given":
        return Given(self.added + other.added, self.there_already + other.there_already, self.rejected + other.rejected)


def give(store: LogStore, tenant: TenantId, file: BinaryIO, token: str, tell: Callable[[int], None]) -> Given:
    """Put a member's logs into the store. Again adds nothing: neither what a run that was stopped put there, nor what is
    there anyway."""
    given, others = Given(), None
    for events in _batches(file):
        others = others or _there(store, tenant, events[0])
        missing = [event for event in events if not others.has(event)]
        if missing:
            digest = hashlib.sha256("".join(event["id"] for event in missing).encode()).hexdigest()
            rejected = store.append(EventBatch(f"restore:{token}:{digest}", missing))
            given.rejected += len(rejected)
            given.added += len(missing) - len(rejected)
        given.there_already += len(events) - len(missing)
        tell(len(events))
    return given


def _there(store: LogStore, tenant: TenantId, first: Event) -> Beside:
    """What the store has from that log on, to the end of its day."""
    start = _EPOCH + timedelta(microseconds=first["@timestamp"] // 1000)
    end = start.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    span = Span(EVERYTHING, start, end)
    return beside(store.export(tenant, span) if store.count(tenant, span) else [])


def _batches(file: BinaryIO) -> Iterator[list[Event]]:
    with zstandard.ZstdDecompressor().stream_reader(file) as reader, io.BufferedReader(reader, 1 << 20) as lines:
        while some := list(islice(lines, BATCH)):
            yield [_decode(line) for line in some]
