"""The web process: pages, API and WebSockets on one port. `python -m elkvision.server.web`"""

import socket
import sys
import tempfile

import structlog
import uvicorn

from elkvision.core.settings import Settings
from elkvision.server import heartbeat
from elkvision.server.starting import begin

log = structlog.get_logger(__name__)


def main() -> int:
    settings = begin("web")
    # Large bodies wait on disk while they come in: beside the data, not on a /tmp that may be memory.
    settings.upload_dir.mkdir(parents=True, exist_ok=True)
    tempfile.tempdir = str(settings.upload_dir)
    try:
        listening = listen(settings)
    except OSError as error:
        log.error("the web cannot listen", host=settings.host, port=settings.web_port, error=str(error))
        return 1
    from elkvision.server.config.routing import build

    application = build()
    publish()
    stopped = heartbeat.start("web")
    server = uvicorn.Server(
        uvicorn.Config(
            application,
            loop="uvloop",
            http="httptools",
            ws="websockets-sansio",
            # Packing each message for each socket costs more than the loopback or a LAN gains; a proxy may pack.
            ws_per_message_deflate=False,
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,  # what a proxy says is read in `api/proxied.py`
            ws_max_size=1 << 20,
            timeout_graceful_shutdown=5,
            timeout_keep_alive=65,
        )
    )
    server.run(sockets=[listening])
    stopped.set()
    return 0


def listen(settings: Settings) -> socket.socket:
    """Bound before the rest is loaded, so that a port in use is said at once."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.bind((settings.host, settings.web_port))
    bound.set_inheritable(True)
    return bound


def publish() -> None:
    """Intake gets our keys as they are now: a file that was lost or is old mends itself at every start."""
    from django.db import DatabaseError

    from elkvision.server.apps.accounts import gateway

    try:
        gateway.publish()
    except DatabaseError as error:
        log.warning("the gateway's settings were not published", error=str(error))


if __name__ == "__main__":
    sys.exit(main())
