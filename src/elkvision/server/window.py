"""A window into a process that has no HTTP of its own: `/metrics` and `/ready`, answered by one thread.

It is on a socket beside the others, `run/<part>.sock`, and on `ELKVISION_METRICS_LISTEN` where that is set.
"""

import os
import socket
import threading
from collections.abc import Callable, Sequence
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import BaseServer, TCPServer, UnixStreamServer
from typing import Final

from elkvision.core.errors import Unavailable
from elkvision.core.metrics.families import CONTENT_TYPE, Collect, page_of
from elkvision.core.settings import Settings

#: Whoever says nothing for so long has gone: others wait for the same thread.
_SILENCE: Final = 2.0


class Window:
    """`ready` says whether the process does its work by now; `rooms` are what it has to tell."""

    def __init__(self, part: str, settings: Settings, rooms: Sequence[Collect], ready: Callable[[], bool]) -> None:
        handler = _handler(rooms, ready)
        self._path = settings.run_dir / f"{part}.sock"
        self._servers: list[BaseServer] = []
        if settings.metrics_listen:  # first: where that cannot be, another one has the socket, and keeps it
            self._servers.append(_on_port(settings.metrics_listen, handler))
        self._servers.append(_on_socket(self._path, handler))

    def open(self) -> None:
        for server in self._servers:
            threading.Thread(target=server.serve_forever, name="window", daemon=True).start()

    def close(self) -> None:
        for server in self._servers:
            server.shutdown()
            server.server_close()
        self._path.unlink(missing_ok=True)


def _handler(rooms: Sequence[Collect], ready: Callable[[], bool]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = _SILENCE

        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            if path == "/metrics":
                self._answer(200, CONTENT_TYPE, page_of(rooms))
            elif path == "/ready":
                is_ready = ready()
                body = b'{"ready": true}' if is_ready else b'{"ready": false}'
                self._answer(200 if is_ready else 503, "application/json", body)
            else:
                self._answer(404, "text/plain", b"There is only /metrics and /ready here.\n")

        def _answer(self, status: int, kind: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Whoever watches asks all the time."""

    return Handler


def _on_socket(path: Path, handler: type[BaseHTTPRequestHandler]) -> UnixStreamServer:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.unlink(missing_ok=True)
    before = os.umask(0o177)
    try:
        return UnixStreamServer(str(path), handler)
    finally:
        os.umask(before)


class _Port(TCPServer):
    allow_reuse_address = True


class _Port6(_Port):
    address_family = socket.AF_INET6


def _on_port(where: str, handler: type[BaseHTTPRequestHandler]) -> TCPServer:
    host, separator, port = where.rpartition(":")
    host = host.strip("[]")
    try:
        if not separator:
            raise ValueError("it has no port")
        return (_Port6 if ":" in host else _Port)((host, int(port)), handler)
    except ValueError as error:
        raise ValueError(
            f"ELKVISION_METRICS_LISTEN={where!r} is no address: write host:port, as in 0.0.0.0:9412"
        ) from error
    except OSError as error:
        raise Unavailable(
            f"{where} cannot be listened on: {error.strerror}.", hint="set ELKVISION_METRICS_LISTEN to another"
        ) from error
