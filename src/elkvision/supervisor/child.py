"""One running process of a part: started so that it cannot outlive us, listened to, and stopped."""

import asyncio
import contextlib
import ctypes
import os
import signal
from collections import deque
from collections.abc import Callable, Mapping, Sequence

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)
_LONGEST_LINE = 16 << 10


class Child:
    """A process whose every line of output goes to `hear`."""

    def __init__(self, process: asyncio.subprocess.Process, hear: Callable[[bytes], None]) -> None:
        self.process = process
        self.last_lines: deque[str] = deque(maxlen=20)
        self._hear = hear
        self._listening = asyncio.create_task(self._listen())

    @property
    def pid(self) -> int:
        return self.process.pid

    async def ended(self) -> int:
        """Its exit status (negative: the signal), once it ended and all it said was heard."""
        status = await self.process.wait()
        with contextlib.suppress(TimeoutError):
            # A process of its own that outlives it may keep the pipe open.
            await asyncio.wait_for(asyncio.shield(self._listening), 1.0)
        self._listening.cancel()
        return status

    def send(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(number)

    def kill_family(self) -> None:
        """End it and whatever it started, at once."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)

    def last_words(self) -> str:
        """The last line that says something."""
        return next((line for line in reversed(self.last_lines) if line.strip()), "")

    async def _listen(self) -> None:
        assert self.process.stdout is not None
        waiting = b""
        while chunk := await self.process.stdout.read(1 << 16):
            *lines, waiting = (waiting + chunk).split(b"\n")
            for line in lines:
                self._take(line)
            if len(waiting) > _LONGEST_LINE:
                self._take(waiting)
                waiting = b""
        if waiting:
            self._take(waiting)

    def _take(self, line: bytes) -> None:
        self.last_lines.append(line.decode(errors="replace").rstrip())
        self._hear(line + b"\n")


async def start(
    command: Sequence[str],
    environment: Mapping[str, str],
    hear: Callable[[bytes], None],
    *,
    keep_open: Sequence[int] = (),
) -> Child:
    """Start a process in a group of its own: Ctrl-C in the terminal reaches us alone, and we stop it in order.

    Raises OSError when the program cannot be started.
    """
    parent = os.getpid()
    process = await asyncio.create_subprocess_exec(
        *command,
        env=dict(environment),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        start_new_session=True,
        pass_fds=tuple(keep_open),
        preexec_fn=lambda: _die_with(parent),
    )
    return Child(process, hear)


def _die_with(parent: int) -> None:
    """Be told to stop when the supervisor dies, however it dies (prctl(2), PR_SET_PDEATHSIG)."""
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # it died between fork and here
        os.kill(os.getpid(), signal.SIGTERM)
