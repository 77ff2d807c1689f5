"""The delivery process: follows the spool, carries segments to the store, feeds the live tail."""

import asyncio
import logging
import signal
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import uvloop

from elkvision.core import said
from elkvision.core.clock import now_ms
from elkvision.core.errors import ElkVisionError, Unavailable
from elkvision.core.metrics.families import page_of
from elkvision.core.metrics.process import process_of
from elkvision.core.redis_url import connect_async
from elkvision.core.settings import Settings, load
from elkvision.gateway import counted
from elkvision.gateway.asgi import serve
from elkvision.gateway.delivery import plans
from elkvision.gateway.delivery.answering import Answering
from elkvision.gateway.delivery.carrier import Carrier
from elkvision.gateway.delivery.counts import Counts
from elkvision.gateway.delivery.follow import follow
from elkvision.gateway.delivery.live import Live
from elkvision.gateway.delivery.making import Making
from elkvision.gateway.delivery.marking import Marking
from elkvision.gateway.delivery.queue import Queue
from elkvision.gateway.doors import door
from elkvision.gateway.identity import identity
from elkvision.gateway.keys import Keys
from elkvision.gateway.unix import listen_unix
from elkvision.pipeline.filters.contract import Surroundings
from elkvision.pipeline.geo_database import GeoFolder
from elkvision.pipeline.normalise import normalise_line
from elkvision.store.contract import LogStore
from elkvision.store.measured import asked_by
from elkvision.store.registry import open_store

log = logging.getLogger("elkvision.delivery")

#: Segments on their way to the store at once: one is read and sent while the other is kept.
IN_FLIGHT = 2
#: Seconds between two looks for an intake that is away.
_AWAY = 0.5
#: Seconds between two watermarks while it moves.
_WATERMARK = 0.25
#: Seconds between two looks at the gateway's settings, and between two clearings of routes that nobody names.
_REFRESH = 1.0
_SWEEP = 3600.0
#: Seconds that an event may take in one filter of a pipeline.
_PATIENCE = 1.0
#: Seconds that a carrier may keep the interpreter while the live tail waits for it.
_SWITCH = 0.001


