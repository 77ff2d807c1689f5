"""Asks ClickHouse over HTTP: the embedded one on its Unix socket, or a server anywhere. The same words for both."""

import base64
import http.client
import os
import queue
import socket
import ssl
from collections.abc import Generator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final
from urllib.parse import SplitResult, unquote, urlencode, urlsplit

import orjson

from elkvision.core.asker import nobody_waits, stopped_when_left
from elkvision.core.errors import BadRequest, ElkVisionError, Unavailable
from elkvision.core.masking import masked

_SPARE: Final = 16
_PIECE: Final = 1 << 18
_MEMORY: Final = 241
_TIME: Final = frozenset({159, 160})
_NO_ROOM: Final = frozenset({243, 252})
#: Of data that cannot be read or held: parsing, types, sizes, nesting, and ClickHouse's own surprise (49).
_ABOUT_DATA: Final = frozenset({
    6, 25, 26, 27, 33, 36, 38, 41, 43, 49, 53, 69, 70, 72, 117, 128, 130, 131, 167, 190, 248, 306, 321, 349, 376, 386,
    407, 467, 563, 632, 675, 676,
})  # fmt: skip
#: Of a statement that this ClickHouse does not understand, so that nothing of it was begun.
_ABOUT_WORDS: Final = frozenset({46, 47, 48, 50, 62, 115, 161, 168, 229})


class StatementError(ElkVisionError):
    """ClickHouse refused a statement. `code` is its number for the error."""

    def __init__(self, message: str, code: int) -> None:
        super().__init__(message)
        self.code = code

    @property
    def is_about_data(self) -> bool:
        """Would the same data be refused again? Anything else (a cancelled statement, a missing right, a disk that
        fails) says nothing about the data, and nothing may be given up for it."""
        return self.code in _ABOUT_DATA

    @property
    def is_final(self) -> bool:
        """Would it be refused again whenever it is asked, and is nothing of it kept?"""
        return self.is_about_data or self.code in _ABOUT_WORDS

    def later(self) -> Unavailable:
        """What to raise when it is not final."""
        return Unavailable(f"The store failed: {self.message[:300]}", hint="it is tried again")


