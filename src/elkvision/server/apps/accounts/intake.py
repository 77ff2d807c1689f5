"""What intake says about keys."""

import httpx
import structlog

from elkvision.core.settings import load
from elkvision.server.gateway import stats_of

log = structlog.get_logger(__name__)


def key_use() -> dict[int, int]:
    """Key id → milliseconds of its last use. Empty while intake does not answer."""
    try:
        found = stats_of(load().intake_socket, timeout=5).get("keys", {})
        return {int(key): int(ms) for key, ms in found.items()}
    except (httpx.HTTPError, ValueError) as error:
        log.info("intake does not say which keys were used", error=str(error))
        return {}
