"""A product with many logs in it, and a folder to keep them in, so that the next time begins at once.

    ARGS="--data /somewhere/stock"

The folder is filled by the first benchmark that is given it, and copied by the following ones: none of them changes it.
"""

import argparse
import contextlib
import json
import random
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from benchmarks.make_logs import lines
from benchmarks.product import Product, bench_folder
from benchmarks.report import Report

from elkvision.core.settings import Settings
from elkvision.core.tenancy import MAIN_TENANT
from elkvision.store.contract import LineBatch, LogStore, Run
from elkvision.store.registry import open_store

SPREAD: Final = timedelta(days=7)
_BATCH: Final = 100_000
_STATUS: Final = (200,) * 7 + (304, 404, 500)
_NOTE: Final = "stock.json"


@dataclass(frozen=True)
class Stocked:
    """`end` is when the newest of the logs was written."""

    product: Product
    end: datetime


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--logs", type=int, default=10_000_000)
    parser.add_argument("--data", type=Path, help="a folder that keeps the logs for the next time")


@contextlib.contextmanager
def stocked(report: Report, count: int, kept: Path | None) -> Iterator[Stocked]:
    """A running product with so many logs, of a week."""
    with tempfile.TemporaryDirectory(prefix="elkvision-bench-", dir=bench_folder()) as name:
        folder = Path(name)
        end = _taken(folder, kept, count)
        product = Product(folder)
        try:
            if end is None:
                end = datetime.now(UTC).replace(microsecond=0)
                _load(product, count, end, report)
                if kept is not None:
                    product.stop()
                    _keep(folder, kept, count, end)
                    product = Product(folder)
            yield Stocked(product, end)
        finally:
            product.stop()


def _taken(folder: Path, kept: Path | None, count: int) -> datetime | None:
    """Copy what was kept; None where there is nothing yet."""
    if kept is None or not (kept / _NOTE).exists():
        return None
    note = json.loads((kept / _NOTE).read_text())
    if note["logs"] != count:
        raise SystemExit(f"{kept} has {note['logs']:,} logs: use another folder for {count:,}")
    _copy(kept / "store", Settings(data_dir=folder / "data").store_dir)
    return datetime.fromisoformat(note["end"])


def _keep(folder: Path, kept: Path, count: int, end: datetime) -> None:
    _copy(Settings(data_dir=folder / "data").store_dir, kept / "store")
    (kept / _NOTE).write_text(json.dumps({"logs": count, "end": end.isoformat()}))


def _copy(store: Path, to: Path) -> None:
    """With its links as links: ClickHouse does not open it otherwise."""
    shutil.copytree(store, to, symlinks=True)


def _load(product: Product, count: int, end: datetime, report: Report) -> None:
    """Through the store's express lane by two threads, as delivery has; received over as many days as the logs are of."""
    settings = Settings(data_dir=product.folder / "data")
    store = open_store("clickhouse+embedded://", settings)
    began, numbers, lock = time.monotonic(), iter(range(count // _BATCH)), threading.Lock()
    each = SPREAD / max(count // _BATCH, 1)

    def work() -> None:
        while True:
            with lock:
                number = next(numbers, None)
            if number is None:
                return
            begin = end - SPREAD + number * each
            payload = b"".join(_lines(number, begin, each))
            _append(store, number, payload, int((begin + each).timestamp() * 1000))

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    report.figure("loaded, with making the logs, in", time.monotonic() - began, "s")
    _settle(settings)
    store.close()


def _append(store: LogStore, number: int, payload: bytes, received_ms: int) -> None:
    batch = LineBatch(f"load-{number}", number + 1, payload, [Run(0, MAIN_TENANT, received_ms, "tcp")])
    if left := store.append_lines(batch, store.plan_lines(batch)):
        raise SystemExit(f"{len(left)} lines of batch {number} were not taken")


def _lines(number: int, begin: datetime, spread: timedelta) -> Iterator[bytes]:
    """Of the usual logs, each with a status and how long it took: most are quick, some are very slow."""
    draw = random.Random(number).random
    for line in lines(_BATCH, first=number * _BATCH, begin=begin, spread=spread):
        took = draw()
        yield b'%s,"status":%d,"duration_ms":%.1f}\n' % (line[:-2], _STATUS[int(draw() * 10)], 3000 * took**3)


def _settle(settings: Settings) -> None:
    """Until merges are over: the folder is as large as it was ten seconds ago."""
    before = -1
    while (size := _bytes(settings)) != before:
        before = size
        time.sleep(10)


def _bytes(settings: Settings) -> int:
    found = subprocess.run(["du", "-sb", str(settings.store_dir)], capture_output=True, text=True, check=False)
    return int(found.stdout.split()[0])
