"""Lumberjack v2, as a Beat speaks it: a window of events, and back comes how many are safe."""

import struct
import zlib

import orjson

from elkvision.core.errors import Unavailable
from elkvision.supervisor.sending.transports import connect

_WINDOW = 2_000
#: The input says that it is alive at least this often while it waits for room.
_SECONDS = 90.0


class Beats:
    acknowledged = True

    def __init__(self, host: str, port: int) -> None:
        self._where = (host, port)
        self._socket = connect(host, port)
        self._socket.settimeout(_SECONDS)
        self._broken = False

    def send(self, lines: list[bytes], _name: str = "", /) -> int:
        try:
            if self._broken:
                self._socket = connect(*self._where)
                self._socket.settimeout(_SECONDS)
                self._broken = False
            for first in range(0, len(lines), _WINDOW):
                self._window(lines[first : first + _WINDOW])
        except OSError as error:
            self._broken = True
            raise Unavailable(f"the connection to {self._where[0]}:{self._where[1]} broke: {error}") from error
        return 0

    def close(self) -> None:
        self._socket.close()

    def _window(self, lines: list[bytes]) -> None:
        frames = b"".join(
            b"2J" + struct.pack(">II", number, len(event)) + event
            for number, event in enumerate(map(_as_object, lines), 1)
        )
        packed = zlib.compress(frames, 1)
        self._socket.sendall(b"2W" + struct.pack(">I", len(lines)) + b"2C" + struct.pack(">I", len(packed)) + packed)
        while self._acknowledged() < len(lines):
            continue

    def _acknowledged(self) -> int:
        answer = b""
        while len(answer) < 6:
            part = self._socket.recv(6 - len(answer))
            if not part:
                raise ConnectionError("it was closed before everything was acknowledged")
            answer += part
        if answer[:2] != b"2A":
            raise ConnectionError("what answers does not speak the Beats protocol")
        number: int = struct.unpack(">I", answer[2:])[0]
        return number


def _as_object(line: bytes) -> bytes:
    """Beats carries objects only."""
    if line[:1] == b"{":
        try:
            orjson.loads(line)
        except ValueError:
            pass
        else:
            return line
    return orjson.dumps({"event": {"original": line.decode(errors="replace")}})
