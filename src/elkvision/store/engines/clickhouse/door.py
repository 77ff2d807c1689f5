"""ClickHouse's HTTP interface on a Unix socket (or a TCP port, for tests), in front of the embedded engine."""

import os
import re
import select
import socketserver
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from elkvision.core.metrics.families import page_of
from elkvision.core.metrics.process import process_of
from elkvision.store.engines.clickhouse.embedded import Embedded, EngineError

_PIECE: Final = 1 << 20
_LONGEST_URL: Final = 8 << 20
_INPUT = re.compile(r"\binput\('((?:[^'\\]|\\.)*)'\)")
_FORMAT = re.compile(r"\sFORMAT\s+(\w+)\s*\Z")
#: Errors of ClickHouse's that are the asker's fault answer 400, these 503 and all others 500.
_BUSY: Final = frozenset({202, 241, 243})
_ASKERS: Final = frozenset({27, 36, 41, 43, 46, 47, 53, 60, 62, 81, 115, 159, 160, 427, 456, 457})
_NOT_SETTINGS: Final = frozenset({"query", "default_format", "database", "query_id", "wait_end_of_query"})
_QUESTION = re.compile(r"\s*(SELECT|WITH)\b", re.IGNORECASE)
_SETTING = re.compile(r"[a-z][a-z0-9_]*\Z")


class _Server(socketserver.ThreadingMixIn):
    daemon_threads = True
    request_queue_size = 128
    engine: Embedded
    watch: "Watch"

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that left in the middle is nobody's error; what ClickHouse said has gone to the asker."""


class UnixDoor(_Server, socketserver.UnixStreamServer):
    """On a Unix socket."""


class TcpDoor(_Server, socketserver.TCPServer):
    """On a port of this machine."""

    allow_reuse_address = True


class Watch:
    """Kills the statements of clients that went away."""

    def __init__(self, engine: Embedded) -> None:
        self._engine = engine
        self._running: dict[int, str] = {}
        self._lock = threading.Lock()
        self._some = threading.Event()
        threading.Thread(target=self._look, daemon=True, name="watch").start()

    @contextmanager
    def over(self, connection: Any) -> Iterator[str]:
        """Watch the client while a statement runs; gives the statement's mark."""
        mark, place = self._engine.mark(), connection.fileno()
        with self._lock:
            self._running[place] = mark
        self._some.set()
        try:
            yield mark
        finally:
            with self._lock:
                self._running.pop(place, None)

    def _look(self) -> None:
        while True:
            self._some.wait()
            time.sleep(0.25)
            with self._lock:
                running = dict(self._running)
                if not running:
                    self._some.clear()
            for mark in _left(running):
                with suppress(RuntimeError):
                    self._engine.kill(mark)


def _left(running: Mapping[int, str]) -> list[str]:
    poll = select.poll()
    for place in running:
        poll.register(place, select.POLLRDHUP | select.POLLHUP)
    return [running[place] for place, _ in poll.poll(0)]


