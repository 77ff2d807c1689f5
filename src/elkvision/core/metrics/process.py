"""What every process says of itself, as Prometheus' own clients call it."""

import os
import resource
import time
from contextlib import suppress
from pathlib import Path

from elkvision import __version__
from elkvision.core.metrics import catalogue as say
from elkvision.core.metrics.families import Collect, Page

_BEGAN = time.time()


def process_of(part: str) -> Collect:
    """CPU, memory and open files of this process, under the name of the part that it is."""

    def collect(page: Page) -> None:
        page.put(say.BUILD, 1, part, __version__)
        times = os.times()
        page.put(say.CPU, times.user + times.system, part)
        page.put(say.STARTED, round(_BEGAN, 3), part)
        with suppress(OSError, ValueError):  # /proc is Linux's
            pages = int(Path("/proc/self/statm").read_text().split()[1])
            page.put(say.MEMORY, pages * os.sysconf("SC_PAGE_SIZE"), part)
            page.put(say.FILES, len(os.listdir("/proc/self/fd")), part)
        page.put(say.MOST_FILES, resource.getrlimit(resource.RLIMIT_NOFILE)[0], part)

    return collect
