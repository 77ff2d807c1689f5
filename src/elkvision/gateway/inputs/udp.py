"""UDP: a datagram holds one line or many. Nobody can wait here: what does not fit is dropped and counted."""

import asyncio
import socket
from contextlib import suppress

from elkvision.gateway.counters import Counters
from elkvision.gateway.spool.records import Origin
from elkvision.gateway.spool.writer import Spool

_KERNEL_BUFFER = 8 << 20


class UdpInput(asyncio.DatagramProtocol):
    """Every line belongs to the tenant of `origin`. A datagram (at most 64 KB) is under every event limit."""

    def __init__(self, spool: Spool, counters: Counters, origin: Origin) -> None:
        self.spool = spool
        self.counters = counters
        self.counts = counters.inputs[origin.input]
        self.origin = origin

    async def listen(self, listener: socket.socket) -> asyncio.BaseTransport:
        with suppress(OSError):
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _KERNEL_BUFFER)
        transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(lambda: self, sock=listener)
        return transport

    def datagram_received(self, data: bytes, _sender: object) -> None:
        if not data.endswith(b"\n"):
            data += b"\n"
        lines = data.count(b"\n")
        if self.spool.under_pressure:
            self.counts.dropped += lines
            return
        self.spool.offer(self.origin, data, lines)
        self.counters.took(self.origin.input, self.origin.tenant, lines, len(data))
