"""A product that is used, watched by the real Prometheus: every question that our dashboards and rules put has an answer.
And what the real Alertmanager tells is in the bell."""

import json
import math
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from benchmarks.product import Product, csrf, running
from prometheus_client.parser import text_string_to_metric_families
from tests.fakes.receiver import Receiver, listen
from tests.watching import queries
from tools.servers.prometheus import Alertmanager, Prometheus
from websockets.sync.client import connect

from elkvision.core.metrics import catalogue

pytestmark = pytest.mark.system

#: Much more than it takes; a machine may be slow.
PATIENCE = 150.0


@pytest.fixture(scope="module")
def product() -> Iterator[Product]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ELKVISION_NOTIFY_ALLOW", "127.0.0.1/32")
        patch.setenv("ELKVISION_LOG_FORMAT", "json")
        patch.setenv("ELKVISION_OWN_LOGS", "main")
        with running() as product:
            yield product


@pytest.fixture(scope="module")
def alice(product: Product) -> httpx.Client:
    return product.owner()


@pytest.fixture(scope="module")
def prometheus(product: Product, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prometheus]:
    targets = {"elkvision-web": [f"127.0.0.1:{product.ports['web']}"]}
    with Prometheus(tmp_path_factory.mktemp("prometheus"), targets) as found:
        yield found


def post(alice: httpx.Client, path: str, **body: Any) -> Any:
    answer = alice.post(path, json=body, headers=csrf(alice))
    assert answer.status_code in (200, 201, 204), answer.text
    return answer.json() if answer.content else None


class Use:
    """Somebody uses the product, a little of everything each second, until told to stop."""

    def __init__(self, product: Product, alice: httpx.Client, webhook: str) -> None:
        self.product, self.alice = product, alice
        self.keys = {scope: product.key(alice, scope) for scope in ("ingest", "read")}
        self._prepare(webhook)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self.error: Exception | None = None

    def __enter__(self) -> "Use":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _prepare(self, webhook: str) -> None:
        """A pipeline, a channel, and rules: one for lines, and three for windows that settle one after another."""
        text = 'filter { grok { match => { "message" => "%{WORD:what} %{INT:n}" } } }'
        post(self.alice, "/pipelines/", name="words", text=text)
        channel = post(self.alice, "/notifications/channels/", name="hook", kind="webhook", config={"url": webhook})
        post(self.alice, "/alerts/policies/", name="all", channels=[channel["id"]], group_wait=0, group_interval=1)
        rules = [{"name": "needle", "query": "needle", "condition": {"kind": "match"}}]
        rules += [
            {"name": f"many {settle}", "query": "", "condition": {"kind": "threshold", "op": ">", "value": 1e9},
             "window": "10s", "every": "10s", "settle": f"{settle}s"}
            for settle in (1, 4, 7)
        ]  # fmt: skip
        for rule in rules:
            post(self.alice, "/alerts/rules/", definition=rule)

    def _run(self) -> None:
        where = f"ws://127.0.0.1:{self.product.ports['web']}/ws/logs/stream/?token={self.keys['read']}"
        try:
            with connect(where, max_size=None):
                number = 0
                while not self._stop.is_set():
                    number += 1
                    self._once(number)
                    self._stop.wait(0.7)
        except Exception as error:  # noqa: BLE001 - the test says what it was
            self.error = error

    def _once(self, number: int) -> None:
        ports = self.product.ports
        line = json.dumps({"message": f"needle {number}", "level": "error"}).encode()
        with socket.create_connection(("127.0.0.1", ports["tcp"]), timeout=10) as sender:
            sender.sendall(line + b"\nplain text\n")
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            sender.sendto(line, ("127.0.0.1", ports["udp"]))
        key = {"Authorization": f"Bearer {self.keys['ingest']}"}
        httpx.post(f"http://127.0.0.1:{ports['http']}/", content=line, headers=key, timeout=20)
        self.alice.get("/logs/search/", params={"q": "needle"})
        self.alice.get("/logs/histogram/", params={"q": ""})
        # What goes wrong is counted too: a cursor that is none of the store's, and too many buckets.
        self.alice.get("/logs/search/", params={"q": "", "cursor": "x"})
        self.alice.get("/logs/histogram/", params={"q": "", "step": 1, "from": "now-1d"})
        file = {"file": ("some.log", line * number, "text/plain")}
        self.alice.post("/uploads/", files=file, headers=csrf(self.alice))


def unanswered(prometheus: Prometheus, asked: list[queries.Query]) -> list[queries.Query]:
    """Those whose answer has no number in it. Raises ValueError for one that Prometheus cannot read."""
    return [query for query in asked if not _has_number(prometheus.ask(query.as_prometheus_asks()))]


def _has_number(answer: list[dict[str, Any]]) -> bool:
    return any(not math.isnan(float(sample["value"][1])) for sample in answer)


