"""What the parts say, kept like any other logs: in the organisation that `ELKVISION_OWN_LOGS` names, as well as in their files."""

import asyncio
import json
from collections import deque
from typing import Final

import httpx

from elkvision.core.settings import Settings

#: Lines that wait for intake; the oldest fall, for they are in the files too.
_MOST_WAITING: Final = 10_000
_EVERY_SECONDS: Final = 1.0
_MOST_AT_ONCE: Final = 1_000


class OwnLogs:
    """`hear` never waits; `run` hands in until it is cancelled."""

    def __init__(self, settings: Settings) -> None:
        self._tenant = settings.own_logs
        self._socket = settings.intake_socket
        self._waiting: deque[tuple[str, bytes]] = deque(maxlen=_MOST_WAITING)

    def hear(self, part: str, line: bytes) -> None:
        if line.strip():
            self._waiting.append((part, line))

    async def run(self) -> None:
        transport = httpx.AsyncHTTPTransport(uds=str(self._socket))
        async with httpx.AsyncClient(transport=transport, base_url="http://intake", timeout=10) as intake:
            while True:
                await asyncio.sleep(_EVERY_SECONDS)
                while self._waiting and await self._hand_in(intake):
                    pass

    async def _hand_in(self, intake: httpx.AsyncClient) -> bool:
        """The lines of one part. False: intake does not take them now."""
        part = self._waiting[0][0]
        lines: list[bytes] = []
        while self._waiting and self._waiting[0][0] == part and len(lines) < _MOST_AT_ONCE:
            lines.append(self._waiting.popleft()[1])
        said = {"X-Elk-Tenant": self._tenant, "X-Elk-Input": "internal"}
        said["X-Elk-Defaults"] = json.dumps({"service": "elkvision", "source": part})
        try:
            (await intake.post("/ingest", content=b"".join(lines), headers=said)).raise_for_status()
        except httpx.HTTPError:
            room = _MOST_WAITING - len(self._waiting)
            self._waiting.extendleft((part, line) for line in reversed(lines[-room:] if room else []))
            return False
        return True
