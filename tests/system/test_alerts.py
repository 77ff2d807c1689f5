"""Two workers watch at once and are killed in turn: each line that matches reaches the webhook once, each window is
evaluated once, and an alert is followed from its lines to its end."""

import json
import os
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import psutil
import pytest
from benchmarks.product import Product, csrf, running

pytestmark = pytest.mark.system


class Webhook:
    """Counts what arrives: messages by their title, lines by their number."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []
        self.lines: Counter[int] = Counter()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                outer.messages.append(body)
                outer.lines.update(
                    line["attributes"]["n"] for line in body["lines"] if body["title"].startswith("needle")
                )
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def told(self) -> int:
        """Lines that were counted in messages, also where only ten of them are shown."""
        titles = [each["title"] for each in self.messages if each["title"].startswith("needle")]
        return sum(int(title.split(": ")[1].split()[0]) for title in titles if "line" in title)

    def states(self, title: str) -> list[str]:
        return [each["state"] for each in self.messages if title in each["title"]]


@pytest.fixture(params=["clickhouse", "elasticsearch"])
def product(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Product]:
    store = request.getfixturevalue("elasticsearch_url") if request.param == "elasticsearch" else ""
    monkeypatch.setenv("ELKVISION_NOTIFY_ALLOW", "127.0.0.0/8")
    with running(store) as product:
        yield product


def post(alice: httpx.Client, path: str, **body: Any) -> dict[str, Any]:
    answer = alice.post(path, json=body, headers=csrf(alice))
    assert answer.status_code in (200, 201), answer.text
    return answer.json()  # type: ignore[no-any-return]  # JSON


def until(true: Callable[[], object], seconds: float = 90) -> None:
    last = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < last, "it never happened"
        time.sleep(0.2)


def send(product: Product, *logs: dict[str, Any]) -> None:
    with socket.create_connection(("127.0.0.1", product.ports["tcp"]), timeout=10) as connection:
        connection.sendall(b"".join(json.dumps(log).encode() + b"\n" for log in logs))


def another_worker(product: Product) -> subprocess.Popen[bytes]:
    """Beside the product's own, with the same data."""
    environment = psutil.Process(product.parts()["worker"].pid).environ()
    with (product.folder / "worker-2.log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "elkvision.server.worker"], env=os.environ | environment, stdout=log, stderr=log
        )


def rows(product: Product, sql: str) -> list[Any]:
    with closing(sqlite3.connect(f"file:{product.folder / 'data/db.sqlite3'}?mode=ro", uri=True)) as database:
        return database.execute(sql).fetchall()


def test_two_workers_and_kills_tell_every_line_once(product: Product) -> None:
    alice, webhook = product.owner(), Webhook()
    channel = post(
        alice,
        "/notifications/channels/",
        name="hook",
        kind="webhook",
        config={"url": f"http://127.0.0.1:{webhook.server.server_port}/"},
    )
    post(alice, "/alerts/policies/", name="all", channels=[channel["id"]], group_wait=0, group_interval=1)
    post(alice, "/alerts/rules/", definition={"name": "needle", "query": "needle", "condition": {"kind": "match"}})
    errors = {
        "name": "errors", "query": "level:error", "condition": {"kind": "threshold", "op": ">", "value": 2},
        "window": "10s", "every": "10s", "settle": "2s",
    }  # fmt: skip
    rule = post(alice, "/alerts/rules/", definition=errors)
    for each in alice.get("/alerts/rules/").json()["results"]:
        until(lambda id=each["id"]: alice.get(f"/alerts/rules/{id}/").json()["status"]["state"] == "inactive")  # type: ignore[misc]

    second = another_worker(product)
    try:
        number = 0
        for turn in range(4):
            for _ in range(8):
                number += 1
                send(product, {"message": "a needle in the hay", "n": number})
                time.sleep(0.4)
            if turn % 2 == 0:
                second.kill()
                second.wait()
                second = another_worker(product)
            else:
                product.parts()["worker"].kill()
        until(lambda: webhook.told() >= number)
        assert webhook.told() == number
        assert set(webhook.lines.values()) == {1}, "a line was shown twice"

        send(product, *({"level": "error", "message": "it broke"} for _ in range(5)))
        until(lambda: webhook.states("errors") == ["firing", "resolved"])
        (told,) = [each for each in webhook.messages if each["title"] == "errors"]
        assert len(told["lines"]) == 5
        assert "from=" in told["link"]
    finally:
        second.kill()
        second.wait()
    changes = rows(product, f"SELECT state, at FROM alerts_change WHERE rule_id = {rule['id']} ORDER BY id")
    assert [state for state, _ in changes] == ["firing", "resolved"], "each window was evaluated once"
    alert = alice.get("/alerts/", params={"rule": rule["id"]}).json()["results"][0]
    assert alert["state"] == "resolved"
    matched = alice.get("/alerts/", params={"q": "needle"}).json()["results"]
    assert sum(each["matched"] for each in matched) == number
