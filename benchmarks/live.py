"""`make bench-live`: from sending a log over TCP to its arrival in a browser's socket.

5,000 logs/s, first 100 sockets with 100 different filters, then 1,000 sockets. The clock starts when the sender writes
the log, so the figure holds the sender's own socket too. Everything received is counted: a socket that was told of
a gap, or missed a line, is reported.
"""

import argparse
import asyncio
import base64
import json
import os
import re
import struct
import sys
import time
from dataclasses import dataclass, field
from urllib.parse import quote

from benchmarks.product import Product, running
from benchmarks.report import Report, percentile

USERS = 100
_SENT = re.compile(rb'"sent_ns":(\d+)')
_SKIPPED = re.compile(rb'"skipped":(\d+)')


@dataclass
class Seen:
    """What all sockets of a run got."""

    latencies: list[float] = field(default_factory=list)
    lines: int = 0
    skipped: int = 0
    messages: int = 0


class Browser(asyncio.Protocol):
    """As much of RFC 6455 as a quiet client needs, so that the clients cost less than what is measured."""

    def __init__(self, path: str, seen: Seen) -> None:
        self._path, self._seen = path, seen
        self._buffer = bytearray()
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.greeted: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.lines = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        key = base64.b64encode(os.urandom(16)).decode()
        head = f"GET {self._path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        transport.write(f"{head}Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode())  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        now = time.time_ns()
        self._buffer += data
        if not self.opened.done():
            end = self._buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            status = bytes(self._buffer[: self._buffer.find(b"\r\n")])
            if b" 101 " not in status:
                self.opened.set_exception(ConnectionError(status.decode()))
                return
            del self._buffer[: end + 4]
            self.opened.set_result(None)
        while (frame := self._frame()) is not None:
            self._take(frame, now)

    def _frame(self) -> bytes | None:
        buffer = self._buffer
        if len(buffer) < 2:
            return None
        size, start = buffer[1] & 0x7F, 2
        if size == 126:
            if len(buffer) < 4:
                return None
            size, start = struct.unpack_from(">H", buffer, 2)[0], 4
        elif size == 127:
            if len(buffer) < 10:
                return None
            size, start = struct.unpack_from(">Q", buffer, 2)[0], 10
        if len(buffer) < start + size:
            return None
        frame = bytes(buffer[start : start + size])
        del buffer[: start + size]
        return frame

    def _take(self, frame: bytes, now: int) -> None:
        sent = _SENT.findall(frame)
        self._seen.messages += 1
        if not self.greeted.done():
            self.greeted.set_result(None)
        self.lines += len(sent)
        if sent:
            self._seen.lines += len(sent)
            self._seen.latencies += [(now - int(each)) / 1e6 for each in sent]
        elif b'"gap"' in frame:
            self._seen.skipped += sum(map(int, _SKIPPED.findall(frame)))


def filters(count: int) -> list[str]:
    """A hundred different ones, each for about one log in a hundred; beyond a hundred sockets several share one."""
    kinds = (
        "user_id:{n}", "message:customer{n}", "user_id:{n} AND level:(info OR error)", "user_id:[{n} TO {n}]",
        "customer{n} -debugging", 'user_id:"{n}" service:shop*', "(user_id:{n} OR user_id:100000{n})",
    )  # fmt: skip
    return [kinds[n % USERS % len(kinds)].format(n=n % USERS) for n in range(count)]


def log(number: int) -> bytes:
    user = number % USERS
    body = {
        "level": "error" if number % 50 == 0 else "info", "service": f"shop-{number % 12}", "host": f"node-{number % 40:02d}",
        "message": f"customer{user} put item {number} into the cart in {number % 700} ms", "user_id": user,
        "trace_id": f"{number:032x}", "sent_ns": 0,
    }  # fmt: skip
    return json.dumps(body, separators=(",", ":")).encode()[:-2]


async def send(product: Product, rate: int, seconds: float) -> int:
    """Logs at an even rate, in ticks of 10 ms; each carries the moment that its tick was written."""
    _, writer = await asyncio.open_connection("127.0.0.1", product.ports["tcp"])
    ready = [log(number) for number in range(1000)]
    began, sent = time.monotonic(), 0
    while (passed := time.monotonic() - began) < seconds:
        due = int(passed * rate)
        now = b"%d}\n" % time.time_ns()
        writer.write(b"".join(ready[number % 1000] + now for number in range(sent, due)))
        sent = due
        await writer.drain()
        await asyncio.sleep(0.01)
    writer.close()
    await writer.wait_closed()
    return sent


async def measure(
    product: Product, key: str, sockets: int, rate: int, seconds: float
) -> tuple[Seen, int, dict[str, float]]:
    loop, seen = asyncio.get_running_loop(), Seen()
    browsers, greeted = [], []
    for query in filters(sockets):
        path = f"/ws/logs/stream/?token={key}&q={quote(query)}"
        transport, browser = await loop.create_connection(
            lambda path=path: Browser(path, seen), "127.0.0.1", product.ports["web"]
        )  # type: ignore[misc]
        await asyncio.wait_for(browser.opened, 30)
        browsers.append(transport)
        greeted.append(browser)
    for browser in greeted:
        await asyncio.wait_for(browser.greeted, 60)
    await asyncio.sleep(3)  # delivery sees within two seconds that somebody watches
    before = _cpu(product)
    sent = await send(product, rate, seconds)
    after = _cpu(product)
    await asyncio.sleep(2)
    silent = sum(not browser.lines for browser in greeted)
    if silent:
        print(
            f"{silent} sockets got nothing; the web said:\n{(product.folder / 'data/logs/web.log').read_text()[-1000:]}"
        )
    for transport in browsers:
        transport.close()
    return seen, sent, {part: (after[part] - before.get(part, 0)) / seconds * 100 for part in after}


def _cpu(product: Product) -> dict[str, float]:
    return {part: sum(process.cpu_times()[:2]) for part, process in product.parts().items()}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=int, default=5000)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--sockets", type=int, nargs="+", default=[100, 1000])
    given = parser.parse_args()
    report = Report(
        "bench-live",
        workload=f"{given.rate:,} logs/s over TCP for {given.seconds:.0f} s; the clients run on the same cores",
    )
    with running() as product:
        key = product.key(product.owner(), "read")
        for sockets in given.sockets:
            seen, sent, cpu = asyncio.run(measure(product, key, sockets, given.rate, given.seconds))
            expected = sent * sockets // USERS
            p50, p99 = (percentile(seen.latencies or [float("inf")], share) for share in (0.5, 0.99))
            report.say(f"{sockets} sockets: p50 {p50:.1f} ms, p99 {p99:.1f} ms")
            report.say(
                f"  {seen.lines:,} of about {expected:,} lines in {seen.messages:,} messages, {seen.skipped:,} skipped and said"
            )
            report.say("  CPU of a core: " + ", ".join(f"{part} {share:.0f} %" for part, share in sorted(cpu.items())))
            report.keep(f"{sockets} sockets", p50_ms=p50, p99_ms=p99,
                        lines=seen.lines, expected=expected, skipped=seen.skipped, cpu_percent=cpu)  # fmt: skip
            report.goal(f"{sockets} sockets p99", p99, "ms", at_most=100)
            report.goal(f"{sockets} sockets complete", seen.lines / max(1, expected) * 100, "%", at_least=99.0)
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
