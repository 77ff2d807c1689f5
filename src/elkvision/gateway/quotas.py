"""How much a tenant may send: in a day of UTC, and in a second. Looked at once a batch, never for a line.

What is taken counts; a batch that begins below the limit is taken whole, so a day may end over it by what was on its
way. The day's counts outlast a restart: they are written beside the spool, at most a few seconds late.
"""

import logging
import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import msgspec

from elkvision.core.clock import now_ms
from elkvision.core.errors import Overloaded
from elkvision.gateway.keys import Snapshot, Tenant

log = logging.getLogger(__name__)

_DAY_MS = 86_400_000
#: Nobody is told to wait longer: a quota may be raised meanwhile.
_LONGEST_WAIT = 3600.0


class Used(msgspec.Struct):
    """What came from a tenant today: taken lines and their bytes, and lines that were said no to."""

    events: int = 0
    bytes: int = 0
    refused: int = 0


class Kept(msgspec.Struct):
    day: int = 0
    used: dict[str, Used] = {}


class _Pace(msgspec.Struct):
    """What is owed of a second's share: it shrinks by the quota each second."""

    events: float = 0.0
    bytes: float = 0.0
    at: float = 0.0


class Quotas:
    def __init__(self, file: Path, snapshot: Callable[[], Snapshot]) -> None:
        self._file = file
        self._snapshot = snapshot
        self._kept = Kept(day=_today())
        self._written = b""
        self._paces: dict[str, _Pace] = {}
        with suppress(OSError, msgspec.MsgspecError):
            kept = msgspec.json.decode(file.read_bytes(), type=Kept)
            if kept.day == self._kept.day:
                self._kept = kept

    def took(self, tenant: str, lines: int, size: int) -> None:
        used = self._used(tenant)
        used.events += lines
        used.bytes += size
        limits = self._snapshot().tenants.get(tenant)
        if limits is not None and (limits.quota_second_events or limits.quota_second_bytes):
            pace = self._pace(tenant, limits)
            pace.events += lines
            pace.bytes += size

    def refused(self, tenant: str, lines: int) -> None:
        self._used(tenant).refused += lines

    def wait(self, tenant: str) -> float:
        """Seconds until the tenant may send again; 0 for now."""
        limits = self._snapshot().tenants.get(tenant)
        if limits is None or not limits.has_quota:
            return 0.0
        used, now = self._used(tenant), now_ms()
        spent = (limits.quota_day_events and used.events >= limits.quota_day_events) or (
            limits.quota_day_bytes and used.bytes >= limits.quota_day_bytes
        )
        until = max(limits.quota_shut_until, (self._kept.day + 1) * _DAY_MS if spent else 0)
        if until > now:
            return min((until - now) / 1000, _LONGEST_WAIT)
        return self._behind(tenant, limits)

    def demand(self, tenant: str, lines: int) -> None:
        """Raises Overloaded, and counts the lines as refused, when the tenant has to wait."""
        seconds = self.wait(tenant)
        if seconds:
            self.refused(tenant, lines)
            raise Overloaded(
                "The organisation's quota is used up.",
                retry_after=max(1.0, seconds),
                hint="Send again after Retry-After, or ask for a larger quota.",
            )

    def stats(self, tenant: str) -> dict[str, int]:
        used = self._used(tenant)
        return {
            "day": self._kept.day,
            "day_events": used.events,
            "day_bytes": used.bytes,
            "day_refused": used.refused,
        }

    def tenants(self) -> frozenset[str]:
        self._roll()
        return frozenset(self._kept.used)

    def write(self) -> None:
        """Keep what was counted, when there is something new."""
        content = msgspec.json.encode(self._kept)
        if content == self._written:
            return
        fresh = self._file.with_name(f".{self._file.name}-{os.getpid()}")
        try:
            fresh.write_bytes(content)
            fresh.replace(self._file)
            self._written = content
        except OSError as error:
            log.warning("Today's counts could not be written to %s: %s", self._file, error)

    def _used(self, tenant: str) -> Used:
        self._roll()
        used = self._kept.used.get(tenant)
        if used is None:
            used = self._kept.used[tenant] = Used()
        return used

    def _roll(self) -> None:
        today = _today()
        if today != self._kept.day:
            self._kept = Kept(day=today)

    def _pace(self, tenant: str, limits: Tenant) -> _Pace:
        pace, now = self._paces.setdefault(tenant, _Pace(at=time.monotonic())), time.monotonic()
        passed = now - pace.at
        pace.events = max(0.0, pace.events - passed * limits.quota_second_events)
        pace.bytes = max(0.0, pace.bytes - passed * limits.quota_second_bytes)
        pace.at = now
        return pace

    def _behind(self, tenant: str, limits: Tenant) -> float:
        """A second's share may be owed; what is owed beyond it has to be waited for."""
        if tenant not in self._paces:
            return 0.0
        pace = self._pace(tenant, limits)
        owed = ((pace.events, limits.quota_second_events), (pace.bytes, limits.quota_second_bytes))
        return max([0.0, *(each / rate - 1.0 for each, rate in owed if rate)])


def _today() -> int:
    return now_ms() // _DAY_MS
