"""What Prometheus reads of the web: our own counts and how the house stands; and, where the other parts are on this machine,
theirs too, so that one scrape has everything."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import httpx

from elkvision.core.metrics import catalogue as say
from elkvision.core.metrics.families import Collect, Page, page_of, together
from elkvision.core.metrics.process import process_of
from elkvision.core.settings import Settings
from elkvision.server.api import counted
from elkvision.server.apps.health import selectors
from elkvision.server.apps.health.house import house
from elkvision.server.apps.logs import asking
from elkvision.store.measured import asked_by

_TIMEOUT: Final = 2.0
#: What health speaks of besides parts.
_NO_PARTS: Final = ("disk", "logs of ")


def page(settings: Settings) -> bytes:
    """A part that does not answer shows as `elkvision_part_up` 0; its counts are not there then."""
    rooms = process_of("web"), counted.collect, asking.collect, asked_by("web"), _parts(settings), house(settings)
    return together([page_of(rooms), *_neighbours(settings)])


def _parts(settings: Settings) -> Collect:
    def collect(page: Page) -> None:
        up: dict[str, int] = {}
        for part in selectors.parts(settings):
            if not part.name.startswith(_NO_PARTS):  # two gateways may have the same name
                up[part.name] = min(up.get(part.name, 1), int(part.status != "red"))
        for name, answers in up.items():
            page.put(say.PART_UP, answers, name)

    return collect


def _neighbours(settings: Settings) -> Iterator[bytes]:
    """Parts on other machines have no socket here: Prometheus asks them itself."""
    for name in ("store", "intake", "delivery", "worker", "beat"):
        socket = settings.run_dir / f"{name}.sock"
        if socket.exists() and (found := _asked(socket)) is not None:
            yield found


def _asked(socket: Path) -> bytes | None:
    try:
        transport = httpx.HTTPTransport(uds=str(socket), verify=False)  # a socket has no certificate
        with httpx.Client(transport=transport, base_url="http://part", timeout=_TIMEOUT) as client:
            return client.get("/metrics").raise_for_status().content
    except httpx.HTTPError:
        return None
