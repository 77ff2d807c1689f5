"""The exam of a cluster: `make exam-cluster`. Three nodes of Elasticsearch, the product's own gateway before them.

While senders post over HTTP, one node after another is killed with SIGKILL at any moment, the master too, and brought
back. In the end each acknowledged event is found once, and no event twice.
"""

import argparse
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.gateway.running import ACME_KEY, Part, delivery, intake, running, settings_in, until
from tests.system.sending import Sender
from tools.servers.elasticsearch import Cluster, Plan

from elkvision.core.query import EVERYTHING
from elkvision.core.settings import Settings
from elkvision.core.tenancy import TenantId
from elkvision.store.contract import LogStore, Span
from elkvision.store.registry import open_store

ACME = TenantId("acme")
#: The default of most clusters, and what the three must have when a node dies.
REPLICAS = 1
SENDERS = 2
#: Seconds that the spool has to become empty in the end.
DRAINING = 600


@dataclass
class Result:
    """What an exam found out. `lost`: acknowledged and not found; `twice`: found more than once."""

    acknowledged: int = 0
    found: int = 0
    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    #: Found, though nobody sent them.
    unknown: list[str] = field(default_factory=list)
    dead: int = 0
    retries: int = 0

    @property
    def passed(self) -> bool:
        return self.acknowledged > 0 and not (self.lost or self.twice or self.unknown or self.dead)

    def __str__(self) -> str:
        return (
            f"acknowledged {self.acknowledged:,}, found {self.found:,}, lost {len(self.lost)}, twice {len(self.twice)}, "
            f"dead letters {self.dead}"
        )


@dataclass
class Stage:
    """A cluster, the gateway that delivers to it, and senders."""

    cluster: Cluster
    settings: Settings
    delivery: Part
    store: LogStore
    senders: list[Sender]
    stopping: threading.Event

    def spooled(self) -> int:
        return len(list(self.settings.spool_dir.glob("*.seg")))

    def finish(self) -> Result:
        """Stop sending, wait for delivery, and compare."""
        self.stopping.set()
        for sender in self.senders:
            sender.join(30)
        until(lambda: not self.spooled(), DRAINING, lambda: str(self.delivery.stats()))
        said = self.delivery.stats()
        return compared(self.senders, self.store, dead=said["dead"], retries=said["retries"])


@contextmanager
def stage(folder: Path, *, pause: float = 0.05, heap: str = "512m") -> Iterator[Stage]:
    """Everything starts, and ends again, by its process id."""
    folder.chmod(0o755)
    with ExitStack() as stack:
        cluster = stack.enter_context(Cluster(folder / "es", Plan(3, heap)))
        (folder / "data").mkdir()
        url = cluster.store("/logs", f"?replicas={REPLICAS}")
        settings = settings_in(folder / "data", store=url, segment_seconds=0.2, segment_events=2_000)
        stack.enter_context(running(intake(settings)))
        carrier = stack.enter_context(running(delivery(settings)))
        store = open_store(url, settings)
        stack.callback(store.close)
        stopping = threading.Event()
        stack.callback(stopping.set)
        door = f"http://{settings.host}:{settings.http_port}/"
        senders = [Sender(number, door, ACME_KEY, stopping, pause) for number in range(SENDERS)]
        for sender in senders:
            sender.start()
        yield Stage(cluster, settings, carrier, store, senders, stopping)


def compared(senders: list[Sender], store: LogStore, *, dead: int = 0, retries: int = 0) -> Result:
    acknowledged = [name for sender in senders for name in sender.acknowledged]
    sent = {*acknowledged, *(name for sender in senders for name in sender.unsure)}
    found: Counter[str] = Counter()
    for chunk in store.export(ACME, Span(EVERYTHING)):
        found.update(event["message"] for event in chunk)
    return Result(
        len(acknowledged),
        found.total(),
        [name for name in acknowledged if name not in found],
        [name for name, count in found.items() if count > 1],
        [name for name in found if name not in sent],
        dead,
        retries,
    )


def kill_and_bring_back(stage: Stage, kills: int, chance: random.Random, say: bool = False) -> None:
    """The master first, and every second time. A node comes back after a moment or two; then the cluster has to heal."""
    for number in range(kills):
        time.sleep(chance.uniform(0.5, 2))
        node = chance.choice(stage.cluster.nodes) if number % 2 else stage.cluster.master()
        began = time.monotonic()
        node.kill()
        time.sleep(chance.uniform(0.5, 4))
        seen = stage.store.health()
        node.start()
        stage.cluster.wait("green", seconds=180)
        if say:
            took = time.monotonic() - began
            print(f"{number + 1:>3}  node-{node.number} killed, all green after {took:.1f} s. Meanwhile: {seen.reason}")


def main() -> int:
    reading = argparse.ArgumentParser(prog="make exam-cluster", description=__doc__)
    reading.add_argument("--kills", type=int, default=10)
    reading.add_argument("--seed", type=int, default=None)
    reading.add_argument("--pause", type=float, default=0.05, help="seconds between two requests of a sender")
    wish = reading.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="elkvision-exam-") as folder, stage(Path(folder), pause=wish.pause) as on:
        print(f"Three nodes after {on.cluster.seconds_to_start:.1f} s; {SENDERS} senders over HTTP.", flush=True)
        kill_and_bring_back(on, wish.kills, random.Random(wish.seed), say=True)
        result = on.finish()
    verdict = "passed" if result.passed else "FAILED"
    print(f"exam-cluster {verdict}: {wish.kills} kills, {result}, in {time.monotonic() - began:.0f} s")
    return 0 if result.passed else 1


if __name__ == "__main__":
    sys.exit(main())
