"""A dashboard's worth of logs."""

import time

import pytest

from elkvision.core.clock import now_ms
from elkvision.core.event import event_id
from elkvision.pipeline.normalise import normalise_line
from elkvision.server.apps.logs import selectors as logs
from elkvision.store.contract import EventBatch
from elkvision.supervisor.shop.traffic import Traffic


@pytest.fixture
def shop(acme: object) -> None:
    """A round of the demo's traffic at Acme's, over the last half of an hour; three people's cards are declined."""
    began = time.time() - 1800
    traffic = Traffic(rate=4, round_seconds=1700, start=began, seed=6)
    # On-call speaks when a phase begins, which is looked for from time to time.
    lines = [line for at in range(0, 1800, 10) for line in traffic.until(began + at)]
    made = [
        normalise_line(
            line, id=event_id(now_ms(), 9, number), tenant="acme", received_ms=now_ms(), input="tcp", defaults={}
        )
        for number, line in enumerate(lines)
    ]
    logs.store().append(EventBatch("shop", made))
