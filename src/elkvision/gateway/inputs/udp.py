"""UDP: a datagram holds one line or many. Nobody can wait here: what does not fit is dropped and counted."""

import asyncio
import os
import socket
from contextlib import suppress
from pathlib import Path

from elkvision.gateway.counters import Counters
from elkvision.gateway.spool.records import Origin
from elkvision.gateway.spool.writer import Spool

_KERNEL_BUFFER = 8 << 20
_KERNEL_TABLES = (Path("/proc/net/udp"), Path("/proc/net/udp6"))


class UdpInput(asyncio.DatagramProtocol):
    """Every line belongs to the tenant of `origin`. A datagram (at most 64 KB) is under every event limit."""

    def __init__(self, spool: Spool, counters: Counters, origin: Origin) -> None:
        self.spool = spool
        self.counters = counters
        self.counts = counters.inputs[origin.input]
        self.origin = origin
        self._inode = ""

    async def listen(self, listener: socket.socket) -> asyncio.BaseTransport:
        with suppress(OSError):
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _KERNEL_BUFFER)
        self._inode = str(os.fstat(listener.fileno()).st_ino)
        transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(lambda: self, sock=listener)
        return transport

    def count_fallen(self) -> None:
        """Datagrams that the kernel had no room for while we were busy: the last column of its own table."""
        for table in _KERNEL_TABLES:
            with suppress(OSError):
                for row in table.read_text().splitlines()[1:]:
                    columns = row.split()
                    if columns[9] == self._inode:
                        self.counts.fallen_datagrams = int(columns[-1])

    def datagram_received(self, data: bytes, _sender: object) -> None:
        if not data.endswith(b"\n"):
            data += b"\n"
        lines = data.count(b"\n")
        if self.spool.under_pressure:
            self.counts.dropped += lines
            return
        if self.counters.wait(self.origin.tenant):
            self.counts.dropped += lines
            self.counters.said_no(self.origin.tenant, lines)
            return
        self.spool.offer(self.origin, data, lines)
        self.counters.took(self.origin.input, self.origin.tenant, lines, len(data))
