"""The same logs and the same questions on both engines, on the same two cores.

    python -m benchmarks.engines [--logs 3000000] [--rounds 40] [--heap 4g]

Intake and delivery are real, the sender is on the same cores. Elasticsearch is a server of the benchmark's own.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from benchmarks import senders
from benchmarks.house import House, first_cores
from benchmarks.ingest import CONNECTIONS, PeakMemory, own_seconds, timed, write
from benchmarks.make_logs import lines
from benchmarks.report import Report, percentile
from benchmarks.search import SPREAD, milliseconds, questions_of
from tools.servers.elasticsearch import Cluster
from tools.servers.node import Plan

from elkvision.core.clock import now_ms
from elkvision.core.event import Event, event_id
from elkvision.core.tenancy import MAIN_TENANT
from elkvision.pipeline.normalise import normalise_line
from elkvision.store.contract import EventBatch, LogStore

ENGINES = ("clickhouse", "elasticsearch")
#: The goals are Elasticsearch's: the embedded engine has its own in `ingest` and `search`.
GOAL_RATE, GOAL_SHARE = 25_000, 15
#: Logs whose append is timed alone, in batches as delivery has them.
ALONE, BATCH = 200_000, 20_000


@dataclass(frozen=True)
class Measured:
    """One engine's figures. CPU is in µs a log, times are p50 and p95 in ms."""

    rate: float
    cpu: dict[str, float]
    engine_cpu: float
    disk: float
    memory: dict[str, float]
    times: dict[str, tuple[float, float]]

    @property
    def whole_cpu(self) -> float:
        return sum(self.cpu.values())


def main() -> int:
    given = _arguments()
    os.sched_setaffinity(0, first_cores(2))
    workload = (
        f"{given.logs:,} JSON logs of about 252 bytes over TCP from {CONNECTIONS} connections, then {given.rounds} rounds of "
        f"questions; two cores for all of it, Elasticsearch with {given.heap} of heap"
    )
    report = Report("bench-engines", workload)
    end = datetime.now(UTC).replace(microsecond=0)
    found: dict[str, Measured] = {}
    with tempfile.TemporaryDirectory(prefix="elkvision-bench-", dir=os.environ.get("ELKVISION_BENCH_DIR")) as folder:
        os.chmod(folder, 0o755)  # the server runs as somebody else when we are root
        source = Path(folder) / "logs.ndjson"
        write(source, lines(given.logs, begin=end - SPREAD, spread=SPREAD))
        for name in given.engines:
            with _house(name, Path(folder), given.heap) as house:
                found[name] = _measure(report, name, house, source, given.logs, end, given.rounds)
    _compare(report, found)
    return report.finish()


@contextmanager
def _house(name: str, folder: Path, heap: str) -> Iterator[House]:
    if name == "clickhouse":
        with House(folder / name) as house:
            yield house
        return
    with Cluster(folder / "server", Plan(heap=heap, quick=False)) as cluster:
        pids = [node.pid for node in cluster.nodes if node.pid]
        with House(folder / name, cluster.store("/bench"), pids) as house:
            yield house


def _measure(report: Report, name: str, house: House, source: Path, logs: int, end: datetime, rounds: int) -> Measured:
    memory = PeakMemory(house)
    memory.start()
    before = house.cpu()
    seconds = timed(report, house, name, logs, lambda: senders.tcp(source, house.port("tcp"), CONNECTIONS))
    cpu = {part: (spent - before[part]) / logs * 1e6 for part, spent in house.cpu().items()}
    memory.done.set()
    memory.join()
    disk = house.settle() / logs
    times = {
        question.name: _percentiles([milliseconds(question, number) for number in range(rounds)])
        for question in questions_of(house.store, end)
    }
    return Measured(logs / seconds, cpu, _engine_cpu(house.store), disk, memory.parts, times)


def _percentiles(times: list[float]) -> tuple[float, float]:
    return percentile(times, 0.5), percentile(times, 0.95)


def _engine_cpu(store: LogStore) -> float:
    """What `append` takes of this process, in µs a log: the engine's code alone, without the server."""
    spent = 0.0
    events = _events()
    for number in range(ALONE // BATCH):
        batch = EventBatch(f"alone-{number}", list(islice(events, BATCH)))
        began = own_seconds()
        store.append(batch)
        spent += own_seconds() - began
    return spent / ALONE * 1e6


def _events() -> Iterator[Event]:
    received = now_ms()
    for number, line in enumerate(lines(ALONE, first=50_000_000, begin=datetime.now(UTC))):
        yield normalise_line(
            line, id=event_id(received, 1, number), tenant=MAIN_TENANT, received_ms=received, input="tcp", defaults={}
        )


def _compare(report: Report, found: dict[str, Measured]) -> None:
    _beside(report, "ingest", {name: each.rate for name, each in found.items()}, "logs/s")
    _beside(report, "CPU a log", {name: each.whole_cpu for name, each in found.items()}, "µs")
    _beside(report, "CPU a log of the engine's code", {name: each.engine_cpu for name, each in found.items()}, "µs")
    _beside(report, "disk", {name: each.disk for name, each in found.items()}, "bytes a log")
    _beside(report, "peak memory of the store", {name: each.memory["store"] for name, each in found.items()}, "MB")
    _beside(report, "peak memory of delivery", {name: each.memory["delivery"] for name, each in found.items()}, "MB")
    for question in next(iter(found.values())).times:
        for place, label in enumerate(("p50", "p95")):
            values = {name: each.times[question][place] for name, each in found.items()}
            _beside(report, f"{question} {label}", values, "ms")
    if "elasticsearch" in found:
        one = found["elasticsearch"]
        report.goal("ingest on elasticsearch", one.rate, "logs/s", at_least=GOAL_RATE)
        share = 100 * one.engine_cpu / one.whole_cpu
        report.goal("the engine's code on elasticsearch", share, "% of the whole CPU", at_most=GOAL_SHARE)


def _beside(report: Report, name: str, values: dict[str, float], unit: str) -> None:
    """Side by side; the ratio is the second's to the first's."""
    words = ", ".join(
        f"{engine} {value:,.3g}" if value < 100 else f"{engine} {value:,.0f}" for engine, value in values.items()
    )
    first, *others = values.values()
    ratio = f" (ratio {others[0] / first:.2f})" if others and first else ""
    report.figure(name, f"{words} {unit}{ratio}")
    report.keep(f"{name}, in figures", **values)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--logs", type=int, default=3_000_000)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--heap", default="4g")
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=ENGINES)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