class Client:
    """Connections to one ClickHouse, kept open and shared by threads; each question has one to itself."""

    def __init__(self, url: str, socket_path: Path) -> None:
        """`clickhouse+embedded://` is asked on the socket. Raises BadRequest for a URL it cannot read."""
        parts = urlsplit(url)
        scheme = parts.scheme.removeprefix("clickhouse+")
        if scheme not in {"embedded", "http", "https"} or (scheme != "embedded" and not _names_a_host(parts)):
            hint = "clickhouse+http://user:password@host:8123/database, with odd signs of the password as %2F and so on"
            raise BadRequest(f'"{masked(url)}" names no ClickHouse.', hint=hint)
        self.embedded = scheme == "embedded"
        self.database = parts.path.strip("/") or "elkvision"
        self.place = str(socket_path) if self.embedded else f"{parts.hostname}:{parts.port or ''}".rstrip(":")
        self._scheme, self._host, self._port = scheme, parts.hostname or "localhost", parts.port
        self._socket = socket_path
        self._headers = {"Authorization": _basic(parts.username, parts.password)} if parts.username else {}
        self._idle: queue.LifoQueue[http.client.HTTPConnection] = queue.LifoQueue(_SPARE)
        self._process = os.getpid()

    def rows(
        self, sql: str, parameters: Mapping[str, object] | None = None, *, data: bytes = b"", **settings: object
    ) -> list[dict[str, Any]]:
        """All rows of a question, perhaps about data that goes with it. Raises Unavailable or StatementError.

        When whoever asked leaves, the connection is cut and with it the question.
        """
        body = self._ask(sql, parameters, {"default_format": "JSONEachRow", "wait_end_of_query": 1, **settings}, data)
        return [orjson.loads(line) for line in body.splitlines()]

    def figures(self, sql: str, parameters: Mapping[str, object], **settings: object) -> bytes:
        """An answer in ClickHouse's own format, to be given back to it as data."""
        return self._ask(sql, parameters, {"default_format": "Native", "wait_end_of_query": 1, **settings})

    def run(
        self, sql: str, parameters: Mapping[str, object] | None = None, data: bytes = b"", **settings: object
    ) -> None:
        """A statement, with the data it reads."""
        self._ask(sql, parameters, settings, data)

    def stream(
        self, sql: str, parameters: Mapping[str, object] | None = None, **settings: object
    ) -> Generator[bytes, None, None]:
        """The lines of an answer, as they come. Closing the iterator ends the question."""
        line = _Line()
        with stopped_when_left(line.cut):
            connection, answer = self._send(sql, parameters, {"default_format": "JSONEachRow", **settings}, b"", line)
        whole = False
        try:
            rest = b""
            while piece := answer.read1(_PIECE):
                *lines, rest = (rest + piece).split(b"\n")
                yield from lines
            if rest:
                raise Unavailable(
                    f"The store stopped in the middle of an answer: {rest[:200].decode(errors='replace')}"
                )
            whole = True
        except (OSError, http.client.HTTPException) as error:
            raise Unavailable("The store stopped in the middle of an answer.", hint="ask again") from error
        finally:
            (self._give_back if whole else _drop)(connection)

    def ping(self) -> bool:
        """Is it there?"""
        with suppress(OSError, http.client.HTTPException):
            connection = self._connect()
            connection.timeout = 5
            connection.request("GET", "/ping")
            there = connection.getresponse().status == 200
            connection.close()
            return there
        return False

    def close(self) -> None:
        with suppress(queue.Empty):
            while True:
                self._idle.get_nowait().close()

    def _ask(
        self, sql: str, parameters: Mapping[str, object] | None, settings: Mapping[str, object], data: bytes = b""
    ) -> bytes:
        line = _Line()
        with stopped_when_left(line.cut):
            connection, answer = self._send(sql, parameters, settings, data, line)
            try:
                body = answer.read()
            except (OSError, http.client.HTTPException) as error:
                connection.close()
                raise Unavailable(f"The store at {self.place} stopped in the middle of an answer.") from error
        self._give_back(connection)
        return body

    def _send(
        self,
        sql: str,
        parameters: Mapping[str, object] | None,
        settings: Mapping[str, object],
        data: bytes,
        line: "_Line",
    ) -> tuple[http.client.HTTPConnection, http.client.HTTPResponse]:
        asked = {f"param_{name}": parameter(value) for name, value in (parameters or {}).items()}
        asked |= {name: str(value) for name, value in settings.items()}
        if data:
            asked["query"] = sql
        path = "/?" + urlencode(asked)
        body = data or sql.encode()
        for fresh in (False, True):
            connection = line.connection = self._connect() if fresh else self._spare()
            try:
                connection.request("POST", path, body, self._headers)
                if nobody_waits():
                    raise ConnectionAbortedError("whoever asked has left")
                answer = connection.getresponse()
            except (OSError, http.client.HTTPException) as error:
                connection.close()
                if fresh or nobody_waits():
                    raise self._gone(error) from error
                continue  # the other side closed what was idle
            if answer.status != 200:
                self._refused(connection, answer)
            return connection, answer
        raise AssertionError("unreachable")

    def _refused(self, connection: http.client.HTTPConnection, answer: http.client.HTTPResponse) -> None:
        text = answer.read().decode(errors="replace").strip()
        code = int(answer.headers.get("X-ClickHouse-Exception-Code") or 0)
        self._give_back(connection)
        if code == _MEMORY:
            raise Unavailable(
                "That needs more memory than the store may take.", hint="try a shorter time or a narrower query"
            )
        if code in _TIME:
            raise Unavailable(
                "That took longer than a question may take.", hint="try a shorter time or a narrower query"
            )
        if code in _NO_ROOM or "No space left" in text:
            raise Unavailable("The store has no room to write.", hint="free some disk, or keep logs for fewer days")
        if code == 202:
            raise Unavailable("The store has too many questions at once.", hint="try again in a moment")
        if answer.status in (401, 403) or code == 516:
            raise Unavailable(
                f"ClickHouse at {self.place} refuses the user or the password.", hint="look at ELKVISION_STORE"
            )
        raise StatementError(text[:1000], code)

    def _gone(self, error: Exception) -> Unavailable:
        return Unavailable(f"The store at {self.place} does not answer.", hint=f"is it running? ({error})")

    def _spare(self) -> http.client.HTTPConnection:
        if self._process != os.getpid():  # a fork must not share its parent's connections
            self._process, self._idle = os.getpid(), queue.LifoQueue(_SPARE)
        try:
            return self._idle.get_nowait()
        except queue.Empty:
            return self._connect()

    def _give_back(self, connection: http.client.HTTPConnection) -> None:
        try:
            self._idle.put_nowait(connection)
        except queue.Full:
            connection.close()

    def _connect(self) -> http.client.HTTPConnection:
        if self.embedded:
            return _UnixConnection(self._socket)
        if self._scheme == "https":
            return http.client.HTTPSConnection(
                self._host, self._port or 8443, timeout=300, context=ssl.create_default_context()
            )
        return http.client.HTTPConnection(self._host, self._port or 8123, timeout=300)


class _Line:
    """What one question goes over."""

    connection: http.client.HTTPConnection | None = None

    def cut(self) -> None:
        socket_ = self.connection and self.connection.sock
        if socket_:
            with suppress(OSError):  # it is closed already
                socket_.shutdown(socket.SHUT_RDWR)


def _names_a_host(parts: SplitResult) -> bool:
    try:
        return bool(parts.hostname) and parts.port != 0
    except ValueError:  # a password with a slash in it makes a port that is no number
        return False


def _drop(connection: http.client.HTTPConnection) -> None:
    connection.close()


class _UnixConnection(http.client.HTTPConnection):
    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=300)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self._path))


def _basic(user: str, password: str | None) -> str:
    return "Basic " + base64.b64encode(f"{unquote(user)}:{unquote(password or '')}".encode()).decode()


def parameter(value: object) -> str:
    """A value as ClickHouse reads it from a URL, which is as in its tab-separated files: texts are escaped, lists have
    their texts in quotes and are not escaped once more."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\0", "\\0")
    if isinstance(value, (list, tuple)):
        return parameter_list(value)
    return str(value)


def parameter_list(values: list[object] | tuple[object, ...]) -> str:
    """An array literal."""
    return "[" + ",".join(quoted(value) if isinstance(value, str) else str(value) for value in values) + "]"


def quoted(text: str) -> str:
    """A string literal. Only for our own words; what people wrote goes in parameters."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'").replace("\0", "\\0") + "'"
