"""The worker process: what takes longer than a request may. `python -m elkvision.server.worker`"""

import os
import sys

from elkvision.core.settings import load
from elkvision.server import heartbeat
from elkvision.server.config import said, secret


def main() -> int:
    said.set_up()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "elkvision.server.config.settings")
    secret.ensure(load().data_dir)
    import django

    django.setup()
    from elkvision.server.config.celery import app

    stopped = heartbeat.start("worker")
    # Gossip, mingle and heartbeats are for many workers that watch one another; here they only wake the machine.
    app.worker_main(
        [
            "--quiet",
            "worker",
            "--pool=threads",
            "--concurrency=2",
            "--without-gossip",
            "--without-mingle",
            "--without-heartbeat",
        ]
    )
    stopped.set()
    return 0


if __name__ == "__main__":
    sys.exit(main())
