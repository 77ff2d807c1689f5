"""`make bench-alerts`: a thousand rules every minute, and a line that matches told within seconds, beside everything else.

A product of the benchmark's own has 10 million logs, and 5,000 a second come in over TCP. A thousand rules look at windows
of one and of five minutes, once a minute; they ask 200 different questions, as rules of an organisation share what they are
about. One rule is for each matching line: now and then a line with its word is sent, and the clock stops when the webhook has
it. A rule's lag is from the moment at which its window had settled to the moment at which the outcome was written.
"""

import argparse
import json
import os
import socket
import sqlite3
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
from benchmarks import stock
from benchmarks.make_logs import lines
from benchmarks.product import Product, csrf
from benchmarks.report import Report, cpu_seconds, percentile

NEEDLE = "quagglefinch"
SETTLE = 10.0
SERVICES = (
    "basket", "billing", "catalogue", "courier", "gatekeeper", "mailroom", "pantry", "pricing", "ranking", "sessions",
    "stock", "tills",
)  # fmt: skip
TOPICS = (
    "level:error", "level:>=warning", "level:warning", "level:debug", "answered 503", "customer signed", "table orders",
    "replica", '"third attempt"', "queue", "user_id:>50000", "host:shelf-0*", "upstream -level:info", "visit",
    "level:error user_id:>100", "message:bask*", "worker finished",
)  # fmt: skip
#: What a line of `make_logs` begins with, up to the end of its time.
_HEAD = len('{"timestamp":"2026-11-22T00:00:00.000Z"')


class Receiver:
    """What a webhook would be: notes when each line with the needle arrived."""

    def __init__(self) -> None:
        self.arrived: dict[int, float] = {}
        self.messages = 0
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                now = time.time()
                outer.messages += 1
                for line in body.get("lines", []):
                    number = line.get("attributes", {}).get("needle")
                    if number is not None:
                        outer.arrived.setdefault(int(number), now)
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/"


def main() -> int:
    given = _arguments()
    report = Report(
        "bench-alerts",
        workload=f"{given.rules:,} rules every minute on {given.logs:,} logs, {given.rate:,} logs/s coming in over TCP for "
        f"{given.seconds:.0f} s; sender and webhook run on the same cores",
    )
    os.environ["ELKVISION_NOTIFY_ALLOW"] = "127.0.0.0/8"
    receiver = Receiver()
    with stock.stocked(report, given.logs, given.data) as stocked:
        product, owner = stocked.product, stocked.product.owner()
        _prepare(owner, given.rules, receiver.url)
        stop = threading.Event()
        sent: dict[int, float] = {}
        senders = [
            threading.Thread(target=_feed, args=(product, given.rate, stop), daemon=True),
            threading.Thread(target=_needles, args=(product, sent, stop, given.needle_every), daemon=True),
        ]
        for sender in senders:
            sender.start()
            time.sleep(given.warm_up if sender is senders[0] else 0)
        lags, cpu = _watch(product, given.seconds)
        stop.set()
        for sender in senders:
            sender.join()
        time.sleep(4)
        _tell(report, lags, cpu, sent, receiver, given)
    return report.finish()


def definitions(count: int) -> Iterator[dict[str, Any]]:
    """Five rules to a question: how many, how often, what share, none at all, and more than before; to one question in
    twenty also a percentile. Half of the windows are of one minute, half of five."""
    for number in range(count):
        question, kind = divmod(number, 5)
        service = f"service:{SERVICES[question % len(SERVICES)]}"
        many = {"kind": "threshold", "op": ">", "value": 1_000_000}
        percentile = {"measure": {"kind": "percentile", "field": "user_id", "percent": 95}}
        conditions: tuple[dict[str, Any], ...] = (
            many | (percentile if question % 20 == 0 else {}),
            {"kind": "threshold", "op": ">", "value": 5_000, "rate": "second"},
            {"kind": "threshold", "op": ">", "value": 2, "of": service},
            {"kind": "threshold", "op": "<", "value": 0},
            {"kind": "change", "percent": 100_000, "minimum": 1_000_000},
        )
        yield {
            "name": f"rule {number}",
            "query": f"{service} {TOPICS[question // len(SERVICES) % len(TOPICS)]}",
            "condition": conditions[kind],
            "window": ("1m", "5m")[question % 2],
            "every": "1m",
            "settle": f"{SETTLE:.0f}s",
        }


