"""One program of the stack: started, known to be ready, stopped, killed and started again."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx

READY_SECONDS = 120.0
STOP_SECONDS = 60.0


class Failed(Exception):
    """Something of the stack did not do what it was started for."""


@dataclass
class Process:
    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    #: Does it serve?
    ready: Callable[[], bool]
    #: Whom it runs as, for `subprocess`.
    owner: Mapping[str, object] = field(default_factory=dict)
    #: Given to it on its standard input.
    said: str = ""
    running: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def pid(self) -> int | None:
        return self.running.pid if self.running is not None and self.running.poll() is None else None

    def start(self) -> "Process":
        self.begin()
        self.wait()
        return self

    def begin(self) -> None:
        """Not in our process group: Ctrl-C is for us, who stop things in order."""
        with self.log.open("ab") as log:
            self.running = subprocess.Popen(
                self.command, env=dict(self.environment), stdin=subprocess.PIPE, stdout=log, stderr=log,
                start_new_session=True, **self.owner,
            )  # fmt: skip
        assert self.running.stdin is not None, "it was asked for"
        with self.running.stdin as stdin:
            stdin.write(self.said.encode())

    def wait(self, seconds: float = READY_SECONDS) -> None:
        """Until it serves. Raises Failed, with what it said last."""
        until = time.monotonic() + seconds
        while not self.ready():
            if self.pid is None or time.monotonic() > until:
                why = "did not become ready" if self.pid else f"ended with status {self._status()}"
                raise Failed(
                    f"{self.name} {why}; the end of {self.log}:\n{self.log.read_text(errors='replace')[-3000:]}"
                )
            time.sleep(0.05)

    def stop(self) -> None:
        """As `docker stop`: asked first."""
        if self.running is None or self.pid is None:
            return
        self.running.send_signal(signal.SIGTERM)
        try:
            self.running.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """As a power cut: whatever it had started goes too."""
        if self.running is not None and self.pid is not None:
            os.killpg(self.running.pid, signal.SIGKILL)
            self.running.wait()

    def _status(self) -> int | None:
        return self.running.poll() if self.running is not None else None


def answers(url: str) -> Callable[[], bool]:
    """Does that address say 200?"""

    def asked() -> bool:
        try:
            return httpx.get(url, timeout=5, trust_env=False).status_code == 200
        except httpx.HTTPError:
            return False

    return asked
