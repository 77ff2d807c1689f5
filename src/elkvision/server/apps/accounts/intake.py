"""What intake says about keys, and about what came today."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

import structlog

from elkvision.core.settings import load
from elkvision.server.gateway.asking import told

log = structlog.get_logger(__name__)


def key_use() -> dict[int, int]:
    """Key id → milliseconds of its last use, at whichever gateway. Empty while none answers."""
    used: dict[int, int] = {}
    for one in told(load(), "intake", timeout=5):
        if one.stats is None:
            log.info("intake does not say which keys were used", gateway=one.name, error=one.problem)
            continue
        for key, ms in one.stats.get("keys", {}).items():
            used[int(key)] = max(int(ms), used.get(int(key), 0))
    return used


@dataclass
class Day:
    events: int = 0
    bytes: int = 0
    refused: int = 0


def day_use() -> dict[tuple[str, date], Day]:
    """What all gateways that answer took today, by tenant."""
    found: dict[tuple[str, date], Day] = defaultdict(Day)
    for one in told(load(), "intake", timeout=5):
        for tenant, counts in (one.stats or {}).get("tenants", {}).items():
            if "day" not in counts:
                continue
            day = found[tenant, date(1970, 1, 1) + timedelta(days=int(counts["day"]))]
            day.events += int(counts["day_events"])
            day.bytes += int(counts["day_bytes"])
            day.refused += int(counts["day_refused"])
    return dict(found)
