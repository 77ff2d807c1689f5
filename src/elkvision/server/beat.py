"""The clock: tells the worker when something is due. It loads no Django. `python -m elkvision.server.beat`"""

import contextlib
import signal
import sys
import threading
from types import FrameType

import redis
import structlog
from celery.beat import ScheduleEntry, Scheduler, SchedulingError
from kombu.exceptions import OperationalError

from elkvision.core.errors import ElkVisionError
from elkvision.core.metrics.process import process_of
from elkvision.core.redis_url import connect
from elkvision.server import heartbeat, tasks_counted
from elkvision.server.config.celery import app
from elkvision.server.leading import HOLD_SECONDS, LOOK_SECONDS, Leading
from elkvision.server.starting import begin
from elkvision.server.window import Window

log = structlog.get_logger(__name__)


def main() -> int:
    settings = begin("beat")
    stopped = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopped.set()

    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, stop)
    tasks_counted.count_published()
    try:
        window = Window("beat", settings, (process_of("beat"), tasks_counted.scheduled), lambda: True)
    except (ElkVisionError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    window.open()
    beating = heartbeat.start("beat")
    run(stopped, connect(settings.redis, socket_timeout=5, socket_connect_timeout=5))
    window.close()
    beating.set()
    return 0


class Once(Scheduler):
    """Sends what is due unless another beat has, or leads now."""

    def __init__(self, leading: Leading) -> None:
        self._leading = leading
        self._before = leading.sent()
        super().__init__(app, max_interval=HOLD_SECONDS)

    def setup_schedule(self) -> None:
        super().setup_schedule()
        for name, entry in self.schedule.items():
            entry.last_run_at = self._before.get(name, entry.last_run_at)

    def apply_entry(self, entry: ScheduleEntry, producer: object = None) -> None:
        every = entry.schedule.run_every.total_seconds()
        if not self._leading.claim(entry.name, every):
            return
        try:
            self.apply_async(entry, producer=producer, advance=False)
        except SchedulingError:
            self._leading.give_back(entry.name, every)
            raise


def run(stopped: threading.Event, client: redis.Redis) -> None:
    """Send what is due until told to stop, whenever no other beat does. A new one goes on where the last one was."""
    leading = Leading(client)
    scheduler: Once | None = None
    while not stopped.is_set():
        try:
            if leading.hold():
                scheduler = scheduler or Once(leading)
                pause = scheduler.tick()
            else:
                scheduler, pause = None, LOOK_SECONDS
        except (SchedulingError, OperationalError, redis.RedisError, OSError) as error:
            log.warning("the worker could not be told", error=str(error))
            scheduler, pause = None, LOOK_SECONDS
        stopped.wait(pause)
    with contextlib.suppress(redis.RedisError):
        leading.release()


if __name__ == "__main__":
    sys.exit(main())
