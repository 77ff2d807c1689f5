"""Small real inputs for `send` to talk to: what they were given is there to look at."""

import json
import socket
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import zstandard


class TcpInput:
    """Reads lines until the sender is done."""

    def __init__(self):
        self._server = socket.create_server(("127.0.0.1", 0))
        self.url = f"tcp://127.0.0.1:{self._server.getsockname()[1]}"
        self._bytes = bytearray()
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def lines(self):
        return bytes(self._bytes).split(b"\n")[:-1]

    def close(self):
        self._server.close()

    def _serve(self):
        while True:
            try:
                connection, _ = self._server.accept()
            except OSError:
                return
            threading.Thread(target=self._read, args=(connection,), daemon=True).start()

    def _read(self, connection):
        with connection:
            while data := connection.recv(1 << 16):
                self._bytes += data


class HttpInput:
    """Keeps each named batch once, as the product does. `busy` is how many times it says 429 first."""

    def __init__(self, busy=0, key="elk_right"):
        self.busy = busy
        self.names = {}
        self.tries = 0
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.tries += 1
                if self.headers.get("Authorization") != f"Bearer {key}":
                    return self._answer(401, {"error": {"message": "This key is not known.", "hint": "Make one."}})
                if outer.busy:
                    outer.busy -= 1
                    return self._answer(429, {"error": {"message": "The spool is full."}}, {"Retry-After": "0.1"})
                lines = zstandard.ZstdDecompressor().decompressobj().decompress(body).split(b"\n")[:-1]
                outer.names.setdefault(self.headers["Idempotency-Key"], lines)
                return self._answer(200, {"accepted": len(lines), "refused": []})

            def _answer(self, status, said, headers=()):
                data = json.dumps(said).encode()
                self.send_response(status)
                for name, value in dict(headers).items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_):
                return None

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def lines(self):
        return [line for lines in list(self.names.values()) for line in lines]

    def close(self):
        self._server.shutdown()
        self._server.server_close()


@contextmanager
def closing(thing):
    try:
        yield thing
    finally:
        thing.close()
