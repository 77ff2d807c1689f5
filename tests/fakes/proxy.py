"""A bad network on loopback, between us and a server: it delays, it cuts answers off, it lets nobody in."""

import contextlib
import socket
import threading
import time
import weakref
from collections.abc import Iterator


class Proxy:
    """Passes bytes on. Whatever is set applies from then on.

    `delay`: seconds before each piece of an answer. `cut`: of the next answers to requests that have `cut_requests`
    in their first line, so many are cut off at `cut_after`, a slice's end; what was asked arrived all the same.
    """

    def __init__(self, port: int) -> None:
        self._to = port
        self.delay = 0.0
        self.cut = 0
        self.cut_after = -5
        self.cut_requests = b"_bulk"
        self.closed = False
        self._open: weakref.WeakSet[socket.socket] = weakref.WeakSet()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    def stop(self) -> None:
        self.closed = True
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    @contextlib.contextmanager
    def away(self) -> Iterator[None]:
        """For a while nobody gets through, also not on connections that are open."""
        self.closed = True
        for each in list(self._open):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        try:
            yield
        finally:
            self.closed = False

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                if self.closed:
                    near.close()
                    continue
                threading.Thread(target=self._serve, args=(near,), daemon=True).start()

    def _serve(self, near: socket.socket) -> None:
        with contextlib.suppress(OSError), near, socket.create_connection(("127.0.0.1", self._to)) as far:
            self._open.add(near)
            asked = [b""]
            threading.Thread(target=self._pass_on, args=(near, far, asked), daemon=True).start()
            while data := far.recv(65_536):
                if self.delay:
                    time.sleep(self.delay)
                if self.cut > 0 and self.cut_requests in asked[0]:
                    self.cut -= 1
                    near.sendall(data[: self.cut_after])
                    near.shutdown(socket.SHUT_RDWR)
                    return
                near.sendall(data)

    def _pass_on(self, near: socket.socket, far: socket.socket, asked: list[bytes]) -> None:
        """Requests; `asked` has the line that the last one began with."""
        with contextlib.suppress(OSError):
            while data := near.recv(65_536):
                if data.startswith((b"GET ", b"POST ", b"PUT ", b"DELETE ", b"HEAD ")):
                    asked[0] = data.partition(b"\r\n")[0]
                far.sendall(data)


@contextlib.contextmanager
def proxy_to(port: int) -> Iterator[Proxy]:
    proxy = Proxy(port)
    try:
        yield proxy
    finally:
        proxy.stop()
