"""The worker process: what takes longer than a request may. `python -m elkvision.server.worker`"""

import os
import sys

from elkvision.core.settings import load
from elkvision.server import heartbeat
from elkvision.server.config import said, secret


def main() -> int:
    said.set_up()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "elkvision.server.config.settings")
    # Django's checks would load every URL and with it all of the API, which the worker has no use for.
    os.environ.setdefault("CELERY_SKIP_CHECKS", "1")
    secret.ensure(load().data_dir)
    import django

    django.setup()
    from elkvision.server.apps.alerts.watching import starting as watching
    from elkvision.server.apps.notifications import sending
    from elkvision.server.config.celery import app

    stopped = heartbeat.start("worker")
    # Celery's command line would load a shell's worth of modules. Gossip, mingle and heartbeats are for many
    # workers that watch one another; here they only wake the machine.
    worker = app.Worker(
        pool="threads", concurrency=2, without_gossip=True, without_mingle=True, without_heartbeat=True, quiet=True
    )
    sender, watch = sending.start(), watching.start()
    worker.start()
    watch.stop()
    sender.stop()
    stopped.set()
    return int(worker.exitcode or 0)


if __name__ == "__main__":
    sys.exit(main())
