"""Who still has our lock open: parts that outlived a supervisor that was killed."""

import contextlib
import os
import signal
from collections.abc import Iterator
from pathlib import Path


def holders_of(descriptor: int) -> Iterator[int]:
    """Numbers of the other processes that have the same file open."""
    ours = os.fstat(descriptor)
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid() and _has_open(entry, ours):
            yield int(entry.name)


def end_holders_of(descriptor: int) -> None:
    """Kill them; they had their time to finish."""
    for pid in list(holders_of(descriptor)):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.SIGKILL)


def _has_open(process: Path, wanted: os.stat_result) -> bool:
    with contextlib.suppress(OSError):
        for link in (process / "fd").iterdir():
            with contextlib.suppress(OSError):
                found = link.stat()
                if (found.st_dev, found.st_ino) == (wanted.st_dev, wanted.st_ino):
                    return True
    return False
