"""What every process says of itself, as Prometheus' own clients call it."""

import os
import resource
from contextlib import suppress
from pathlib import Path

from elkvision import __version__
from elkvision.core.metrics import catalogue as say
from elkvision.core.metrics.families import Collect, Page


def process_of(part: str) -> Collect:
    """CPU, memory and open files of this process, under the name of the part that it is."""

    def collect(page: Page) -> None:
        page.put(say.BUILD, 1, part, __version__)
        times = os.times()
        page.put(say.CPU, times.user + times.system, part)
        with suppress(OSError, ValueError):  # /proc is Linux's
            pages = int(Path("/proc/self/statm").read_text().split()[1])
            page.put(say.MEMORY, pages * os.sysconf("SC_PAGE_SIZE"), part)
            page.put(say.STARTED, _started(), part)
            page.put(say.FILES, len(os.listdir("/proc/self/fd")), part)
        page.put(say.MOST_FILES, resource.getrlimit(resource.RLIMIT_NOFILE)[0], part)

    return collect


def _started() -> float:
    """Seconds since 1970; the kernel says it in ticks since the machine was switched on."""
    ticks = int(Path("/proc/self/stat").read_text().rpartition(")")[2].split()[19])
    booted = next(line for line in Path("/proc/stat").read_text().splitlines() if line.startswith("btime "))
    return int(booted.split()[1]) + ticks / os.sysconf("SC_CLK_TCK")
