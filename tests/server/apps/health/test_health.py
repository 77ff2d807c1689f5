"""How every part is, for people and for machines."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import ThreadingUnixStreamServer
from typing import Any

import pytest
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families
from tests.server.conftest import Caller, program

from elkvision.core.clock import now_ms
from elkvision.core.errors import Unavailable
from elkvision.core.settings import load
from elkvision.server import heartbeat
from elkvision.server.apps.accounts.models import Organisation
from elkvision.server.apps.health import selectors
from elkvision.server.apps.health.part import Part

INTAKE: dict[str, Any] = {
    "part": "intake",
    "inputs": {"tcp": {"received": 7, "bytes": 70, "refused": 1, "dropped": 0, "connections": 2}},
    "tenants": {"acme": {"received": 5}, "globex": {"received": 2}},
    "spool": {"bytes": 10, "budget": 100, "segments": 1, "oldest_ms": None},
    "keys": {"1": 5},
}
DELIVERY: dict[str, Any] = {
    "part": "delivery", "stored": 7, "dead": 0, "express": 6, "full": 1, "retries": 0, "lag_ms": 120,
    "last_error": None, "live": {"published": 3, "skipped": 0},
}  # fmt: skip
#: What they say to Prometheus: one is a page, the other has no idea what is asked.
METRICS = {
    "intake": (
        b"# HELP elkvision_intake_received_events_total Events taken.\n"
        b"# TYPE elkvision_intake_received_events_total counter\n"
        b'elkvision_intake_received_events_total{input="tcp"} 7\n'
    ),
    "delivery": b"{}",
}


class Gateway:
    """Stands for intake and delivery on their sockets."""

    def __init__(self, run: Path) -> None:
        run.mkdir(parents=True, exist_ok=True)
        self.said = {"intake": dict(INTAKE), "delivery": dict(DELIVERY)}
        self.servers = [self._serve(run / f"{name}.sock", name) for name in self.said]

    def _serve(self, path: Path, name: str) -> ThreadingUnixStreamServer:
        said = self.said

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = METRICS[name] if self.path == "/metrics" else json.dumps(said[name]).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def address_string(self) -> str:
                return "unix"

            def log_message(self, *_: Any) -> None:
                return

        server = ThreadingUnixStreamServer(str(path), Handler)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        return server


@pytest.fixture
def gateway(house: Path) -> Iterator[Gateway]:
    found = Gateway(load().run_dir)
    yield found
    for server in found.servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def bus(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A live bus on which worker and beat have left their sign of life."""
    monkeypatch.setenv("ELKVISION_REDIS_URL", redis_url)
    stopped = [heartbeat.start(part) for part in ("worker", "beat")]
    for each in stopped:
        each.set()
    deadline = now_ms() + 5000
    while {"worker", "beat"} & {part.name for part in selectors._bus(load()) if part.status == "red"}:
        assert now_ms() < deadline


@pytest.fixture
def whole(gateway: Gateway, bus: None, house: Path) -> Gateway:
    house.mkdir(exist_ok=True)
    return gateway


def parts(caller: Caller) -> dict[str, dict[str, Any]]:
    answer = caller.get("/system/health/")
    assert answer.status_code == 200
    return {part["name"]: part for part in answer.json()["parts"]}


def test_when_all_is_well_all_parts_are_green(acme: Organisation, whole: Gateway) -> None:
    found = parts(program(acme, "read"))
    assert set(found) == {"store", "intake", "delivery", "valkey", "worker", "beat", "disk"}
    assert {name: part["status"] for name, part in found.items() if part["status"] != "green"} == {}
    assert found["delivery"]["details"]["stored"] == 7
    assert found["store"]["details"]["engine"] == "Memory"
    assert Client().get("/health").status_code == 200


def test_a_tenant_sees_only_its_own_counts_and_no_keys(acme: Organisation, whole: Gateway) -> None:
    details = parts(program(acme, "read"))["intake"]["details"]
    assert details["tenant"] == {"received": 5}
    assert "globex" not in json.dumps(details)
    assert "keys" not in details
    assert "acme" not in Client().get("/health").content.decode() + Client().get("/metrics").content.decode()


def test_what_is_away_is_red_and_says_what_to_look_at(acme: Organisation, house: Path) -> None:
    house.mkdir()
    found = parts(program(acme, "read"))
    assert {name for name, part in found.items() if part["status"] == "red"} == {
        "intake", "delivery", "valkey", "worker", "beat",
    }  # fmt: skip
    assert all(part["reason"].endswith(".") for part in found.values())
    health = Client().get("/health")
    assert health.status_code == 503
    assert health.json()["status"] == "red"


