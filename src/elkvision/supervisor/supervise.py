"""`up` itself: steps and parts started as soon as what they need is there, and stopped in order."""

import asyncio
import contextlib
import os
import signal
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from elkvision.supervisor import child
from elkvision.supervisor.console import Console
from elkvision.supervisor.errors import CannotStart
from elkvision.supervisor.keeper import Keeper
from elkvision.supervisor.logfile import BoundedLog
from elkvision.supervisor.parts import Part, Plan, Step

if TYPE_CHECKING:
    from elkvision.supervisor.own_logs import OwnLogs

Announce = Callable[[], Awaitable[None]]


class Supervisor:
    """Starts a plan, keeps it running until SIGINT, SIGTERM or SIGHUP, and stops it in the plan's order."""

    def __init__(
        self, plan: Plan, environment: Mapping[str, str], console: Console, logs: Path, *, keep_open: int,
        own_logs: "OwnLogs | None" = None,
    ) -> None:  # fmt: skip
        self._own_logs = own_logs
        self.plan = plan
        self._environment = {**os.environ, **environment, "PYTHONUNBUFFERED": "1", "MALLOC_ARENA_MAX": "2"}
        self._console = console
        self._logs = logs
        self._keep_open = keep_open
        self._stop = asyncio.Event()
        self._asked = 0
        self._done = {step.name: asyncio.Event() for step in plan.steps}
        self.keepers = {part.name: self._keeper(part) for part in plan.parts}

    async def run(self, announce: Announce) -> None:
        """Returns once everything is stopped. Raises CannotStart when a part or step cannot be started;
        everything else is stopped by then."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, partial(self._asked_to_stop, number))
        work = [asyncio.create_task(self._run_part(part)) for part in self.plan.parts]
        work += [asyncio.create_task(self._run_step(step)) for step in self.plan.steps]
        starting = asyncio.create_task(self._announce_when_ready(announce))
        if self._own_logs is not None:
            work.append(asyncio.create_task(self._own_logs.run()))
        stopped = asyncio.create_task(self._stop.wait())
        try:
            await self._until_stop_or_failure(stopped, [*work, starting])
        finally:
            starting.cancel()
            await self._stop_in_order()
            for task in [*work, starting, stopped]:
                task.cancel()
            await asyncio.gather(*work, starting, stopped, return_exceptions=True)

    async def _until_stop_or_failure(self, stopped: "asyncio.Task[bool]", work: "list[asyncio.Task[None]]") -> None:
        waiting: set[asyncio.Task[bool] | asyncio.Task[None]] = {stopped, *work}
        while not stopped.done() and waiting:
            finished, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            for task in finished:
                task.result()

    async def _run_part(self, part: Part) -> None:
        await self._wait_for(part.after)
        if not self._stop.is_set():
            await self.keepers[part.name].run()

    async def _run_step(self, step: Step) -> None:
        await self._wait_for(step.after)
        log = BoundedLog(self._logs / f"{step.name}.log")
        process = await child.start(step.command, self._environment, log.write, keep_open=[self._keep_open])
        try:
            status = await process.ended()
        except asyncio.CancelledError:
            process.kill_family()
            raise
        finally:
            log.close()
        if status:
            words = process.last_words() or f"it ended with status {status}"
            raise CannotStart(f"{step.name} failed: {words}", hint=f"its whole output is in {log.path}")
        self._done[step.name].set()

    async def _wait_for(self, names: tuple[str, ...]) -> None:
        for name in names:
            await (self._done[name] if name in self._done else self.keepers[name].ready).wait()

    async def _announce_when_ready(self, announce: Announce) -> None:
        for keeper in self.keepers.values():
            await keeper.ready.wait()
        await announce()

    async def _stop_in_order(self) -> None:
        for group in self.plan.stop_order:
            await asyncio.gather(*(self.keepers[name].stop() for name in group if name in self.keepers))

    def _asked_to_stop(self, number: signal.Signals) -> None:
        self._asked += 1
        if self._asked == 1:
            why = "" if number is signal.SIGINT else f" ({number.name})"
            self._console.say(f"\nStopping{why}: inputs first, then what they took is stored. Ctrl-C again to hasten.")
            self._stop.set()
        else:
            self._console.say(
                "Ending everything now. What was acknowledged is in the spool, and stored at the next start."
            )
            for keeper in self.keepers.values():
                keeper.hasten()

    def _keeper(self, part: Part) -> Keeper:
        log = BoundedLog(
            self._logs / f"{part.name}.log", also=partial(self._own_logs.hear, part.name) if self._own_logs else None
        )
        return Keeper(part, self._environment, self._console, log, keep_open=self._keep_open)


def run(
    plan: Plan, environment: Mapping[str, str], console: Console, logs: Path, announce: Announce, *, keep_open: int,
    own_logs: "OwnLogs | None" = None,
) -> None:  # fmt: skip
    """Run a plan to its end in this process."""

    async def main() -> None:
        with contextlib.suppress(asyncio.CancelledError):
            supervisor = Supervisor(plan, environment, console, logs, keep_open=keep_open, own_logs=own_logs)
            await supervisor.run(announce)

    asyncio.run(main())
