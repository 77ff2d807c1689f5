"""What is worked out of logs that do not change any more is kept, and not worked out again.

Dashboards ask the same questions of ranges that move on by a little. The middle of such a range, whole days of it in parts
of the table that were written on days before today, is as it was: its figures, not yet numbers, are kept in this process,
and the next question reads its edges and whatever other parts have. Parts never change: a merge, a deletion or a mutation
makes new ones with other names. So what is kept of a set of parts is right for as long as all of them are there, and a log
that comes late is in a part that is read.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from elkvision.core.clock import now_ms
from elkvision.core.tenancy import TenantId
from elkvision.store.contract import Ask
from elkvision.store.engines.clickhouse.client import Client
from elkvision.store.engines.clickhouse.table import TABLE

#: What is kept in all, and of one question.
_MOST_BYTES: Final = 32_000_000
_MOST_OF_ONE: Final = 4_000_000
_MOST_PARTS: Final = 2_000
_DAY_MS: Final = 86_400_000
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
#: The middle of a range begins and ends at whole multiples of the longest tile of which it has so many.
_LEAST_TILES: Final = 12


@dataclass(frozen=True)
class Bounds:
    """From when a settled set of parts is worth it. Tests have smaller ones."""

    rows: int = 500_000
    #: A part that is younger may soon be merged with others.
    age_seconds: float = 120.0
    tiles: tuple[timedelta, ...] = tuple(timedelta(minutes=minutes) for minutes in (1440, 480, 120, 30))


@dataclass(frozen=True)
class Middle:
    """`parts` of the table, and of their logs those from `start` until before `end`."""

    start: datetime
    end: datetime
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Figures:
    """Rows of figures by keys and bucket, as ClickHouse gave them; `first` is the number of their bucket 0."""

    rows: bytes
    first: int


class Settled:
    """Figures by what was asked, of which parts. For several threads."""

    def __init__(self, bounds: Bounds | None = None) -> None:
        self.bounds = bounds or Bounds()
        self._kept: OrderedDict[Hashable, Figures] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def middle(self, client: Client, ask: Ask) -> Middle | None:
        """What of the range of a question does not change; None where that is little, or where it is not known how to
        hand figures back."""
        if not client.embedded or ask.window not in (None, ask.step):
            return None
        edges = _edges(ask, self.bounds.tiles)
        if edges is None:
            return None
        parts = _parts(client)
        oldest = time.time() - self.bounds.age_seconds
        found = sorted(name for name, part in parts.items() if part.day < _today() and part.written <= oldest)
        if len(found) > _MOST_PARTS or sum(parts[name].rows for name in found) < max(1, self.bounds.rows):
            return None
        return Middle(*edges, tuple(found))

    def still(self, client: Client, middle: Middle) -> bool:
        """Are its parts still those of the table? Then whatever was read meanwhile was read beside them."""
        return _parts(client).keys() >= set(middle.parts)

    def of(self, key: Hashable) -> Figures | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def keep(self, key: Hashable, figures: Figures) -> None:
        if len(figures.rows) > _MOST_OF_ONE:
            return
        with self._lock:
            before = self._kept.pop(key, None)
            self._bytes += len(figures.rows) - (len(before.rows) if before else 0)
            self._kept[key] = figures
            while self._bytes > _MOST_BYTES:
                _, oldest = self._kept.popitem(last=False)
                self._bytes -= len(oldest.rows)


def key_of(tenant: TenantId, ask: Ask, middle: Middle) -> Hashable:
    """What the figures of a middle depend on."""
    measures = tuple((each.kind, each.field, each.percent, each.query and each.query.tree) for each in ask.measures)
    return tenant, ask.span.query.tree, measures, tuple(ask.groups), ask.step, ask.shift, middle


@dataclass(frozen=True)
class _Part:
    day: int
    rows: int
    written: float


def _parts(client: Client) -> dict[str, _Part]:
    where = f"active AND database = '{client.database}' AND table = '{TABLE}'"
    rows = client.rows(
        f"SELECT name, toInt64(partition_id) AS day, rows, toUnixTimestamp(modification_time) AS written FROM system.parts WHERE {where}"
    )
    return {row["name"]: _Part(int(row["day"]), int(row["rows"]), float(row["written"])) for row in rows}


def _edges(ask: Ask, tiles: Sequence[timedelta]) -> tuple[datetime, datetime] | None:
    start, end = ask.span.start, ask.span.end
    if start is None or end is None:
        return None
    for tile in tiles:
        first, last = -((_EPOCH - start) // tile), (end - _EPOCH) // tile
        if last - first >= _LEAST_TILES - 1:
            return _EPOCH + first * tile, _EPOCH + last * tile
    return None


def _today() -> int:
    return now_ms() // _DAY_MS
