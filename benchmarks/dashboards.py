"""`make bench-dashboards`: a dashboard of twelve panels over 10 million logs, and the same one as a PDF.

A product of the benchmark's own has the logs; what a browser asks is asked over HTTP. The panels are of all seven days.
"""

import argparse
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from benchmarks.make_logs import lines
from benchmarks.product import Product, csrf, running
from benchmarks.report import Report, percentile

from elkvision.core.settings import Settings
from elkvision.core.tenancy import MAIN_TENANT
from elkvision.store.contract import LineBatch, Run
from elkvision.store.registry import open_store

BATCH = 100_000
SPREAD = timedelta(days=7)
ERRORS = {"label": "errors", "q": "level:error"}
PART = {"label": "part", "q": "level:error", "of": ""}
PANELS: list[dict[str, Any]] = [
    {"kind": "number", "title": "Logs"},
    {"kind": "number", "title": "Errors", "series": [ERRORS]},
    {"kind": "number", "title": "Part that is errors", "series": [PART], "unit": "percent"},
    {"kind": "number", "title": "Hosts", "series": [{"measure": {"kind": "distinct", "field": "host"}}]},
    {"kind": "bar", "title": "By level", "groups": ["level"], "stacked": True},
    {"kind": "line", "title": "Errors by service", "series": [ERRORS], "groups": ["service"]},
    {"kind": "line", "title": "Part that is errors", "series": [PART], "unit": "percent"},
    {"kind": "pie", "title": "Services", "groups": ["service"]},
    {"kind": "top", "title": "Hosts", "groups": ["host"]},
    {"kind": "table", "title": "Services", "series": [{"label": "logs"}, ERRORS, PART], "groups": ["service"]},
    {"kind": "heatmap", "title": "Busiest hours"},
    {"kind": "logs", "title": "Newest errors", "series": [ERRORS], "limit": 50},
]


def main() -> int:
    given = _arguments()
    report = Report("bench-dashboards", f"{len(PANELS)} panels over {given.logs:,} logs of {SPREAD.days} days")
    with running() as product:
        owner = product.owner()
        _load(product, given.logs, report)
        end = datetime.now(UTC)
        times_of = {"from": (end - SPREAD).isoformat(), "to": end.isoformat()}
        times = [_asked(owner, {"panels": PANELS} | times_of) for _ in range(given.rounds + 1)]
        report.figure("first time", times[0], "ms")
        report.goal("all panels drawn, median", percentile(times[1:], 0.5), "ms", at_most=1000)
        report.figure("all panels drawn, p95", percentile(times[1:], 0.95), "ms")
        report.figure("as a PDF in", _file(owner, times_of), "ms")
    return report.finish()


def _asked(owner: httpx.Client, body: dict[str, Any]) -> float:
    began = time.perf_counter()
    answer = owner.post("/api/v1/panels/data/", json=body, headers=csrf(owner), timeout=120)
    took = (time.perf_counter() - began) * 1000
    answer.raise_for_status()
    wrong = [each["error"] for each in answer.json()["results"] if each["error"]]
    if wrong:
        raise RuntimeError(f"a panel has no numbers: {wrong[0]}")
    return took


def _file(owner: httpx.Client, times_of: dict[str, str]) -> float:
    made = owner.post("/api/v1/dashboards/", json={"name": "Bench", "panels": PANELS}, headers=csrf(owner))
    made.raise_for_status()
    began = time.perf_counter()
    path = f"/api/v1/dashboards/{made.json()['id']}/pdf/"
    answer = owner.post(path, json=times_of, headers=csrf(owner), timeout=120)
    answer.raise_for_status()
    return (time.perf_counter() - began) * 1000


def _load(product: Product, count: int, report: Report) -> None:
    """Straight into the store, by two threads as delivery has; received over as many days as the logs are of."""
    store = open_store("clickhouse+embedded://", Settings(data_dir=Path(product.folder / "data")))
    began, end = time.monotonic(), datetime.now(UTC)
    numbers, lock = iter(range(count // BATCH)), threading.Lock()
    each = SPREAD / max(count // BATCH, 1)

    def work() -> None:
        while True:
            with lock:
                number = next(numbers, None)
            if number is None:
                return
            begin = end - SPREAD + number * each
            payload = b"".join(lines(BATCH, first=number * BATCH, begin=begin, spread=each))
            received = int((begin + each).timestamp() * 1000)
            batch = LineBatch(f"load-{number}", number + 1, payload, [Run(0, MAIN_TENANT, received, "tcp")])
            if store.append_lines(batch, store.plan_lines(batch)):
                raise RuntimeError(f"lines of load-{number} were not taken")

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    store.close()
    report.figure("loaded, with making the logs, in", time.monotonic() - began, "s")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--logs", type=int, default=10_000_000)
    parser.add_argument("--rounds", type=int, default=20)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
