"""`python -m elkvision.gateway.intake`: takes logs off the wire into the spool, and only then acknowledges."""

import asyncio
import logging
import signal
import socket
import sys
from typing import TYPE_CHECKING, Any

import uvloop

from elkvision.core import said
from elkvision.core.clock import now_ms
from elkvision.core.errors import ElkVisionError, Unavailable
from elkvision.core.metrics.families import page_of
from elkvision.core.metrics.process import process_of
from elkvision.core.settings import Settings, load
from elkvision.gateway import counted
from elkvision.gateway.answers import Answers
from elkvision.gateway.asgi import serve
from elkvision.gateway.counters import Counters
from elkvision.gateway.door import Door
from elkvision.gateway.doors import door
from elkvision.gateway.fetching import fetching
from elkvision.gateway.gate import Gate
from elkvision.gateway.identity import identity
from elkvision.gateway.inputs.beats import BeatsInput
from elkvision.gateway.inputs.http import HttpInput
from elkvision.gateway.inputs.local import LocalInput
from elkvision.gateway.inputs.tcp import TcpInput
from elkvision.gateway.inputs.udp import UdpInput
from elkvision.gateway.keys import Keys
from elkvision.gateway.quotas import Quotas
from elkvision.gateway.spool import reader
from elkvision.gateway.spool.records import Origin
from elkvision.gateway.spool.recovery import recover
from elkvision.gateway.spool.writer import Spool
from elkvision.gateway.unix import listen_unix

if TYPE_CHECKING:
    from elkvision.gateway.sharing import Sharing

log = logging.getLogger("elkvision.intake")