class Delivery:
    def __init__(self, settings: Settings, store: LogStore) -> None:
        self.settings = settings
        self.identity = identity(settings)
        self.started_at = now_ms()
        self.stopping = asyncio.Event()
        self.counts = Counts()
        self.queue = Queue(settings.spool_dir)
        self.redis = connect_async(settings.redis, socket_timeout=5, socket_connect_timeout=2)
        around, geo = Surroundings(most_seconds=_PATIENCE), GeoFolder(settings.geo_dir)
        self.making = Making(Keys(settings.snapshot_file), settings.route_dir, normalise_line, around, geo)
        self.live = Live(
            settings.spool_dir, self.redis, self.making.shown, self.counts.live, everybody=settings.live_everybody
        )
        self.carrier = Carrier(
            settings.spool_dir, store, self.making, self.counts, settings.dead_letter_dir, settings.dead_letter_bytes
        )
        self._filters = counted.Filters()
        self._work = asyncio.Event()
        self._threads = ThreadPoolExecutor(IN_FLIGHT, "carrier")

    async def run(self) -> None:
        """Until `stopping`; segments on their way arrive first."""
        self.settings.spool_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        far = door("ELKVISION_DELIVERY_LISTEN", self.settings.delivery_listen, self.settings.internal_key)
        control = listen_unix(self.settings.delivery_socket)
        answering = Answering(self.identity.id, self.stats, self.metrics, self.settings.dead_letter_dir)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(serve(answering, control, self.stopping))
            if far:
                tasks.create_task(far.open(answering, self.stopping))
            carriers = [tasks.create_task(self._carry()) for _ in range(IN_FLIGHT)]
            others = [
                tasks.create_task(each) for each in (self._follow(), self.live.run(), self._mark(), self._refresh())
            ]
            log.info("Delivery is ready.")
            await self.stopping.wait()
            self._work.set()
            await asyncio.wait(carriers)
            for task in others:
                task.cancel()
        self._threads.shutdown()
        await self.redis.aclose()
        self.settings.delivery_socket.unlink(missing_ok=True)

    def stop(self) -> None:
        self.stopping.set()
        self._work.set()

    # -- hearing -----------------------------------------------------------------------------

    async def _follow(self) -> None:
        while True:
            try:
                await self._listen()
            except Unavailable as error:
                log.debug("%s", error)
            self.queue.low = None
            await asyncio.sleep(_AWAY)
            self._look_around()

    async def _listen(self) -> None:
        """Follow intake. The folder is looked at after it has begun to tell, so that nothing falls between."""
        looked = False
        async for told in follow(self.settings.intake_socket):
            if not looked:
                self._look_around()
                looked = True
            for one in told:
                if one.frame:
                    self.queue.heard(one.segment, one.frame)
                    self.live.tell(one.segment, one.frame)
                elif one.closed:
                    self.queue.closed(one.segment)
                    self._work.set()
                elif one.low is not None:
                    self.queue.low = one.low

    def _look_around(self) -> None:
        self.queue.look_around()
        self._work.set()

    # -- carrying ----------------------------------------------------------------------------

    async def _carry(self) -> None:
        while not self.stopping.is_set():
            name = self.queue.next()
            if name is None:
                await self._idle()
                continue
            self._work.set()  # the other carrier may find one too
            try:
                await asyncio.get_running_loop().run_in_executor(self._threads, self.carrier.carry, name)
            except Exception as error:  # noqa: BLE001 - whatever it was, the segment stays and is tried again
                self._failed(name, error)
            else:
                self.queue.done(name)
                if self.counts.last_error is not None:
                    log.info("The store takes segments again.")
                self.counts.last_error = None

    def _failed(self, name: str, error: Exception) -> None:
        self.counts.retries += 1
        self.counts.last_error = str(error) or type(error).__name__
        wait = self.queue.failed(name)
        known = isinstance(error, ElkVisionError)
        log.warning("The store did not take segment %s: %s. Again in %.1f s.", name, error, wait, exc_info=not known)

    async def _idle(self) -> None:
        self._work.clear()
        try:
            async with asyncio.timeout(self.queue.soonest()):
                await self._work.wait()
        except TimeoutError:
            return

    # -- telling -----------------------------------------------------------------------------

    async def _mark(self) -> None:
        marking = Marking(self.redis, self.identity)
        while True:
            await marking.tell(self.queue.watermark)
            await asyncio.sleep(_WATERMARK if self.queue.segments else 1.0)

    async def _refresh(self) -> None:
        """Take the settings that were saved meanwhile; now and then put away what no segment needs any more."""
        swept = 0.0
        while True:
            try:
                await asyncio.to_thread(self.making.refresh)
                if time.monotonic() > swept + _SWEEP:
                    await asyncio.to_thread(self.making.sweep, plans.routes_named(self.settings.spool_dir))
                    swept = time.monotonic()
            except Exception as error:  # noqa: BLE001 - a file that is being replaced, say; looked at again at once
                log.warning("What was saved could not be taken: %s. The settings before it stay.", error)
            await asyncio.sleep(_REFRESH)

    def stats(self) -> dict[str, Any]:
        counts = self.counts
        oldest = self.queue.oldest_ms
        return {
            "part": "delivery",
            "gateway": self.identity._asdict(),
            "started_at": self.started_at,
            "stored": counts.stored,
            "dead": counts.dead,
            "dead_dropped": counts.dead_dropped,
            "express": counts.express,
            "full": counts.full,
            "pipeline_errors": counts.pipeline_errors,
            "dropped": counts.dropped,
            "pipelines": self.making.stats(),
            "retries": counts.retries,
            "waiting": len(self.queue.segments),
            "lag_ms": max(0, now_ms() - oldest) if oldest is not None else 0,
            "last_error": counts.last_error,
            "live": {"published": counts.live.published, "skipped": counts.live.skipped},
        }

    def metrics(self) -> bytes:
        stats = self.stats()
        told = counted.delivery(stats), self._filters.of(stats["pipelines"])
        return page_of((process_of("delivery"), *told, asked_by("delivery")))


async def _main(settings: Settings) -> None:
    delivery = Delivery(settings, open_store(settings.store, settings))
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, delivery.stop)
    await delivery.run()


def main() -> int:
    for chatty in ("uvicorn", "httpx"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    sys.setswitchinterval(_SWITCH)
    try:
        settings = load()
        said.set_up(
            "delivery", settings.log_format, level=logging.INFO, text="%(asctime)s delivery %(levelname)s %(message)s"
        )
        uvloop.run(_main(settings))
    except (ElkVisionError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0
