"""A balancer on loopback, as simple as they come: each connection goes to the next of those who answer."""

import contextlib
import socket
import threading
from collections.abc import Sequence
from itertools import count


class Balancer:
    """`port` is where it listens, `targets` are the ports behind it."""

    def __init__(self, targets: Sequence[int]) -> None:
        self._targets = targets
        self._turn = count()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    def stop(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(near,), daemon=True).start()

    def _serve(self, near: socket.socket) -> None:
        with near:
            far = self._next()
            if far is not None:
                with far:
                    back = threading.Thread(target=_pass_on, args=(far, near), daemon=True)
                    back.start()
                    _pass_on(near, far)
                    back.join()

    def _next(self) -> socket.socket | None:
        turn = next(self._turn)
        for place in range(len(self._targets)):
            with contextlib.suppress(OSError):
                return socket.create_connection(("127.0.0.1", self._targets[(turn + place) % len(self._targets)]))
        return None


def _pass_on(here: socket.socket, there: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := here.recv(65536):
            there.sendall(data)
    with contextlib.suppress(OSError):
        there.shutdown(socket.SHUT_WR)