def test_every_question_of_dashboards_and_rules_has_an_answer(
    product: Product, alice: httpx.Client, prometheus: Prometheus
) -> None:
    receiver = Receiver()
    server = listen(receiver)
    waiting = [query for query in [*queries.recorded(), *queries.on_dashboards()] if not query.needs]
    assert len(waiting) > 100
    waiting += [queries.Query(name, name) for query in queries.alerting() for name in query.names]
    last = time.monotonic() + PATIENCE
    with Use(product, alice, receiver.url) as use:
        while waiting and time.monotonic() < last and use.error is None:
            time.sleep(1)
            waiting = unanswered(prometheus, waiting)
    server.shutdown()
    server.server_close()
    assert use.error is None
    assert [f"{query.where}: {query.expression}" for query in waiting] == []
    rules = {rule["name"]: rule for group in prometheus._get("rules")["groups"] for rule in group["rules"]}
    assert {name: rule.get("lastError") for name, rule in rules.items() if rule["health"] != "ok"} == {}
    assert set(rules) == {rule.get("alert") or rule["record"] for rule in queries.rules()}


def test_the_page_is_as_prometheus_wants_it_and_has_all_parts(product: Product, alice: httpx.Client) -> None:
    page = httpx.get(f"{product.url}/metrics", timeout=30)
    checked = subprocess.run(["promtool", "check", "metrics"], input=page.content, capture_output=True)
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, b"", b"")
    families = {family.name: family for family in text_string_to_metric_families(page.text)}
    parts = {sample.labels["part"] for sample in families["process_resident_memory_bytes"].samples}
    assert parts == {"web", "store", "intake", "delivery", "worker", "beat"}
    known = {family.name.removesuffix("_total"): family for each in catalogue.by_part().values() for family in each}
    assert set(families) <= set(known)
    assert "acme" not in page.text.lower()


def test_the_product_keeps_its_own_logs(alice: httpx.Client) -> None:
    def found() -> dict[str, dict[str, Any]]:
        asked = {"q": "service:elkvision AND message:ready", "limit": 200}
        return {each["source"]: each for each in alice.get("/logs/search/", params=asked).json()["results"]}

    until(lambda: {"intake", "delivery"} <= set(found()))
    assert found()["intake"]["level"] == "info"
    assert found()["intake"]["logger"] == "elkvision.intake"


def test_probes_answer_under_any_address(product: Product) -> None:
    for path in ("/metrics", "/ready", "/live", "/health"):
        assert httpx.get(f"{product.url}{path}", headers={"Host": "10.1.2.3:8000"}, timeout=30).status_code == 200
        assert httpx.get(f"{product.url}{path}", headers={"Host": "evil.example"}, timeout=30).status_code == 400
    assert httpx.get(f"{product.url}/api/v1/setup/", headers={"Host": "evil.example"}).status_code == 400


@pytest.fixture(scope="module")
def alertmanager(
    product: Product, alice: httpx.Client, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Alertmanager]:
    folder = tmp_path_factory.mktemp("alertmanager")
    with Alertmanager(folder, product.url, product.key(alice, "alerts")) as found:
        yield found


def until(true: Callable[[], object]) -> None:
    last = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < last, "it never happened"
        time.sleep(0.5)


def test_what_alertmanager_tells_is_in_the_bell_once(alice: httpx.Client, alertmanager: Alertmanager) -> None:
    def told() -> list[tuple[str, str]]:
        return [(each["title"], each["severity"]) for each in alice.get("/notifications/").json()["results"]]

    words = ["alertname=ElkVisionSendersWait", "severity=critical", "instance=gateway:8091"]
    tool = ["amtool", f"--alertmanager.url={alertmanager.url}", "alert", "add", "--annotation=summary=Senders wait."]
    for _ in range(2):
        subprocess.run([*tool, *words], check=True, capture_output=True)
    until(lambda: ("Senders wait.", "critical") in told())
    assert [each for each in told() if "Senders wait." in each[0]] == [("Senders wait.", "critical")]


def test_alertmanager_has_what_a_rule_of_ours_finds(
    product: Product, alice: httpx.Client, alertmanager: Alertmanager
) -> None:
    others = [each["id"] for each in alice.get("/alerts/policies/").json()["results"]]
    config = {"url": alertmanager.url}
    channel = post(alice, "/notifications/channels/", name="outside", kind="alertmanager", config=config)
    policy = post(alice, "/alerts/policies/", name="outside", channels=[channel["id"]], group_wait=0)
    post(alice, "/alerts/policies/order/", ids=[policy["id"], *others])
    rule = {"name": "no money", "query": "bankrupt", "condition": {"kind": "match"}, "severity": "critical"}
    made = post(alice, "/alerts/rules/", definition=rule)
    until(lambda: alice.get(f"/alerts/rules/{made['id']}/").json()["status"]["state"] == "inactive")
    with socket.create_connection(("127.0.0.1", product.ports["tcp"]), timeout=10) as sender:
        sender.sendall(b"the shop is bankrupt\n")

    def found() -> list[dict[str, Any]]:
        alerts = httpx.get(f"{alertmanager.url}/api/v2/alerts").json()
        return [each for each in alerts if each["labels"]["alertname"] == "no money"]

    until(found)
    (alert,) = found()
    assert alert["labels"]["severity"] == "critical"
    assert alert["receivers"] == [{"name": "others"}]  # it has been told here already
