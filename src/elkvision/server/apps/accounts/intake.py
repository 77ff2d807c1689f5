"""What intake says about keys."""

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
