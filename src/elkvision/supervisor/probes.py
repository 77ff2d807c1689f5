"""Is a part ready? Small questions over its socket, with no client library behind them."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

#: Says whether the part answers as it should; never raises.
Probe = Callable[[], Awaitable[bool]]

_SECONDS = 3.0


def http_on_socket(path: Path, target: str) -> Probe:
    """GET over a Unix socket answers 200."""
    return _guarded(lambda: _http(asyncio.open_unix_connection(path), target, "elkvision"))


def http_on_port(host: str, port: int, target: str) -> Probe:
    """GET over TCP answers 200."""
    found = reachable(host)
    name = f"[{found}]" if ":" in found else found
    return _guarded(lambda: _http(asyncio.open_connection(found, port), target, f"{name}:{port}"))


def valkey_on_socket(path: Path) -> Probe:
    """PING is answered."""
    return _guarded(lambda: _ping(path))


def key_on_socket(path: Path, key: str) -> Probe:
    """The key exists in the private Valkey."""
    return _guarded(lambda: _exists(path, key))


def reachable(host: str) -> str:
    """Where to find, from this machine, what listens on every address."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(host, host)  # noqa: S104 - compared, not bound


Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


def _guarded(ask: Callable[[], Awaitable[bool]]) -> Probe:
    async def probe() -> bool:
        try:
            async with asyncio.timeout(_SECONDS):
                return await ask()
        except (OSError, TimeoutError, asyncio.IncompleteReadError):
            return False

    return probe


async def _http(connecting: Awaitable[Streams], target: str, host: str) -> bool:
    request = f"GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode()
    answer = await _ask(connecting, request)
    return answer.split(b" ")[1:2] == [b"200"]


async def _ping(path: Path) -> bool:
    return (await _ask(asyncio.open_unix_connection(path), b"PING\r\n")).startswith(b"+PONG")


async def _exists(path: Path, key: str) -> bool:
    return (await _ask(asyncio.open_unix_connection(path), f"EXISTS {key}\r\n".encode())).startswith(b":1")


async def _ask(connecting: Awaitable[Streams], request: bytes) -> bytes:
    """The first line of the answer."""
    reader, writer = await connecting
    try:
        writer.write(request)
        await writer.drain()
        return await reader.readline()
    finally:
        writer.close()