class Intake:
    """Every listener of one process, and the spool behind them."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.identity = identity(settings)
        self.started_at = now_ms()
        self.stopping = asyncio.Event()
        self.counters = Counters()
        self.gate = Gate()
        self.udp: UdpInput | None = None
        self.keys = Keys(settings.snapshot_file)
        settings.spool_dir.mkdir(parents=True, exist_ok=True)
        self.quotas = self.counters.quotas = Quotas(settings.spool_dir / "today.json", lambda: self.keys.snapshot)
        self.fetching = fetching(settings)
        self.spool = Spool(
            settings.spool_dir,
            budget=settings.spool_budget_bytes,
            segment_events=settings.segment_events,
            segment_seconds=settings.segment_seconds,
        )
        self.answers = Answers(settings.spool_dir)
        cut = recover(settings.spool_dir, lambda frame: self.answers.remember([frame]))
        if cut:
            log.warning("The spool had a torn tail: %d bytes that were never acknowledged were cut off.", cut)
        self.spool.measure()
        self.spool.before_acknowledging = self.answers.remember
        self.spool.on_pressure = self.gate.set
        self.sharing = self._sharing()

    async def run(self) -> None:
        """Listen until `stopping`; then close the doors, empty the room and switch off the lights."""
        settings = self.settings
        tcp_socket = _listen(settings.host, settings.tcp_port, "TCP", "tcp_port")
        udp_socket = _listen(settings.host, settings.udp_port, "UDP", "udp_port")
        beats_socket = _listen(settings.host, settings.beats_port, "Beats", "beats_port")
        http_socket = _listen(settings.host, settings.http_port, "HTTP", "http_port")
        far = door("ELKVISION_INTAKE_LISTEN", settings.intake_listen, settings.internal_key)
        local_socket = listen_unix(settings.intake_socket)
        self.udp = udp = UdpInput(self.spool, self.counters, self._listener("udp"))
        tcp = TcpInput(self.spool, self.gate, self.counters, self._listener("tcp"), limit=settings.max_event_bytes)
        beats = BeatsInput(
            self.spool,
            self.counters,
            self._listener("beats"),
            most_frame=settings.max_body_bytes,
            most_event=settings.max_event_bytes,
        )
        room = Door(
            self.spool, self.answers, self.counters,
            most_body=settings.max_body_bytes, most_event=settings.max_event_bytes,
            names=self.sharing.names if self.sharing else None,
        )  # fmt: skip
        local = LocalInput(room, self.stats, self.metrics, self.stopping)
        async with asyncio.TaskGroup() as lights:
            lights.create_task(self.spool.run())
            if self.sharing:
                await self.sharing.arrive()
            shared = lights.create_task(self.sharing.run()) if self.sharing else None
            async with asyncio.TaskGroup() as doors:
                server = await tcp.listen(tcp_socket)
                lumberjacks = await beats.listen(beats_socket)
                datagrams = await udp.listen(udp_socket)
                doors.create_task(
                    serve(
                        HttpInput(room, self.keys, self.fetching.look if self.fetching else None),
                        http_socket,
                        self.stopping,
                    )
                )
                doors.create_task(serve(local, local_socket, self.stopping))
                if far:
                    doors.create_task(far.open(local, self.stopping))
                doors.create_task(self._look_around())
                if self.fetching:
                    doors.create_task(self.fetching.run(self.stopping))
                log.info(
                    "Intake is ready: TCP and UDP %s:%d, HTTP %d.", settings.host, settings.tcp_port, settings.http_port
                )
                await self.stopping.wait()
                for door_to_close in (server, lumberjacks, datagrams):
                    door_to_close.close()
                await beats.hang_up()
            self.spool.stop()
            self.quotas.write()
            if shared:
                shared.cancel()
        settings.intake_socket.unlink(missing_ok=True)

    def _sharing(self) -> "Sharing | None":
        """None on a machine of its own, which needs nobody's help to remember."""
        if not self.settings.intake_listen:
            return None
        from elkvision.gateway.sharing import sharing  # Redis' client is half of what a start takes

        return sharing(self.settings, self.identity, self.answers)

    def stop(self) -> None:
        self.stopping.set()

    def stats(self) -> dict[str, Any]:
        if self.udp:
            self.udp.count_fallen()
        segments = reader.names(self.settings.spool_dir)
        return {
            "part": "intake",
            "gateway": self.identity._asdict(),
            "started_at": self.started_at,
            "inputs": {name: counts.as_dict() for name, counts in self.counters.inputs.items()},
            "tenants": {
                name: {"received": self.counters.tenants.get(name, 0), **self.quotas.stats(name)}
                for name in self.quotas.tenants() | set(self.counters.tenants)
            },
            "spool": {
                "bytes": self.spool.bytes,
                "budget": self.spool.budget,
                "segments": len(segments),
                "oldest_ms": int(segments[0].partition("-")[0]) if segments else None,
                "senders_wait": self.spool.refuses,
                "last_error": self.spool.last_error,
            },
            "keys": self.counters.keys,
            "settings": {"version": self.keys.snapshot.version, **(self.fetching.stats() if self.fetching else {})},
        }

    def metrics(self) -> bytes:
        return page_of((process_of("intake"), counted.intake(self.stats()), self.spool.commits.collect))

    async def _look_around(self) -> None:
        """Once a second: keys that came or went, and room that delivery made (more often while senders wait)."""
        loop = asyncio.get_running_loop()
        waited = False
        while not self.stopping.is_set():
            began = loop.time()
            self.keys.refresh()
            self.spool.measure()
            self.quotas.write()
            # With many thousand segments a look takes a while: it never takes more than a twentieth of the time.
            pause = max(0.1 if self.spool.under_pressure else 1.0, 20 * (loop.time() - began))
            if self.spool.refuses != waited:
                waited = not waited
                log.warning(
                    "Senders wait: the spool is at its budget, the store does not keep up."
                    if waited
                    else "Senders go on."
                )
            try:
                async with asyncio.timeout(pause):
                    await self.stopping.wait()
            except TimeoutError:
                continue

    def _listener(self, input: str) -> Origin:
        zone = self.settings.listener_timezone
        return Origin(self.settings.listener_tenant, input, None, "{}" if zone == "UTC" else f'{{"timezone":"{zone}"}}')


def _listen(host: str, port: int, name: str, setting: str) -> socket.socket:
    """A bound socket. Raises Unavailable with a sentence when the port is taken."""
    kind = socket.SOCK_DGRAM if name == "UDP" else socket.SOCK_STREAM
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, kind)
    if kind == socket.SOCK_STREAM:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        if kind == socket.SOCK_STREAM:
            listener.listen(1024)
    except OSError as error:
        listener.close()
        raise Unavailable(
            f"{name} port {port} on {host} cannot be opened: {error.strerror}.",
            hint=f"Stop what uses it, or set ELKVISION_{setting.upper()}.",
        ) from error
    listener.setblocking(False)
    return listener


async def _main(settings: Settings) -> None:
    intake = Intake(settings)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, intake.stop)
    await intake.run()


def main() -> int:
    for chatty in ("uvicorn", "httpx"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    try:
        settings = load()
        said.set_up(
            "intake", settings.log_format, level=logging.INFO, text="%(asctime)s intake %(levelname)s %(message)s"
        )
        uvloop.run(_main(settings))
    except (ElkVisionError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