class Handler(BaseHTTPRequestHandler):
    """One client's requests, one after another."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = False
    server: _Server  # type: ignore[assignment]  # the library names the widest class

    def handle_one_request(self) -> None:
        """As the library does, but for long URLs: parameters travel there."""
        self.raw_requestline = self.rfile.readline(_LONGEST_URL)
        if not self.raw_requestline:
            self.close_connection = True
        elif self.parse_request():
            if self.command == "POST":
                self.do_POST()
            else:
                self.do_GET()
            self.wfile.flush()

    def do_GET(self) -> None:
        if urlsplit(self.path).path == "/ping":
            return self._answer(200, b"Ok.\n")
        if urlsplit(self.path).path == "/metrics":
            return self._answer(200, page_of((process_of("store"),)))
        return self._answer(404, b"There is only POST /, GET /ping and GET /metrics here.\n")

    def do_POST(self) -> None:
        url = urlsplit(self.path)
        if url.path != "/":
            return self._answer(404, b"There is only POST / and GET /ping here.\n")
        asked = dict(parse_qsl(url.query, keep_blank_values=True))
        with self._body() as body:
            try:
                self._run(asked, body)
            except EngineError as error:
                self._answer(_status(error.code), _first_words(error), str(error.code))
        return None

    def _run(self, asked: dict[str, str], body: "_Body") -> None:
        sql, parameters = statement(asked, body)
        format = asked.get("default_format", "TabSeparated")
        engine = self.server.engine
        with self.server.watch.over(self.connection) as mark:
            if asked.get("wait_end_of_query") == "1" or not _QUESTION.match(sql):
                self._answer(200, engine.query(sql, format, parameters, mark))
            else:
                self._stream(engine.stream(sql, format, parameters, mark))

    def _stream(self, pieces: Iterator[bytes]) -> None:
        first = next(pieces, b"")  # an error of the statement itself still gets its status
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        try:
            self._chunk(first)
            for piece in pieces:
                self._chunk(piece)
            self.wfile.write(b"0\r\n\r\n")
        except (OSError, EngineError):
            # Too late for a status: a stream without its end tells the client.
            self.close_connection = True
        finally:
            pieces.close()  # type: ignore[attr-defined] # a generator

    def _chunk(self, piece: bytes) -> None:
        if piece:
            self.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece))

    @contextmanager
    def _body(self) -> Iterator["_Body"]:
        length = int(self.headers.get("Content-Length") or 0)
        if length <= 65536:
            yield _Body(self.rfile.read(length), None)
            return
        file = os.memfd_create("body")
        try:
            while length:
                piece = self.rfile.read1(min(length, _PIECE))
                if not piece:
                    raise ConnectionError("The client left in the middle of its data.")
                length -= len(piece)
                _write(file, piece)
            yield _Body(b"", file)
        finally:
            os.close(file)

    def _answer(self, status: int, body: bytes, code: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        if code:
            self.send_header("X-ClickHouse-Exception-Code", code)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the asker gets the answer."""

    def handle(self) -> None:
        with suppress(ConnectionError, BrokenPipeError):
            super().handle()


class _Body:
    """What came with a statement: short, as bytes; long, as a file in memory."""

    def __init__(self, text: bytes, file: int | None) -> None:
        self.text = text
        self.file = file


def statement(asked: Mapping[str, str], body: _Body) -> tuple[str, dict[str, str]]:
    """The SQL that the engine runs, and its parameters."""
    sql = asked.get("query", "")
    parameters = {name[6:]: value for name, value in asked.items() if name.startswith("param_")}
    source = _INPUT.search(sql)
    format = _FORMAT.search(sql)
    if source and format:
        sql = _from_file(sql, source, format, body)
    elif body.file is not None:
        with open(f"/proc/self/fd/{body.file}", "rb") as file:
            sql += "\n" + file.read().decode(errors="replace")
    elif body.text:
        sql = f"{sql}\n{body.text.decode(errors='replace')}".strip()
    settings = ", ".join(
        f"{name} = {_literal(value)}"
        for name, value in asked.items()
        if name not in _NOT_SETTINGS and not name.startswith("param_") and _SETTING.match(name)
    )
    return (f"{sql} SETTINGS {settings}" if settings else sql), parameters


def _from_file(sql: str, source: re.Match[str], format: re.Match[str], body: _Body) -> str:
    """`input()` inserts nothing in the embedded engine and does not say so: `file()` reads the same bytes."""
    if body.file is None:
        body.file = os.memfd_create("body")
        _write(body.file, body.text)
    columns = f", '{source[1]}'" if source[1] else ""  # a format that names its own needs none
    table = f"file('/proc/self/fd/{body.file}', '{format[1]}'{columns})"
    return sql[: source.start()] + table + sql[source.end() : format.start()]


def _write(file: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(file, view) :]


def _literal(value: str) -> str:
    if value.lstrip("-").replace(".", "", 1).isdigit():
        return value
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _status(code: int) -> int:
    return 503 if code in _BUSY else 400 if code in _ASKERS else 500


def _first_words(error: EngineError) -> bytes:
    """ClickHouse's own text, without the stack that may follow it."""
    text = str(error).removeprefix("Streaming query failed: ").partition("Stack trace")[0]
    return (text.strip()[:4000] + "\n").encode()
