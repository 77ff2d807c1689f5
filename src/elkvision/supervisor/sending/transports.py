"""Ways to an input. Which one is said by the URL's scheme."""

import socket
from typing import Any, Protocol
from urllib.parse import SplitResult, urlsplit

from elkvision.core.errors import BadRequest, Refused, Unavailable

PORTS = {"tcp": 5000, "udp": 5000, "http": 8080, "https": 443, "beats": 5044}

#: What a datagram carries on any network, and at all.
_GOOD_DATAGRAM = 1_400
_MOST_DATAGRAM = 65_507
_SECONDS = 30.0


class Transport(Protocol):
    """Carries wire lines to an input.

    What `send` returns from was handed over: over HTTP and Beats it is durable; over TCP and UDP it left this process.
    Raises Unavailable when trying again may help, Refused when it does not.
    """

    #: `send` returns only when the other side has said that it has it.
    acknowledged: bool

    def send(self, lines: list[bytes], name: str = "", /) -> int:
        """`name` is the same when the same lines are sent again. Returns how many lines were not taken."""

    def close(self) -> None:
        """Say goodbye and wait until everything has been read. Raises Unavailable when it was not."""


def open_transport(url: str, key: str = "") -> Transport:
    """Raises BadRequest for a URL that names no input, Unavailable when nobody is there."""
    parts = urlsplit(url if "://" in url else f"tcp://{url}")
    if parts.scheme not in PORTS or not parts.hostname:
        raise BadRequest(f"{url!r} names no input", hint="use tcp://, udp://, http://, https:// or beats:// and a host")
    try:
        port = parts.port or PORTS[parts.scheme]
    except ValueError as error:
        raise BadRequest(f"{url!r} names no input: {error}") from error
    return _open(parts, parts.hostname, port, key)


def _open(parts: SplitResult, host: str, port: int, key: str) -> Transport:
    if parts.scheme == "tcp":
        return Tcp(host, port)
    if parts.scheme == "udp":
        return Udp(host, port)
    if parts.scheme == "beats":
        from elkvision.supervisor.sending.beats import Beats

        return Beats(host, port)
    from elkvision.supervisor.sending.http import Http

    where = f"[{host}]" if ":" in host else host
    return Http(f"{parts.scheme}://{where}:{port}{parts.path or '/'}", key)


def connect(host: str, port: int) -> socket.socket:
    """Raises Unavailable with a sentence that a person can act on."""
    try:
        return socket.create_connection((host, port), timeout=_SECONDS)
    except OSError as error:
        reason = error.strerror or str(error)
        raise Unavailable(f"nobody answers at {host}:{port}: {reason}", hint="is `elkvision up` running?") from error


class Tcp:
    acknowledged = False

    def __init__(self, host: str, port: int) -> None:
        self._where = (host, port)
        self._socket = connect(host, port)
        self._socket.settimeout(None)  # a full spool makes us wait, which is no mistake
        self._broken = False

    def send(self, lines: list[bytes], _name: str = "", /) -> int:
        try:
            if self._broken:
                self._socket = connect(*self._where)
                self._socket.settimeout(None)
                self._broken = False
            self._socket.sendall(b"\n".join(lines) + b"\n")
        except OSError as error:
            self._broken = True
            raise Unavailable(f"the connection to {_shown(self._where)} broke: {error}") from error
        return 0

    def close(self) -> None:
        """The other side closes when it has read everything."""
        if self._broken:
            return
        try:
            self._socket.shutdown(socket.SHUT_WR)
            self._socket.settimeout(_SECONDS)
            while self._socket.recv(4096):
                continue
        except OSError as error:
            raise Unavailable(f"{_shown(self._where)} did not say that it read everything: {error}") from error
        finally:
            self._socket.close()


class Udp:
    """Many lines a datagram. What gets lost on the way, nobody says."""

    acknowledged = False

    def __init__(self, host: str, port: int) -> None:
        try:
            family, _, _, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM)[0]
        except OSError as error:
            raise Unavailable(f"there is no host {host!r}: {error.strerror}") from error
        self._where: Any = where
        self._socket = socket.socket(family, socket.SOCK_DGRAM)

    def send(self, lines: list[bytes], _name: str = "", /) -> int:
        left_out = 0
        datagram = b""
        for line in lines:
            if len(line) > _MOST_DATAGRAM:
                left_out += 1
                continue
            if datagram and len(datagram) + len(line) + 1 > _GOOD_DATAGRAM:
                self._send(datagram)
                datagram = b""
            datagram = datagram + b"\n" + line if datagram else line
        if datagram:
            self._send(datagram)
        return left_out

    def _send(self, datagram: bytes) -> None:
        try:
            self._socket.sendto(datagram, self._where)
        except ConnectionRefusedError as error:
            raise Unavailable(f"nobody listens at {self._where[0]}:{self._where[1]}") from error
        except OSError as error:
            raise Refused(f"a datagram could not be sent: {error}") from error

    def close(self) -> None:
        self._socket.close()


def _shown(where: tuple[str, int]) -> str:
    return f"{where[0]}:{where[1]}"
