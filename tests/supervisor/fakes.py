"""Small programs that stand for the parts: each writes down what happens to it."""

import asyncio
import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from elkvision.supervisor.console import Console
from elkvision.supervisor.parts import Part, Plan, Step
from elkvision.supervisor.supervise import Supervisor

#: Writes `<name> start`, says it is ready by a file, and `<name> stop` on SIGTERM.
PROGRAM = """
import os, pathlib, signal, sys, time
name, folder, stopping = sys.argv[1], pathlib.Path(sys.argv[2]), float(sys.argv[3])
def note(word):
    with (folder / "diary").open("a") as diary:
        diary.write(f"{name} {word}\\n")
def stop(*_):
    if stopping < 0:
        return
    time.sleep(stopping)
    note("stop")
    os._exit(0)
signal.signal(signal.SIGTERM, stop)
note("start")
(folder / f"{name}.ready").touch()
while True:
    time.sleep(0.05)
"""


def part(folder: Path, name: str, *, after: tuple[str, ...] = (), stopping: float = 0.0, grace: float = 5.0) -> Part:
    async def ready() -> bool:
        return (folder / f"{name}.ready").exists()

    return Part(name, (sys.executable, "-c", PROGRAM, name, str(folder), str(stopping)), ready, after, grace)


def failing(name: str, words: str) -> Part:
    async def never() -> bool:
        return False

    return Part(name, (sys.executable, "-c", f"import sys; sys.exit({words!r})"), never)


def diary(folder: Path) -> list[str]:
    path = folder / "diary"
    return path.read_text().splitlines() if path.exists() else []


async def until(fact: Callable[[], object], seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not fact():
        assert time.monotonic() < deadline, "it did not happen in time"
        await asyncio.sleep(0.02)


class Run:
    """A supervisor in this process, and what it said."""

    def __init__(
        self, folder: Path, parts: tuple[Part, ...], steps: tuple[Step, ...], order: tuple[tuple[str, ...], ...]
    ) -> None:
        self.stream = io.StringIO()
        self.ready = asyncio.Event()
        self.lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT)
        console = Console(stream=self.stream)
        self.supervisor = Supervisor(Plan(parts, steps, order), {}, console, folder, keep_open=self.lock)
        self.task = asyncio.create_task(self.supervisor.run(self._announce))

    @property
    def said(self) -> str:
        return self.stream.getvalue()

    async def until_ready(self) -> None:
        waiting = asyncio.create_task(self.ready.wait())
        await asyncio.wait({waiting, self.task}, timeout=20, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        assert self.ready.is_set(), self.said

    async def stop(self, number: signal.Signals = signal.SIGTERM) -> None:
        os.kill(os.getpid(), number)
        await asyncio.wait_for(self.task, 20)

    async def _announce(self) -> None:
        self.ready.set()


def alive(pid: int) -> bool:
    done = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True).stdout.strip()
    return bool(done) and not done.startswith("Z")
