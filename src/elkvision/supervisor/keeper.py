"""Keeps one part running: starts it, waits until it is ready, and starts it again when it dies."""

import asyncio
import signal
import time
from collections.abc import Mapping

from elkvision.supervisor import child
from elkvision.supervisor.child import Child
from elkvision.supervisor.console import Console
from elkvision.supervisor.errors import CannotStart
from elkvision.supervisor.logfile import BoundedLog
from elkvision.supervisor.parts import Part

#: Seconds before a dead part is started again: doubled each time, and back to the first after a steady minute.
FIRST_WAIT = 0.5
LONGEST_WAIT = 30.0
STEADY_SECONDS = 60.0
#: So many deaths in a row are a loop that a person should look at.
LOOP_AFTER = 4
_LOOK_EVERY = 0.05
_SLOW_SECONDS = 30.0


class Keeper:
    """Runs one part until `stop`. While the product starts, a part that keeps dying raises CannotStart."""

    def __init__(
        self, part: Part, environment: Mapping[str, str], console: Console, log: BoundedLog, *, keep_open: int
    ) -> None:
        self.part = part
        self.ready = asyncio.Event()
        self.was_ready = False
        self.restarts = 0
        self._environment = environment
        self._console = console
        self._log = log
        self._keep_open = keep_open
        self._child: Child | None = None
        self._stopping = False
        self._ended = asyncio.Event()

    async def run(self) -> None:
        """Returns when the part was stopped."""
        wait = FIRST_WAIT
        deaths = 0
        while not self._stopping:
            began = time.monotonic()
            reason = await self._live_once()
            self.ready.clear()
            if self._stopping:
                break
            if time.monotonic() - began > STEADY_SECONDS:
                wait, deaths = FIRST_WAIT, 0
            deaths += 1
            self._report(reason, deaths, wait)
            await asyncio.sleep(wait)
            wait = min(wait * 2, LONGEST_WAIT)
            self.restarts += 1
        self._ended.set()

    async def stop(self) -> None:
        """Ask it to stop, and kill it when it takes longer than its grace."""
        self._stopping = True
        if self._child is None:
            return
        self._child.send(signal.SIGTERM)
        try:
            await asyncio.wait_for(self._ended.wait(), self.part.grace)
        except TimeoutError:
            self._console.about(
                self.part.name, f"did not stop within {self.part.grace:g} s; ending it", colour="yellow"
            )
            self._child.kill_family()
            await self._ended.wait()

    def hasten(self) -> None:
        """End it now."""
        self._stopping = True
        if self._child is not None:
            self._child.kill_family()

    @property
    def pid(self) -> int | None:
        return self._child.pid if self._child is not None else None

    async def _live_once(self) -> str:
        """One life of the part; returns why it ended."""
        try:
            self._child = await child.start(
                self.part.command, self._environment, self._hear, keep_open=[self._keep_open]
            )
        except OSError as error:
            return f"could not be started: {error.strerror}: {self.part.command[0]}"
        if self._stopping:
            self._child.send(signal.SIGTERM)
        looking = asyncio.create_task(self._look_until_ready())
        try:
            status = await self._child.ended()
        finally:
            looking.cancel()
        words = self._child.last_words()
        self._child = None
        return _how(status) + (f": {words}" if words else "")

    async def _look_until_ready(self) -> None:
        began = time.monotonic()
        told = False
        while not await self.part.ready():
            if not told and time.monotonic() - began > _SLOW_SECONDS:
                self._console.about(
                    self.part.name, f"is not ready after {_SLOW_SECONDS:g} s; see {self._log.path}", colour="yellow"
                )
                told = True
            await asyncio.sleep(_LOOK_EVERY)
        if self.was_ready:
            self._console.about(self.part.name, "is back", colour="green")
        self.was_ready = True
        self.ready.set()

    def _report(self, reason: str, deaths: int, wait: float) -> None:
        if deaths >= LOOP_AFTER and not self.was_ready:
            raise CannotStart(
                f"{self.part.name} cannot be started; it {reason}",
                hint=f"its whole output is in {self._log.path}; `elkvision doctor` looks for the cause",
            )
        self._console.about(self.part.name, f"{reason}; starting it again in {wait:g} s", colour="red")
        if deaths == LOOP_AFTER:
            self._console.about(
                self.part.name,
                f"keeps dying: see {self._log.path}, and `elkvision doctor` for the cause",
                colour="red",
            )

    def _hear(self, line: bytes) -> None:
        self._log.write(line)
        if self.part.quiet and not self._console.verbose:
            return
        self._console.line_of(self.part.name, line.decode(errors="replace").rstrip())


def _how(status: int) -> str:
    if status >= 0:
        return f"ended with status {status}"
    try:
        return f"was killed by {signal.Signals(-status).name}"
    except ValueError:
        return f"was killed by signal {-status}"
