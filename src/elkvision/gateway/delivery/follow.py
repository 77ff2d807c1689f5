"""Hears from intake what became durable, over its Unix socket."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec

from elkvision.core.errors import Unavailable
from elkvision.gateway.spool.records import Frame

#: Intake says something every second; after so much silence it is gone.
_SILENCE = 5.0


class Told(msgspec.Struct, frozen=True):
    """A frame that became durable, a segment that closed, or how far everything is durable (`low`)."""

    segment: str = ""
    frame: Frame | None = None
    closed: bool = False
    low: int | None = None


_decode = msgspec.json.Decoder(Told).decode


async def follow(socket: Path) -> AsyncIterator[list[Told]]:
    """What intake tells, as it tells it. Raises Unavailable when it is not there or goes away."""
    try:
        reader, writer = await asyncio.open_unix_connection(str(socket), limit=1 << 20)
    except OSError as error:
        raise Unavailable(f"Intake does not answer: {error.strerror}.") from error
    try:
        writer.write(b"GET /follow HTTP/1.1\r\nHost: intake\r\n\r\n")
        head = await _within(reader.readuntil(b"\r\n\r\n"))
        if b" 200 " not in head.partition(b"\r\n")[0]:
            raise Unavailable("Intake does not let us follow.")
        rest = b""
        async for chunk in _chunks(reader):
            *lines, rest = (rest + chunk).split(b"\n")
            yield [_decode(line) for line in lines]
    except (OSError, EOFError, TimeoutError, asyncio.LimitOverrunError) as error:
        raise Unavailable("Intake went away.") from error
    finally:
        writer.close()
    raise Unavailable("Intake said goodbye.")


async def _chunks(reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
    """The chunks of a chunked HTTP body."""
    while size := int(await _within(reader.readuntil(b"\r\n")), 16):
        yield (await _within(reader.readexactly(size + 2)))[:-2]


async def _within(reading: Any) -> bytes:
    async with asyncio.timeout(_SILENCE):
        data: bytes = await reading
        return data
