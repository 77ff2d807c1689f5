"""Beats (Lumberjack v2). A window is acknowledged after the spool has it; until then we say that we are alive."""

import asyncio
import logging
import socket
from contextlib import suppress

import msgspec

from elkvision.core.errors import Unavailable
from elkvision.gateway.codecs.lumberjack import Lumberjack, ProtocolError, Window, acknowledgement
from elkvision.gateway.counters import Counters
from elkvision.gateway.spool.records import Origin, defaults_of
from elkvision.gateway.spool.writer import Spool

log = logging.getLogger(__name__)

_READ = 256 << 10
#: Seconds between two signs of life, and between two attempts when the spool takes nothing.
ALIVE, AGAIN = 3.0, 1.0


class BeatsInput:
    """A listener; every event belongs to the tenant of `origin`. Frames are at most `most_frame` bytes; an event
    over `most_event` is cut, tagged and kept as text."""

    def __init__(self, spool: Spool, counters: Counters, origin: Origin, *, most_frame: int, most_event: int) -> None:
        self.spool = spool
        self.counters = counters
        self.counts = counters.inputs[origin.input]
        self.origin = origin
        tags = {**defaults_of(origin.defaults), "tags": ["_truncated"]}
        self.truncated = Origin(origin.tenant, origin.input, None, msgspec.json.encode(tags).decode())
        self.most_frame = most_frame
        self.most_event = most_event
        self._open: set[asyncio.Task[None]] = set()

    async def listen(self, listener: socket.socket) -> asyncio.Server:
        return await asyncio.start_server(self._connected, sock=listener, limit=_READ)

    async def hang_up(self) -> None:
        """Leave every connection; what was not acknowledged is sent again, to us or another."""
        for task in self._open:
            task.cancel()
        if self._open:
            await asyncio.wait(self._open)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        self.counts.connections += 1
        try:
            await self._converse(reader, writer)
        except ProtocolError as error:
            self.counts.refused += 1
            log.warning("A Beats connection from %s was closed: %s", writer.get_extra_info("peername"), error)
        except (OSError, asyncio.CancelledError):
            pass
        finally:
            self._open.discard(task)
            self.counts.connections -= 1
            writer.close()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        parser = Lumberjack(self.most_frame)
        while data := await reader.read(_READ):
            for window in parser.feed(data):
                await self._keep(window, writer)
                writer.write(acknowledgement(window.last))
                await writer.drain()

    async def _keep(self, window: Window, writer: asyncio.StreamWriter) -> None:
        """Return when the window is durable, however long that takes."""
        fits = [event for event in window.events if len(event) <= self.most_event]
        if fits:
            await self._insist(self.origin, fits, writer)
        if len(fits) < len(window.events):
            cut = [event[: self.most_event] for event in window.events if len(event) > self.most_event]
            await self._insist(self.truncated, cut, writer)
            self.counts.truncated += len(cut)
            self.counts.cut_bytes += window.size - sum(map(len, fits)) - sum(map(len, cut))

    async def _insist(self, origin: Origin, events: list[bytes], writer: asyncio.StreamWriter) -> None:
        data = b"\n".join([*events, b""])
        while True:
            while wait := self.counters.wait(origin.tenant):
                await asyncio.sleep(min(wait, AGAIN))
                writer.write(acknowledgement(0))
            keeping = asyncio.ensure_future(self.spool.append(origin, data, len(events)))
            try:
                while not (await asyncio.wait({keeping}, timeout=ALIVE))[0]:
                    writer.write(acknowledgement(0))
                await keeping
            except Unavailable:
                await asyncio.sleep(AGAIN)
                writer.write(acknowledgement(0))
                continue
            except asyncio.CancelledError:
                keeping.cancel()
                with suppress(asyncio.CancelledError, Unavailable):
                    await keeping
                raise
            self.counters.took(origin.input, origin.tenant, len(events), len(data))
            return
