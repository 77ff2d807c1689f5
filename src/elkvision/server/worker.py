"""The worker process: what takes longer than a request may. `python -m elkvision.server.worker`"""

import os
import sys
import threading

from elkvision.core.errors import ElkVisionError
from elkvision.core.metrics.process import process_of
from elkvision.server import heartbeat
from elkvision.server.starting import begin
from elkvision.server.window import Window
from elkvision.store.measured import asked_by


def main() -> int:
    settings = begin("worker")
    # Django's checks would load every URL and with it all of the API, which the worker has no use for.
    os.environ.setdefault("CELERY_SKIP_CHECKS", "1")
    import django

    django.setup()
    from celery.signals import worker_ready

    from elkvision.server import tasks_counted
    from elkvision.server.apps.alerts.watching import counted as evaluated
    from elkvision.server.apps.alerts.watching import starting as watching
    from elkvision.server.apps.notifications import sending
    from elkvision.server.config.celery import app

    ready = threading.Event()
    worker_ready.connect(lambda **_: ready.set(), weak=False)
    tasks_counted.count_work()
    stopped = heartbeat.start("worker")
    # Celery's command line would load a shell's worth of modules. Gossip, mingle and heartbeats are for many
    # workers that watch one another; here they only wake the machine.
    worker = app.Worker(
        pool="threads", concurrency=2, without_gossip=True, without_mingle=True, without_heartbeat=True, quiet=True
    )
    rooms = process_of("worker"), tasks_counted.worked, evaluated.collect, sending.collect, asked_by("worker")
    try:
        window = Window("worker", settings, rooms, ready.is_set)
    except (ElkVisionError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    sender, watch = sending.start(), watching.start()
    window.open()
    worker.start()
    watch.stop()
    sender.stop()
    stopped.set()
    window.close()
    return int(worker.exitcode or 0)


if __name__ == "__main__":
    sys.exit(main())
