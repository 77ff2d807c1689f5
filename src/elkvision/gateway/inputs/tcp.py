"""TCP: lines of JSON or text, one connection or thousands. Nobody is answered, so what comes is kept."""

import asyncio
import socket
from typing import cast

import msgspec

from elkvision.gateway.codecs.cutter import Cut, Cutter
from elkvision.gateway.counters import Counters
from elkvision.gateway.gate import Gate
from elkvision.gateway.spool.records import Origin, defaults_of
from elkvision.gateway.spool.writer import Spool

_READ = 256 << 10
#: Seconds after which a quota that is used up is looked at again: it may have been raised.
_LOOK_AGAIN = 1.0


class TcpInput:
    """A listener; every line belongs to the tenant of `origin`."""

    def __init__(self, spool: Spool, gate: Gate, counters: Counters, origin: Origin, *, limit: int) -> None:
        self.spool = spool
        self.gate = gate
        self.counters = counters
        self.counts = counters.inputs[origin.input]
        self.origin = origin
        self.truncated = tagged(origin, "_truncated")
        self.limit = limit
        self._again: asyncio.TimerHandle | None = None
        # One buffer serves every connection: it is emptied before the loop reads from another.
        self.buffer = bytearray(min(_READ, limit))

    async def listen(self, listener: socket.socket) -> asyncio.Server:
        return await asyncio.get_running_loop().create_server(lambda: _Connection(self), sock=listener)

    def take(self, cut: Cut) -> None:
        origin = self.truncated if cut.truncated else self.origin
        self.counts.truncated += cut.truncated
        self.spool.offer(origin, cut.data, cut.lines)
        self.counters.took(origin.input, origin.tenant, cut.lines, len(cut.data))
        self.slow_down()

    def slow_down(self) -> None:
        """Over the quota senders wait: nobody reads from them until there is room again."""
        wait = self.counters.wait(self.origin.tenant)
        self.gate.set(wait > 0, "quota")
        if wait > 0 and self._again is None:
            self._again = asyncio.get_running_loop().call_later(min(wait, _LOOK_AGAIN), self._look)

    def _look(self) -> None:
        self._again = None
        self.slow_down()


class _Connection(asyncio.BufferedProtocol):
    def __init__(self, input: TcpInput) -> None:
        self.input = input
        self.cutter = Cutter(input.limit)
        self.view = memoryview(input.buffer)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.input.counts.connections += 1
        self.input.gate.enter(self.transport)

    def get_buffer(self, _sizehint: int) -> memoryview:
        return self.view

    def buffer_updated(self, nbytes: int) -> None:
        for cut in self.cutter.feed(self.view, self.input.buffer, nbytes):
            self.input.take(cut)
        if self.cutter.lost:
            self.input.counts.cut_bytes += self.cutter.lost
            self.cutter.lost = 0

    def eof_received(self) -> bool:
        return False

    def connection_lost(self, _error: Exception | None) -> None:
        for cut in self.cutter.rest():
            self.input.take(cut)
        self.input.gate.leave(self.transport)
        self.input.counts.connections -= 1


def tagged(origin: Origin, tag: str) -> Origin:
    """The same origin, with a tag on every line."""
    defaults = dict(defaults_of(origin.defaults))
    defaults["tags"] = [*defaults.get("tags", []), tag]
    return Origin(origin.tenant, origin.input, origin.key, msgspec.json.encode(defaults).decode())
