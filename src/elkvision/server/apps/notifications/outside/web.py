"""Our own HTTP client: one request, one answer. It goes where the guard lets it, follows no redirect, asks no proxy, and is
bounded in time and in what it reads."""

import json
import socket
import ssl
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

import httpcore
import httpx

from elkvision.server.apps.notifications.outside.guard import Barred, Guard

SECONDS: Final = 10.0
#: So much of an answer is read.
LONGEST: Final = 8 << 10
_WHO: Final = "ELK-Vision"


@dataclass(frozen=True)
class Call:
    """What is asked for."""

    url: str
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    method: str = "POST"

    @classmethod
    def json(cls, url: str, content: object, headers: Mapping[str, str] | None = None) -> "Call":
        body = json.dumps(content, ensure_ascii=False).encode()
        return cls(url, body, {"Content-Type": "application/json", **(headers or {})})


@dataclass(frozen=True)
class Answer:
    status: int
    #: Names in lower case.
    headers: Mapping[str, str]
    #: The beginning of it.
    text: str

    def json(self) -> Any:
        """None where it is no JSON."""
        try:
            return json.loads(self.text)
        except ValueError:
            return None


class NoAnswer(Exception):
    """The other side could not be reached, or did not finish its answer; trying again may work."""


def ask(call: Call, guard: Guard, *, seconds: float = SECONDS) -> Answer:
    """Raises Barred, and NoAnswer."""
    guard.look(call.url)
    url = _read_url(call.url)
    until = time.monotonic() + seconds
    headers = {"User-Agent": _WHO, "Accept": "*/*", "Accept-Encoding": "identity", **call.headers}
    target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
    with httpcore.ConnectionPool(
        ssl_context=tls(), network_backend=_Network(guard, until), max_connections=1, retries=0, http2=False
    ) as pool:
        try:
            with pool.stream(
                call.method, target, headers=[("Host", _host(url)), *headers.items()], content=call.body,
                extensions={"timeout": dict.fromkeys(("connect", "read", "write", "pool"), seconds)},
            ) as answer:  # fmt: skip
                return _read(answer)
        except (httpcore.TimeoutException, TimeoutError) as error:
            raise NoAnswer(f"{url.host} did not answer within {seconds:.0f} s") from error
        except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
            raise NoAnswer(f"{url.host} cannot be reached: {error or type(error).__name__}") from error


def _read(answer: httpcore.Response) -> Answer:
    taken = bytearray()
    for chunk in answer.iter_stream():
        taken += chunk
        if len(taken) >= LONGEST:
            break
    headers = {name.decode("latin1").lower(): value.decode("latin1") for name, value in answer.headers}
    return Answer(answer.status, headers, bytes(taken[:LONGEST]).decode("utf-8", "replace"))


def _read_url(text: str) -> httpx.URL:
    try:
        return httpx.URL(text)
    except httpx.InvalidURL as error:
        raise Barred(f"The address cannot be read: {error}.") from error


def _host(url: httpx.URL) -> str:
    return url.netloc.decode("ascii").rpartition("@")[2]


@cache
def tls() -> ssl.SSLContext:
    """What others' certificates are checked with, as httpx makes it: its own certificates, or those that SSL_CERT_FILE names."""
    return httpx.create_ssl_context()


class _Network(httpcore.NetworkBackend):
    """Connects through the guard. A sender that drips a byte now and then is stopped by the deadline all the same."""

    def __init__(self, guard: Guard, until: float) -> None:
        self._guard = guard
        self._until = until

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        connection = self._guard.connect(host.strip("[]"), port, seconds=left(self._until))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return _Stream(connection, self._until)

    def connect_unix_socket(self, *args: Any, **kwargs: Any) -> httpcore.NetworkStream:
        raise AssertionError("nobody asks for a Unix socket here")


class _Stream(httpcore.NetworkStream):
    def __init__(self, connection: socket.socket, until: float) -> None:
        self._socket = connection
        self._until = until

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        self._socket.settimeout(left(self._until))
        return self._socket.recv(max_bytes)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._socket.settimeout(left(self._until))
        self._socket.sendall(buffer)

    def close(self) -> None:
        self._socket.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        self._socket.settimeout(left(self._until))
        return _Stream(ssl_context.wrap_socket(self._socket, server_hostname=server_hostname), self._until)

    def get_extra_info(self, info: str) -> Any:
        return None


def left(until: float) -> float:
    """Seconds until then. Raises TimeoutError when there are none."""
    seconds = until - time.monotonic()
    if seconds <= 0:
        raise TimeoutError
    return seconds
