"""The server's own commands at work on a backup, heard line by line."""

import ctypes
import os
import signal
import subprocess
import tempfile
from collections.abc import Callable

from elkvision.core.settings import Settings
from elkvision.supervisor.errors import CannotStart
from elkvision.supervisor.manage import prepared
from elkvision.supervisor.parts import manage_command

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


def run(settings: Settings, *arguments: str, tell: Callable[[int], None]) -> None:
    """Tells how many rows each line says. It does not outlive us: what a killed run had begun is taken back.

    Raises CannotStart with its last line when it fails.
    """
    environment = prepared(settings)
    parent = os.getpid()

    def die_with_parent() -> None:
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)

    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(
            manage_command(*arguments),
            env=environment,
            stdout=subprocess.PIPE,
            stderr=said,
            text=True,
            preexec_fn=die_with_parent,
        )
        with process:
            assert process.stdout is not None
            for line in process.stdout:
                count = line.partition("\t")[0]
                if count.isdigit():
                    tell(int(count))
        if process.returncode:
            said.seek(0)
            lines = said.read().strip().splitlines() or [f"it ended with status {process.returncode}"]
            raise CannotStart(lines[-1].removeprefix("CommandError: "))