@pytest.mark.parametrize(
    ("part", "change", "status", "said"),
    [
        ("intake", {"spool": {"bytes": 60, "budget": 100}}, "yellow", "60% full"),
        ("intake", {"spool": {"bytes": 100, "budget": 100}}, "red", "senders wait"),
        ("intake", {"spool": None}, "red", "does not answer"),
        ("delivery", {"last_error": "disk full"}, "yellow", "disk full"),
        ("delivery", {"lag_ms": 90_000}, "yellow", "90 s after"),
    ],
)
def test_trouble_has_a_reason(
    acme: Organisation, whole: Gateway, part: str, change: dict[str, Any], status: str, said: str
) -> None:
    whole.said[part].update(change)
    found = parts(program(acme, "read"))[part]
    assert found["status"] == status
    assert said in found["reason"]


def test_a_full_disk_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def disk(free: int) -> str:
        monkeypatch.setattr(selectors.shutil, "disk_usage", lambda _: (1000, 1000 - free, free))
        return selectors._disk(tmp_path).status

    assert [disk(free) for free in (500, 80, 10)] == ["green", "yellow", "red"]
    monkeypatch.undo()
    assert selectors._disk(tmp_path / "nowhere").status == "red"


def test_a_store_that_is_away_is_red(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise Unavailable("The store does not answer.")

    monkeypatch.setattr(selectors, "store", away)
    url = "elasticsearch+https://alice:s3cret@logs:9200"
    assert selectors._store(url) == Part("store", "red", "The store does not answer.", {"engine": "Elasticsearch"})


def test_prometheus_reads_our_counts(db: None, whole: Gateway) -> None:
    page = Client().get("/metrics")
    assert page.headers["content-type"].startswith("text/plain")
    samples = {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(page.content.decode())
        for sample in family.samples
    }
    assert samples[("elkvision_intake_received_events_total", "tcp")] == 7
    assert {
        part: value for (name, *part), value in samples.items() if name == "elkvision_part_up" for part in part
    } == dict.fromkeys(("store", "intake", "delivery", "valkey", "worker", "beat"), 1)
    assert samples[("process_resident_memory_bytes", "web")] > 0
    assert samples[("elkvision_queue_tasks", "elkvision")] == 0
    assert samples[("elkvision_alerts_firing", "critical")] == 0
    assert samples[("elkvision_notifications_waiting",)] == 0
    assert samples[("elkvision_disk_free_bytes",)] > 0


def test_metrics_of_parts_that_are_away_are_not_there(db: None, house: Path) -> None:
    text = Client().get("/metrics").content.decode()
    assert 'elkvision_part_up{part="intake"} 0\n' in text
    assert "elkvision_intake_received_events_total" not in text
    assert "elkvision_queue_tasks" not in text  # nor is Redis there
    assert "elkvision_notifications_waiting 0" in text


def test_live_and_ready_ask_nobody_else(db: None) -> None:
    assert Client().get("/live").json() == {"status": "live"}
    assert Client().get("/ready").json() == {"status": "ready"}
    assert Client().post("/live").status_code == 405


def test_without_tables_it_is_not_ready(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import OperationalError

    from elkvision.server.apps.health import views

    class Broken:
        def cursor(self) -> None:
            raise OperationalError("no such table")

    monkeypatch.setattr(views, "connection", Broken())
    answer = Client().get("/ready")
    assert answer.status_code == 503
    assert "no such table" in answer.json()["reason"]


def test_ones_own_pipelines_that_do_badly_are_named_and_nobody_elses(vera: Caller, gateway: Gateway) -> None:
    one = {"id": "grok:3", "name": "grok", "line": 3, "events": 5, "unsuccessful": 0, "failures": 0, "timeouts": 2,
           "nanoseconds": 9, "last_failure": ""}  # fmt: skip
    mine = {"id": 1, "name": "web", "version": 4, "problem": "", "filters": [one]}
    theirs = {"id": 2, "name": "secret", "version": 1, "problem": "secret@1: broken", "filters": []}
    gateway.said["delivery"]["pipelines"] = {"acme": [mine], "globex": [theirs]}
    answer = vera.get("/system/health/")
    (part,) = (part for part in answer.json()["parts"] if part["name"] == "pipelines")
    assert part["status"] == "yellow"
    assert part["reason"].startswith("grok in line 3 of web@4 was cut 2 times")
    assert "secret" not in answer.content.decode()
    gateway.said["delivery"]["pipelines"] = {"globex": [theirs]}
    assert "pipelines" not in [part["name"] for part in vera.get("/system/health/").json()["parts"]]
