"""`make bench-dashboards`: how soon a dashboard of twelve panels has all its numbers, over 10 million logs.

    python -m benchmarks.dashboards [--logs 10000000] [--rounds 20] [--data folder]

The product is a real one, and is asked over HTTP as its own page does: all panels in one request, by a person who is
logged in. The range is all of the logs, moved a little from round to round so that nothing is asked twice. The first
round finds nothing that was worked out before; the following ones are what a page that refreshes itself asks.
"""

import argparse
import sys
import time
from datetime import datetime, timedelta
from typing import Any

import httpx
from benchmarks import stock
from benchmarks.product import csrf
from benchmarks.report import Report, percentile
from benchmarks.stock import SPREAD

_GOAL_MS = 1000

Panel = dict[str, Any]


def main() -> int:
    given = _arguments()
    workload = f"{given.logs:,} JSON logs of about 290 bytes over {SPREAD.days} days, {given.rounds} rounds of {len(PANELS)} panels"
    report = Report("bench-dashboards", workload)
    with stock.stocked(report, given.logs, given.data) as stocked:
        browser, end = stocked.product.owner(), stocked.end
        for name, length, goal in (("all of the logs", SPREAD, _GOAL_MS), ("a day of them", timedelta(days=1), None)):
            first, *times = [_drawn(browser, end, length, number) for number in range(given.rounds)]
            report.figure(f"twelve panels over {name}, drawn again p50", percentile(times, 0.5), "ms")
            if goal is None:
                report.figure(f"twelve panels over {name}, drawn first", first, "ms")
                report.figure(f"twelve panels over {name}, drawn again p95", percentile(times, 0.95), "ms")
            else:
                report.goal(f"twelve panels over {name}, drawn first", first, "ms", at_most=goal)
                report.goal(f"twelve panels over {name}, drawn again p95", percentile(times, 0.95), "ms", at_most=goal)
        _each(browser, end, report)
        report.figure("as a PDF in", _file(browser, end), "ms")
    return report.finish()


def _series(q: str = "", kind: str = "count", field: str = "", of: str | None = None, percent: float = 95) -> Panel:
    return {"q": q, "measure": {"kind": kind, "field": field, "percent": percent}, "of": of}


PANELS: list[Panel] = [
    {"id": "levels", "kind": "area", "series": [_series()], "groups": ["level"]},
    {"id": "services", "kind": "bar", "series": [_series()], "groups": ["service"], "over": "groups"},
    {"id": "errors-by-service", "kind": "line", "series": [_series("level:error")], "groups": ["service"], "limit": 12},
    {"id": "error-rate", "kind": "line", "series": [_series("level:error", of="")]},
    {"id": "logs", "kind": "number", "series": [_series()]},
    {"id": "users", "kind": "number", "series": [_series("level:error", "distinct", "user_id")]},
    {"id": "hosts", "kind": "table", "series": [_series(), _series("", "percentile", "duration_ms")], "groups": ["host"]},
    {"id": "p95", "kind": "line", "series": [_series("", "percentile", "duration_ms")]},
    {"id": "status", "kind": "pie", "series": [_series()], "groups": ["status"]},
    {"id": "noisy-hosts", "kind": "top", "series": [_series("level:warning OR level:error")], "groups": ["host"]},
    {"id": "hours", "kind": "heatmap", "series": [_series()]},
    {"id": "newest-errors", "kind": "logs", "series": [_series("level:error")], "limit": 50},
]  # fmt: skip


def _drawn(browser: httpx.Client, end: datetime, length: timedelta, number: int, panels: list[Panel] = PANELS) -> float:
    """Milliseconds until the answer is there."""
    until = end - timedelta(seconds=number)
    body = {"panels": panels, "from": (until - length).isoformat(), "to": until.isoformat()}
    began = time.perf_counter()
    answer = browser.post("/panels/data/", json=body, headers=csrf(browser))
    took = (time.perf_counter() - began) * 1000
    answer.raise_for_status()
    wrong = [each["error"] for each in answer.json()["results"] if each["error"]]
    if wrong:
        raise SystemExit(f"A panel was not drawn: {wrong[0]}")
    return took


def _each(browser: httpx.Client, end: datetime, report: Report) -> None:
    """What each panel takes alone."""
    for panel in PANELS:
        times = [_drawn(browser, end, SPREAD, 100 + number, [panel]) for number in range(5)]
        report.figure(f"{panel['id']} alone", percentile(times, 0.5), "ms")


def _file(browser: httpx.Client, end: datetime) -> float:
    body = {"name": "Benchmark", "panels": PANELS}
    made = browser.post("/dashboards/", json=body, headers=csrf(browser))
    made.raise_for_status()
    began = time.perf_counter()
    times = {"from": (end - SPREAD).isoformat(), "to": end.isoformat()}
    browser.post(f"/dashboards/{made.json()['id']}/pdf/", json=times, headers=csrf(browser)).raise_for_status()
    return (time.perf_counter() - began) * 1000


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    stock.arguments(parser)
    parser.add_argument("--rounds", type=int, default=20)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
