"""Cheap senders for the benchmarks: what they cost is taken from the same two cores."""

import http.client
import os
import socket
import struct
import threading
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path


def tcp(source: Path, port: int, connections: int) -> None:
    """Send a file of lines over several connections, a part each; the kernel carries the bytes."""
    size = source.stat().st_size
    cuts = [0]
    with source.open("rb") as file:
        for number in range(1, connections):
            file.seek(size * number // connections)
            file.readline()
            cuts.append(file.tell())
    cuts.append(size)

    def send(number: int) -> None:
        with socket.create_connection(("127.0.0.1", port)) as connection, source.open("rb") as file:
            at, end = cuts[number], cuts[number + 1]
            while at < end:
                at += os.sendfile(connection.fileno(), file.fileno(), at, min(1 << 20, end - at))
            connection.shutdown(socket.SHUT_WR)
            connection.recv(1)

    together(connections, send)


def http_post(port: int, key: str, bodies: Sequence[bytes]) -> None:
    """POST bodies one after the other on one connection."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/x-ndjson"}
    for body in bodies:
        connection.request("POST", "/", body, headers)
        answer = connection.getresponse()
        said = answer.read()
        if answer.status != 200:
            raise SystemExit(f"HTTP {answer.status}: {said.decode()}")
    connection.close()


def http_batches(parts: Sequence[Sequence[bytes]], port: int, key: str, connections: int) -> None:
    bodies = [b"".join(part) for part in parts]
    together(connections, lambda number: http_post(port, key, bodies[number::connections]))


def lumberjack_window(events: Sequence[bytes]) -> bytes:
    """A window and its events, packed as Beats pack them."""
    frames = b"".join(
        b"2J" + struct.pack(">II", number, len(event) - 1) + event[:-1] for number, event in enumerate(events, 1)
    )
    body = zlib.compress(frames, 3)
    return b"2W" + struct.pack(">I", len(events)) + b"2C" + struct.pack(">I", len(body)) + body


def beats(windows: Sequence[bytes], port: int, connections: int) -> None:
    def send(number: int) -> None:
        with socket.create_connection(("127.0.0.1", port)) as connection:
            for window in windows[number::connections]:
                connection.sendall(window)
                size = struct.unpack(">I", window[2:6])[0]
                while struct.unpack(">2sI", _exactly(connection, 6))[1] != size:
                    pass  # 0 only says that the other side lives

    together(connections, send)


def batches(items: Sequence[bytes], size: int) -> list[Sequence[bytes]]:
    return [items[start : start + size] for start in range(0, len(items), size)]


def together(count: int, work: Callable[[int], None]) -> None:
    """Run `work(0)` to `work(count - 1)` in threads of their own."""
    failed: list[BaseException] = []

    def run(number: int) -> None:
        try:
            work(number)
        except BaseException as error:  # noqa: BLE001 - told to whoever waits
            failed.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]


def _exactly(connection: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        more = connection.recv(size - len(data))
        if not more:
            raise ConnectionError("the gateway hung up")
        data += more
    return data
