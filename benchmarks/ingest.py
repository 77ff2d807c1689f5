"""How many logs a second become durable and searchable, and what each costs.

    python -m benchmarks.ingest [--logs 3000000]

Real store, intake and delivery on two cores, the sender on the same two. The clock runs from the first byte
sent until the store finds the last log.
"""

import argparse
import json
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks import senders
from benchmarks.house import House, first_cores
from benchmarks.make_logs import lines
from benchmarks.report import Report

GOAL_EXPRESS, GOAL_FULL, GOAL_BYTES, GOAL_MEMORY = 150_000, 40_000, 56, 900
FULL_LOGS, HTTP_LOGS, BEATS_LOGS = 400_000, 600_000, 400_000
HTTP_BATCH, BEATS_WINDOW = 1_000, 2_048
CONNECTIONS = 4


class PeakMemory(threading.Thread):
    """Looks at the memory of all parts together, twice a second."""

    def __init__(self, house: House) -> None:
        super().__init__(daemon=True)
        self.house = house
        self.peak = 0.0
        self.parts: dict[str, float] = {}
        self.done = threading.Event()

    def run(self) -> None:
        while not self.done.wait(0.5):
            parts = self.house.memory()
            if sum(parts.values()) > self.peak:
                self.peak, self.parts = sum(parts.values()), parts


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--logs", type=int, default=3_000_000)
    given = arguments.parse_args()
    os.sched_setaffinity(0, first_cores(2))
    workload = (
        f"{given.logs} JSON logs of about 252 bytes over TCP from {CONNECTIONS} connections, two cores, sender included"
    )
    report = Report("bench-ingest", workload)
    with tempfile.TemporaryDirectory(prefix="elkvision-bench-", dir=os.environ.get("ELKVISION_BENCH_DIR")) as folder:
        source = Path(folder) / "logs.ndjson"
        write(source, lines(given.logs))
        with House(Path(folder) / "data") as house:
            measure(report, house, source, given.logs)
    return report.finish()


def measure(report: Report, house: House, source: Path, logs: int) -> None:
    memory = PeakMemory(house)
    memory.start()
    express(report, house, source, logs)
    full(report, house, source.with_suffix(".txt"))
    http(report, house)
    beats(report, house)
    memory.done.set()
    memory.join()
    parts = ", ".join(f"{name} {size:.0f}" for name, size in memory.parts.items())
    report.goal("peak memory of store, intake and delivery", memory.peak, "MB", at_most=GOAL_MEMORY)
    report.figure("peak memory by part", parts, "MB")


def express(report: Report, house: House, source: Path, logs: int) -> None:
    """JSON lines: the lane that most logs take."""
    seconds = timed(report, house, "tcp", logs, lambda: senders.tcp(source, house.port("tcp"), CONNECTIONS))
    report.goal("tcp", logs / seconds, "logs/s", at_least=GOAL_EXPRESS)
    share = house.delivery_stats()["express"] / logs
    report.figure("tcp in the express lane", 100 * share, "% of the logs")
    before = house.cpu()
    size = house.settle()
    after = house.cpu()
    report.figure("merging afterwards", (after["store"] - before["store"]) / logs * 1e6, "µs of CPU a log")
    report.goal("disk after merges", size / logs, "bytes a log", at_most=GOAL_BYTES)


def full(report: Report, house: House, source: Path) -> None:
    """Plain lines: each is read in Python, its time and level recognised."""
    write(source, map(as_text, lines(FULL_LOGS, first=10_000_000)))
    seconds = timed(report, house, "full lane", FULL_LOGS, lambda: senders.tcp(source, house.port("tcp"), CONNECTIONS))
    report.goal("full lane (plain lines over tcp)", FULL_LOGS / seconds, "logs/s", at_least=GOAL_FULL)
    house.settle()


def http(report: Report, house: House) -> None:
    batches = senders.batches(list(lines(HTTP_LOGS, first=20_000_000)), HTTP_BATCH)
    send = lambda: senders.http_batches(batches, house.port("http"), house.key, CONNECTIONS)  # noqa: E731
    seconds = timed(report, house, "http", HTTP_LOGS, send)
    report.figure(f"http in batches of {HTTP_BATCH}", HTTP_LOGS / seconds, "logs/s")
    house.settle()


def beats(report: Report, house: House) -> None:
    windows = [
        senders.lumberjack_window(some)
        for some in senders.batches(list(lines(BEATS_LOGS, first=30_000_000)), BEATS_WINDOW)
    ]
    seconds = timed(
        report, house, "beats", BEATS_LOGS, lambda: senders.beats(windows, house.port("beats"), CONNECTIONS)
    )
    report.figure(f"beats in packed windows of {BEATS_WINDOW}", BEATS_LOGS / seconds, "logs/s")


def timed(report: Report, house: House, name: str, logs: int, send: Callable[[], None]) -> float:
    """Seconds until the store finds everything; tells where the CPU went."""
    had = house.delivery_stats()["stored"]
    before, busy, mine, began = house.cpu(), busy_seconds(), own_seconds(), time.perf_counter()
    send()
    sent = time.perf_counter() - began
    house.wait_until_stored(had + logs)
    seconds = time.perf_counter() - began
    after = house.cpu()
    ours = sum(after.values()) - sum(before.values()) + own_seconds() - mine
    others = max(0.0, busy_seconds() - busy - ours)
    found = house.count()
    if found != had + logs:
        raise SystemExit(f"bench-ingest: {had + logs} logs were sent, the store finds {found}")
    costs = {part: (after[part] - before[part]) / logs * 1e6 for part in before}
    report.figure(f"{name}: sent in", sent, "s")
    report.figure(f"{name}: CPU a log", ", ".join(f"{part} {cost:.2f}" for part, cost in costs.items()), "µs")
    if others > 0.1 * seconds:
        report.figure(f"{name}: other programs took", 100 * others / (2 * seconds), "% of the two cores meanwhile")
    report.keep(name, other_programs_cpu_seconds=others, seconds=seconds, sent_seconds=sent, cpu_us_a_log=costs)
    return seconds


def busy_seconds() -> float:
    """CPU time that the machine has spent on anything."""
    with open("/proc/stat") as file:
        fields = [int(field) for field in file.readline().split()[1:]]
    return (sum(fields) - fields[3] - fields[4]) / os.sysconf("SC_CLK_TCK")


def own_seconds() -> float:
    times = os.times()
    return times.user + times.system


def write(path: Path, some: Iterator[bytes]) -> None:
    with path.open("wb", buffering=1 << 20) as out:
        out.writelines(some)


def as_text(line: bytes) -> bytes:
    """The same log as a program without JSON would write it."""
    log = json.loads(line)
    return f"{log['timestamp']} {log['level'].upper()} {log['service']}: {log['message']} user={log['user_id']} ip={log['ip']} trace={log['trace_id']}\n".encode()


if __name__ == "__main__":
    sys.exit(main())
