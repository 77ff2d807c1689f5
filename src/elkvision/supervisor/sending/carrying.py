"""Batches of wire lines through a transport, tried again while that may help, and counted."""

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

from elkvision.core.errors import Overloaded, Unavailable
from elkvision.supervisor.sending.transports import Transport

MOST_LINES = 5_000
MOST_BYTES = 2 << 20


@dataclass
class Totals:
    lines: int = 0
    bytes: int = 0
    not_taken: int = 0
    started: float = field(default_factory=time.monotonic)

    def sentence(self) -> str:
        seconds = max(time.monotonic() - self.started, 1e-6)
        rate = f"{self.lines / seconds:,.0f} a second"
        text = f"Sent {self.lines:,} {'log' if self.lines == 1 else 'logs'}, {self.bytes:,} bytes, in {seconds:.1f} s: {rate}."
        return f"{text} {self.not_taken:,} were too long or refused." if self.not_taken else text


class Carrier:
    """`patience` is how many seconds a batch is tried for; None tries for ever. `say` hears why it waits."""

    def __init__(self, transport: Transport, patience: float | None, say: Callable[[str], None]) -> None:
        self.transport = transport
        self.totals = Totals()
        self._patience = patience
        self._say = say

    def send(self, lines: list[bytes], name: str = "") -> None:
        for number, batch in enumerate(batches(lines)):
            left = self._send(batch, f"{name}-{number}" if name else "")
            self.totals.lines += len(batch) - left
            self.totals.not_taken += left
            self.totals.bytes += sum(map(len, batch)) + len(batch)

    def _send(self, batch: list[bytes], name: str) -> int:
        name = name or uuid.uuid4().hex  # the same each time the batch is tried
        began = time.monotonic()
        wait = 0.2
        while True:
            try:
                return self.transport.send(batch, name)
            except Unavailable as error:
                if self._patience is not None and time.monotonic() - began > self._patience:
                    raise
                self._say(f"Waiting: {error}")
                time.sleep(error.retry_after if isinstance(error, Overloaded) else wait)
                wait = min(wait * 2, 5.0)


def batches(lines: list[bytes]) -> list[list[bytes]]:
    """In order, none with too many lines or bytes (but for a single long line)."""
    made: list[list[bytes]] = []
    batch: list[bytes] = []
    size = 0
    for line in lines:
        if batch and (len(batch) >= MOST_LINES or size + len(line) > MOST_BYTES):
            made.append(batch)
            batch, size = [], 0
        batch.append(line)
        size += len(line) + 1
    if batch:
        made.append(batch)
    return made
