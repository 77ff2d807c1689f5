"""The clock: tells the worker when something is due. It loads no Django. `python -m elkvision.server.beat`"""

import signal
import sys
import threading
from types import FrameType

import structlog
from celery.beat import Scheduler
from kombu.exceptions import OperationalError

from elkvision.core.metrics.process import process_of
from elkvision.core.settings import load
from elkvision.server import heartbeat, tasks_counted
from elkvision.server.config import said
from elkvision.server.config.celery import app
from elkvision.server.window import Window

log = structlog.get_logger(__name__)


def main() -> int:
    said.set_up()
    stopped = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopped.set()

    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, stop)
    tasks_counted.count_published()
    window = Window("beat", load(), (process_of("beat"), tasks_counted.scheduled), lambda: True)
    window.open()
    beating = heartbeat.start("beat")
    run(stopped)
    window.close()
    beating.set()
    return 0


def run(stopped: threading.Event) -> None:
    """Send what is due until told to stop. The schedule is kept in memory: after a restart everything runs once."""
    scheduler = Scheduler(app, max_interval=app.conf.beat_max_loop_interval)
    while not stopped.is_set():
        try:
            pause = scheduler.tick()
        except (OperationalError, OSError) as error:
            log.warning("the worker could not be told", error=str(error))
            pause = 2.0
        stopped.wait(pause or 1.0)


if __name__ == "__main__":
    sys.exit(main())
