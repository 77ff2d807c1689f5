"""What intake says about keys."""

import httpx
import structlog

from elkvision.core.settings import load

log = structlog.get_logger(__name__)


def key_use() -> dict[int, int]:
    """Key id → milliseconds of its last use. Empty while intake does not answer."""
    transport = httpx.HTTPTransport(uds=str(load().intake_socket))
    try:
        with httpx.Client(transport=transport, base_url="http://intake", timeout=5) as client:
            found = client.get("/stats").raise_for_status().json().get("keys", {})
        return {int(key): int(ms) for key, ms in found.items()}
    except (httpx.HTTPError, ValueError) as error:
        log.info("intake does not say which keys were used", error=str(error))
        return {}
