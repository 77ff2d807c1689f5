"""Senders that know what was acknowledged, to be compared with what is found."""

import json
import random
import threading
import time
from collections.abc import Sequence

import httpx


class Sender(threading.Thread):
    """Posts batches of named events, JSON and plain, and remembers which were acknowledged."""

    def __init__(self, number: int, url: str, key: str, stopping: threading.Event, pause: float = 0.003) -> None:
        super().__init__(daemon=True)
        self.pause = pause
        self.number = number
        self.url = url
        self.key = key
        self.stopping = stopping
        self.chance = random.Random(number)
        self.acknowledged: list[str] = []
        self.unsure: list[str] = []

    def run(self) -> None:
        first = 0
        with httpx.Client(timeout=20, headers={"Authorization": f"Bearer {self.key}"}) as client:
            while not self.stopping.is_set():
                names = [f"event-{self.number}-{n}" for n in range(first, first + self.chance.randint(1, 80))]
                first += len(names)
                (self.acknowledged if self._post(client, names) else self.unsure).extend(names)
                time.sleep(self.pause)

    def _post(self, client: httpx.Client, names: Sequence[str]) -> bool:
        lines = [
            name if self.chance.random() < 0.1 else json.dumps({"level": "info", "message": name}) for name in names
        ]
        headers = {"Content-Type": "application/x-ndjson"}
        try:
            answer = client.post(self.url, content="\n".join(lines), headers=headers)
        except httpx.HTTPError:
            time.sleep(0.02)
            return False
        if answer.status_code == 200:
            assert answer.json() == {"accepted": len(names), "refused": []}
        return answer.status_code == 200
