"""A server behind nginx that tells what reached it."""

import asyncio
import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn


class Upstream:
    """Answers with what it was asked; notes how much of a body has come so far."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.taken = 0
        self.asked: list[str] = []
        #: Set by who has seen the beginning of an export.
        self.is_seen = threading.Event()
        # asyncio sends small answers at once only where it is told that this is TCP.
        bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        bound.bind(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{bound.getsockname()[1]}"
        config = uvicorn.Config(
            self.answer, log_config=None, lifespan="off", interface="asgi3", ws="websockets-sansio", proxy_headers=False
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=lambda: asyncio.run(self._server.serve(sockets=[bound])), daemon=True)
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join()

    async def answer(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "websocket":
            await self._echo(scope, receive, send)
            return
        self.asked.append(scope["path"])
        await self._read(receive)
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        said = {"name": self.name, "method": scope["method"], "path": scope["path"], "headers": headers}
        lines = [
            (b"content-type", b"application/json"),
            (b"x-frame-options", b"DENY"),
            (b"strict-transport-security", b"max-age=1"),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": lines})
        if scope["path"] == "/api/v1/logs/export/":
            await self._export(send)
        await send({"type": "http.response.body", "body": json.dumps(said).encode()})

    async def _export(self, send: Any) -> None:
        await send({"type": "http.response.body", "body": b'{"n":0}\n', "more_body": True})
        seen = b"true" if await asyncio.to_thread(self.is_seen.wait, 30) else b"false"
        await send({"type": "http.response.body", "body": b'{"seen":%b}\n' % seen, "more_body": True})

    async def _read(self, receive: Any) -> None:
        self.taken = 0
        while True:
            message = await receive()
            self.taken += len(message.get("body", b""))
            if not message.get("more_body"):
                return

    async def _echo(self, scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "websocket.accept"})
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        await send({"type": "websocket.send", "text": json.dumps(headers)})
        while (message := await receive())["type"] != "websocket.disconnect":
            if "text" in message:
                await send({"type": "websocket.send", "text": message["text"]})


@contextmanager
def upstreams(*names: str) -> Iterator[list[Upstream]]:
    running = [Upstream(name) for name in names]
    try:
        yield running
    finally:
        for each in running:
            each.stop()
