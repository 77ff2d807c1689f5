"""How quickly logs are found: 10 million of them, while 5,000 a second come in.

    python benchmarks/search.py [--logs 10000000] [--rounds 40] [--rate 5000]

Starts a store process of its own in a temporary folder, loads it through the express lane, and asks.
"""

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.make_logs import PHRASE, RARE_WORD, lines
from benchmarks.report import Report, cpu_seconds, percentile, pss_mb

from elkvision.core.query import parse
from elkvision.core.settings import Settings
from elkvision.core.tenancy import MAIN_TENANT
from elkvision.store.contract import LineBatch, LogStore, Run, Span
from elkvision.store.registry import open_store

BATCH = 100_000
SPREAD = timedelta(days=7)
PAGES = 200


@dataclass(frozen=True)
class Question:
    name: str
    ask: Callable[[int], object]
    goal_ms: float | None = None


def main() -> int:
    given = _arguments()
    workload = f"{given.logs:,} JSON logs of about 255 bytes over {SPREAD.days} days, {given.rate:,} logs/s coming in meanwhile, {given.rounds} rounds"
    report = Report("search", workload)
    with _store() as (store, pid):
        end = datetime.now(UTC).replace(microsecond=0)
        _load(store, given.logs, end, report)
        stop = threading.Event()
        feeder = threading.Thread(target=_feed, args=(store, given.rate, stop), daemon=True)
        feeder.start()
        time.sleep(3)
        _measure(store, end, given.rounds, report)
        stop.set()
        feeder.join()
        report.figure("memory of the store", pss_mb(pid), "MB")
    return report.finish()


def questions_of(store: LogStore, end: datetime) -> list[Question]:
    """What people ask, about logs of SPREAD before `end`."""
    chance = random.Random(7)
    cursors = _cursors(store)

    def day(text: str = "") -> Span:
        start = end - timedelta(days=1, seconds=chance.randrange(int(SPREAD.total_seconds()) - 86400))
        return Span(parse(text), start, start + timedelta(days=1))

    def search(text: str, **more: object) -> object:
        return store.search(MAIN_TENANT, Span(parse(text)), limit=50, **more)  # type: ignore[arg-type]

    return [
        Question("newest-50", lambda _: search(""), 20),
        Question("rare-word", lambda _: search(RARE_WORD), 50),
        Question("phrase", lambda _: search(f'"{PHRASE}"')),
        Question("field", lambda _: search(f"user_id:{chance.randrange(100_000)}")),
        Question("errors-of-a-service", lambda _: search("level:error service:till*")),
        Question("histogram", lambda _: store.histogram(MAIN_TENANT, day(), step=timedelta(minutes=30)), 200),
        Question("top-values", lambda _: store.top_values(MAIN_TENANT, day(), "service")),
        Question("count-of-a-word", lambda _: store.count(MAIN_TENANT, Span(parse("replica")))),
        Question(f"page-{PAGES}", lambda number: search("", cursor=cursors[number % len(cursors)])),
    ]


def _measure(store: LogStore, end: datetime, rounds: int, report: Report) -> None:
    for question in questions_of(store, end):
        times = [milliseconds(question, number) for number in range(rounds)]
        low, high = percentile(times, 0.5), percentile(times, 0.95)
        report.figure(f"{question.name} p50", low, "ms")
        if question.goal_ms is None:
            report.figure(f"{question.name} p95", high, "ms")
        else:
            report.goal(f"{question.name} p95", high, "ms", at_most=question.goal_ms)


def milliseconds(question: Question, number: int) -> float:
    began = time.perf_counter()
    question.ask(number)
    return (time.perf_counter() - began) * 1000


def _cursors(store: LogStore) -> list[str]:
    """Where page 200 and some after it begin."""
    cursor, found = None, []
    for number in range(PAGES + 10):
        cursor = store.search(MAIN_TENANT, Span(parse("")), limit=50, cursor=cursor).cursor
        if cursor is not None and number >= PAGES - 2:
            found.append(cursor)
    return found


def _load(store: LogStore, count: int, end: datetime, report: Report) -> None:
    """Two threads, as delivery has; received over as many days as the logs are of."""
    began, numbers, lock = time.monotonic(), iter(range(count // BATCH)), threading.Lock()
    each = SPREAD / max(count // BATCH, 1)

    def work() -> None:
        while True:
            with lock:
                number = next(numbers, None)
            if number is None:
                return
            begin = end - SPREAD + number * each
            payload = b"".join(lines(BATCH, first=number * BATCH, begin=begin, spread=each))
            _append(store, f"load-{number}", number + 1, payload, int((begin + each).timestamp() * 1000))

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    report.figure("loaded, with making the logs, in", time.monotonic() - began, "s")


def _append(store: LogStore, token: str, segment: int, payload: bytes, received_ms: int) -> None:
    batch = LineBatch(token, segment, payload, [Run(0, MAIN_TENANT, received_ms, "tcp")])
    left = store.append_lines(batch, store.plan_lines(batch))
    if left:
        raise RuntimeError(f"{len(left)} lines of {token} were not taken")


def _feed(store: LogStore, rate: int, stop: threading.Event) -> None:
    """Half a second of logs each half second, as delivery does when little comes."""
    number = 1_000_000
    while rate and not stop.wait(0.5):
        number += 1
        now = datetime.now(UTC)
        payload = b"".join(lines(rate // 2, first=number * rate, begin=now, spread=timedelta(seconds=0.5)))
        _append(store, f"feed-{number}", number, payload, int(now.timestamp() * 1000))


@contextmanager
def _store() -> Iterator[tuple[LogStore, int]]:
    folder = Path(tempfile.mkdtemp(prefix="elkvision-bench-"))
    settings = Settings(data_dir=folder)
    process = subprocess.Popen(
        [sys.executable, "-m", "elkvision.store.engines.clickhouse.process"],
        env={**os.environ, **settings.environment()},
        stdout=subprocess.DEVNULL,
    )
    try:
        while not settings.store_socket.exists():
            if process.poll() is not None:
                raise RuntimeError("The store process did not start.")
            time.sleep(0.05)
        yield open_store("clickhouse+embedded://", settings), process.pid
        print(f"bench-search: CPU of the store process: {cpu_seconds(process.pid):.0f} s")
    finally:
        process.terminate()
        process.wait(60)
        shutil.rmtree(folder, ignore_errors=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--logs", type=int, default=10_000_000)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--rate", type=int, default=5000)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