def _prepare(owner: httpx.Client, rules: int, url: str) -> None:
    channel = _post(owner, "/notifications/channels/", name="the hook", kind="webhook", config={"url": url})
    _post(owner, "/alerts/policies/", name="all", channels=[channel["id"]])
    _post(owner, "/alerts/rules/", definition={"name": NEEDLE, "query": NEEDLE, "condition": {"kind": "match"}})
    began = time.monotonic()
    _post(owner, "/alerts/rules/import/", yaml=json.dumps({"rules": list(definitions(rules))}))
    print(f"bench-alerts {rules:,} rules were made in {time.monotonic() - began:.1f} s", flush=True)


def _post(owner: httpx.Client, path: str, **body: Any) -> dict[str, Any]:
    answer = owner.post(path, json=body, headers=csrf(owner), timeout=300)
    if answer.status_code >= 400:
        raise SystemExit(f"{path}: {answer.text}")
    return dict(answer.json())


def _watch(product: Product, seconds: float) -> tuple[list[float], dict[str, float]]:
    """The lag of every evaluation that was written meanwhile, and the share of a core that each part took."""
    before, began = _cpu(product), time.monotonic()
    seen: dict[int, str] = {}
    lags: list[float] = []
    with closing(sqlite3.connect(f"file:{product.folder / 'data/db.sqlite3'}?mode=ro", uri=True)) as database:
        while time.monotonic() - began < seconds:
            for rule, until, looked in database.execute(
                "SELECT rule_id, evaluated_to, looked_at FROM alerts_rulestatus"
                " WHERE rule_id NOT IN (SELECT id FROM alerts_rule WHERE kind = 'match')"
            ):
                if seen.get(rule, until) != until:
                    lags.append((_moment(looked) - _moment(until)).total_seconds() - SETTLE)
                seen[rule] = until
            time.sleep(1)
    after, took = _cpu(product), time.monotonic() - began
    return lags, {part: (after[part] - before.get(part, 0)) / took * 100 for part in after}


def _tell(
    report: Report,
    lags: list[float],
    cpu: dict[str, float],
    sent: dict[int, float],
    receiver: Receiver,
    given: argparse.Namespace,
) -> None:
    report.say("  CPU of a core: " + ", ".join(f"{part} {share:.0f} %" for part, share in sorted(cpu.items())))
    expected = given.rules * int(given.seconds // 60)
    waits = [receiver.arrived[number] - at for number, at in sent.items() if number in receiver.arrived]
    report.figure("evaluations", len(lags))
    report.figure("evaluation lag p50", percentile(lags or [float("inf")], 0.5), "s")
    report.figure("matching line to webhook p50", percentile(waits or [float("inf")], 0.5), "s")
    report.figure("lines that matched", f"{len(waits)} of {len(sent)} arrived")
    report.keep("CPU", **cpu)
    report.goal("evaluations done", len(lags) / max(1, expected) * 100, "%", at_least=95)
    report.goal("evaluation lag p99", percentile(lags or [float("inf")], 0.99), "s", at_most=10)
    report.goal("worker", cpu.get("worker", float("inf")), "% of a core", at_most=50)
    report.goal("matching line to webhook p99", percentile(waits or [float("inf")], 0.99), "s", at_most=2)
    report.goal("matching lines told", len(waits) / max(1, len(sent)) * 100, "%", at_least=100)


def _feed(product: Product, rate: int, stop: threading.Event) -> None:
    """Logs at an even rate, in ticks of 50 ms, each with the time of its tick."""
    ready = [line[_HEAD:] for line in lines(20_000)]
    with socket.create_connection(("127.0.0.1", product.ports["tcp"])) as connection:
        began, sent = time.monotonic(), 0
        while not stop.wait(0.05):
            due = int((time.monotonic() - began) * rate)
            head = f'{{"timestamp":"{datetime.now(UTC).isoformat(timespec="milliseconds")[:-6]}Z"'.encode()
            connection.sendall(b"".join(head + ready[number % len(ready)] for number in range(sent, due)))
            sent = due


def _needles(product: Product, sent: dict[int, float], stop: threading.Event, every: float) -> None:
    """Now and then a line that the rule of the kind `match` is for."""
    number = 0
    with socket.create_connection(("127.0.0.1", product.ports["tcp"])) as connection:
        while not stop.wait(every):
            number += 1
            body = {"level": "info", "message": f"a {NEEDLE} came by", "needle": number}
            sent[number] = time.time()
            connection.sendall(json.dumps(body).encode() + b"\n")


def _cpu(product: Product) -> dict[str, float]:
    return {part: cpu_seconds(process.pid) for part, process in product.parts().items()}


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rules", type=int, default=1000)
    stock.arguments(parser)
    parser.add_argument("--rate", type=int, default=5000)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--warm-up", type=float, default=75)
    parser.add_argument("--needle-every", type=float, default=1.5)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
