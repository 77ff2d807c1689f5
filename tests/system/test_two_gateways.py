"""Two gateways behind a balancer, each with its own folder, one store, and a web that is elsewhere: as one gateway is."""

import json
import random
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from benchmarks.product import csrf
from tests.fakes.balancer import Balancer
from tests.gateway.running import Part, delivery, free_ports, intake, manage, settings_in, until, valkey, web
from tests.supervisor.moving.test_copy_command import SERVER
from websockets.sync.client import connect

from elkvision.core.query import EVERYTHING
from elkvision.core.settings import Settings
from elkvision.core.tenancy import TenantId
from elkvision.store.contract import Span
from elkvision.store.registry import open_store

pytestmark = pytest.mark.system

KEY = "an-internal-key-that-nobody-can-guess"
MAIN = TenantId("main")


@dataclass
class Gateway:
    settings: Settings
    parts: list[Part] = field(init=False)

    def __post_init__(self) -> None:
        self.parts = [intake(self.settings), delivery(self.settings)]

    def start(self) -> None:
        for part in self.parts:
            part.start(wait=False)

    def wait(self) -> None:
        for part in self.parts:
            part.wait_until_ready()

    def restart(self) -> None:
        """As a rolling upgrade does: taking stops first, and the spool stays."""
        for part in self.parts:
            assert part.stop() == 0
        self.start()
        self.wait()

    def kill(self) -> None:
        for part in self.parts:
            part.kill()

    def post(self, key: str, text: str = "hello") -> int:
        url = f"http://127.0.0.1:{self.settings.http_port}/"
        return httpx.post(url, content=text, headers={"Authorization": f"Bearer {key}"}).status_code


@dataclass
class House:
    """Everything that runs, and Alice, who owns it."""

    gateways: list[Gateway]
    web: Settings
    alice: httpx.Client
    balancer: Balancer

    def key(self, *scopes: str) -> tuple[int, str]:
        answer = self.alice.post("/api-keys/", json={"name": "key", "scopes": scopes}, headers=csrf(self.alice))
        answer.raise_for_status()
        return answer.json()["id"], answer.json()["key"]

    def health(self) -> dict[str, dict[str, Any]]:
        return {part["name"]: part for part in self.alice.get("/system/health/").json()["parts"]}


@pytest.fixture(scope="module")
def clickhouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A ClickHouse on a port."""
    command = [sys.executable, "-u", "-c", SERVER, str(tmp_path_factory.mktemp("store"))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        port = process.stdout.readline().rpartition(", ")[2].partition(")")[0]
        yield f"clickhouse+http://alice:s3cret@127.0.0.1:{port}"
        process.terminate()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, clickhouse: str) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("house")
    ports = free_ports(4)
    home = settings_in(folder / "web", store=clickhouse, internal_key=KEY, listener_tenant=MAIN)
    home = replace(
        home,
        redis_url=f"unix://{home.valkey_socket}",
        intake_url=f"http://127.0.0.1:{ports[0]}, http://127.0.0.1:{ports[1]}",
        delivery_url=f"http://127.0.0.1:{ports[2]},http://127.0.0.1:{ports[3]}",
    )
    gateways = [_gateway(folder / name, name, home, ports[place], ports[place + 2]) for place, name in enumerate("ab")]
    manage(home, "migrate", "--noinput")
    with ExitStack() as running:
        running.enter_context(valkey(home))
        pages = web(home)
        running.callback(pages.stop)
        pages.start()
        for each in gateways:
            for part in each.parts:
                running.callback(part.stop)
            each.start()
        for each in gateways:
            each.wait()
        balancer = Balancer([each.settings.http_port for each in gateways])
        running.callback(balancer.stop)
        yield House(gateways, home, _alice(home), balancer)


def _gateway(folder: Path, name: str, home: Settings, intake_port: int, delivery_port: int) -> Gateway:
    settings = settings_in(
        folder,
        store=home.store,
        redis_url=home.redis_url,
        internal_key=KEY,
        listener_tenant=MAIN,
        gateway_name=name,
        intake_listen=f"127.0.0.1:{intake_port}",
        delivery_listen=f"127.0.0.1:{delivery_port}",
        settings_url=f"http://127.0.0.1:{home.web_port}/internal/gateway.json",
        segment_seconds=0.2,
        segment_events=2000,
    )
    settings.snapshot_file.unlink()  # it has to come over the network
    return Gateway(settings)


def _alice(home: Settings) -> httpx.Client:
    url = f"http://127.0.0.1:{home.web_port}"
    browser = httpx.Client(base_url=f"{url}/api/v1", timeout=60, headers={"Referer": url})
    browser.get("/setup/")
    account = {"username": "alice", "email": "alice@acme.example", "password": "correct-horse-battery-9"}
    browser.post("/setup/", json=account | {"organisation": "Acme"}, headers=csrf(browser)).raise_for_status()
    return browser


class Persistent(threading.Thread):
    """Sends batches with a name each, one connection a batch, and sends one again until it is acknowledged."""

    def __init__(self, number: int, url: str, key: str) -> None:
        super().__init__(daemon=True)
        self.number = number
        self.url = url
        self.key = key
        self.chance = random.Random(number)
        self.stopping = threading.Event()
        self.acknowledged: list[str] = []
        self.again = 0

    def run(self) -> None:
        first = 0
        while not self.stopping.is_set():
            names = [f"event-{self.number}-{n}" for n in range(first, first + self.chance.randint(1, 60))]
            first += len(names)
            body = "\n".join(
                name if self.chance.random() < 0.1 else json.dumps({"level": "info", "message": name}) for name in names
            )
            self._until_taken(body, len(names))
            self.acknowledged += names
            time.sleep(0.004)

    def _until_taken(self, body: str, count: int) -> None:
        headers = {"Authorization": f"Bearer {self.key}", "Idempotency-Key": str(uuid.uuid4()), "Connection": "close"}
        while True:
            try:
                answer = httpx.post(self.url, content=body, headers=headers, timeout=10)
            except httpx.HTTPError:
                answer = None
            if answer is not None and answer.status_code == 200:
                assert answer.json() == {"accepted": count, "refused": []}
                return
            assert answer is None or answer.status_code in {429, 503}, answer.text
            self.again += 1
            time.sleep(0.05)


def test_without_a_key_of_32_characters_no_door_is_opened(tmp_path: Path) -> None:
    part = intake(settings_in(tmp_path, intake_listen="127.0.0.1:0", internal_key="x" * 31))
    part.start(wait=False)
    assert part.process is not None
    assert part.process.wait(20) == 1
    assert "ELKVISION_INTAKE_LISTEN needs ELKVISION_INTERNAL_KEY, of 32 characters or more" in part.log.read_text()


def test_doors_open_to_the_internal_key_alone(house: House) -> None:
    for where in (house.gateways[0].settings.intake_listen, house.gateways[1].settings.delivery_listen):
        url = f"http://{where}"
        assert httpx.get(f"{url}/ready").status_code == 200
        assert httpx.get(f"{url}/metrics").status_code == 200
        assert httpx.get(f"{url}/stats").status_code == 401
        assert httpx.get(f"{url}/stats", headers={"Authorization": "Bearer " + KEY[:-1] + "x"}).status_code == 401
        assert httpx.get(f"{url}/stats", headers={"Authorization": "Bearer " + KEY}).status_code == 200


def test_settings_are_for_gateways_and_come_once(house: House) -> None:
    url = f"http://127.0.0.1:{house.web.web_port}/internal/gateway.json"
    assert httpx.get(url).status_code == 401
    assert house.alice.get(url).status_code == 401
    _, key = house.key("ingest", "read", "admin")
    assert httpx.get(url, headers={"Authorization": f"Bearer {key}"}).status_code == 401
    shown = {"Authorization": f"Bearer {KEY}"}
    first = httpx.get(url, headers=shown)
    assert first.status_code == 200
    assert first.json()["version"] == int(first.headers["etag"].strip('"'))
    assert httpx.get(url, headers=shown | {"If-None-Match": first.headers["etag"]}).status_code == 304
    assert httpx.get(url, headers=shown | {"Host": "backend:8000"}).status_code == 200, (
        "gateways call it by its own name"
    )


def test_a_key_is_known_to_both_at_once_and_refused_by_both_within_three_seconds_of_its_end(house: House) -> None:
    id, key = house.key("ingest")
    assert [each.post(key) for each in house.gateways] == [200, 200]
    house.alice.delete(f"/api-keys/{id}/", headers=csrf(house.alice)).raise_for_status()
    until(lambda: [each.post(key) for each in house.gateways] == [401, 401], 3)


def test_health_knows_each_gateway_by_its_name(house: House) -> None:
    found = house.health()
    assert {"intake a", "intake b", "delivery a", "delivery b"} <= set(found)
    assert {found[name]["status"] for name in ("intake a", "intake b", "delivery a", "delivery b")} == {"green"}


def test_live_shows_what_comes_to_either(house: House) -> None:
    _, key = house.key("read")
    url = f"ws://127.0.0.1:{house.web.web_port}/ws/logs/stream/?token={key}&q=service:either"
    seen: set[str] = set()
    with connect(url) as live:
        assert json.loads(live.recv(timeout=10))["type"] == "hello"
        end = time.monotonic() + 20
        while seen != {"from a", "from b"}:
            assert time.monotonic() < end, seen
            for each in house.gateways:
                with socket.create_connection(("127.0.0.1", each.settings.tcp_port)) as line:
                    log = {"message": f"from {each.settings.gateway_name}", "service": "either"}
                    line.sendall(json.dumps(log).encode() + b"\n")
            message = json.loads(live.recv(timeout=10))
            seen |= {log["message"] for log in message.get("data", [])} if message["type"] == "new_logs" else set()


def test_what_the_api_takes_goes_to_a_gateway_that_answers(house: House) -> None:
    _, key = house.key("ingest")
    url = f"http://127.0.0.1:{house.web.web_port}/api/v1/logs/"
    away = house.gateways[0].parts[0]
    away.stop()
    try:
        for _ in range(6):
            answer = httpx.post(url, content='{"message":"handed in"}', headers={"Authorization": f"Bearer {key}"})
            assert (answer.status_code, answer.json()["accepted"]) == (200, 1)
    finally:
        away.start()


def test_a_repeat_at_the_other_gateway_adds_nothing(house: House) -> None:
    _, key = house.key("ingest")
    headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": "only once"}
    urls = [f"http://127.0.0.1:{each.settings.http_port}/" for each in house.gateways]
    answers = [httpx.post(url, content='{"message":"only once"}', headers=headers).json() for url in urls * 2]
    assert answers == [{"accepted": 1, "refused": []}] * 4
    other = httpx.post(urls[1], content='{"message":"other lines"}', headers=headers)
    assert other.status_code == 400
    assert "Other lines came under this Idempotency-Key" in other.text


def test_restarts_and_kills_under_load_lose_nothing_and_double_nothing(house: House) -> None:
    _, key = house.key("ingest")
    senders = [Persistent(number, f"http://127.0.0.1:{house.balancer.port}/", key) for number in range(4)]
    for sender in senders:
        sender.start()
    time.sleep(1)
    for each in house.gateways:
        each.restart()
        time.sleep(0.5)
    for each in house.gateways:
        for _ in range(2):
            each.kill()
            time.sleep(0.3)
            each.start()
            time.sleep(0.7)
            each.wait()
    for sender in senders:
        sender.stopping.set()
    for sender in senders:
        sender.join(60)
        assert not sender.is_alive(), "something was never taken"
    for each in house.gateways:
        until(lambda each=each: not list(each.settings.spool_dir.glob("*.seg")), 60)
    acknowledged = [name for sender in senders for name in sender.acknowledged]
    found = _found(house, "event-")
    assert len(acknowledged) > 1000
    assert sum(sender.again for sender in senders) > 0, "nothing was ever sent again: this proved nothing"
    assert [name for name in acknowledged if name not in found] == [], "acknowledged, and missing"
    assert [name for name, count in found.items() if count > 1] == [], "there twice"
    assert set(found) == set(acknowledged)
    print(f"{len(acknowledged)} acknowledged, each found once; {sum(s.again for s in senders)} requests were repeated")


def _found(house: House, begin: str) -> Counter[str]:
    shelf = open_store(house.web.store, house.web)
    found: Counter[str] = Counter()
    cursor: str | None = None
    while page := shelf.search(MAIN, Span(EVERYTHING), limit=1000, cursor=cursor):
        found.update(event["message"] for event in page.events if event["message"].startswith(begin))
        if (cursor := page.cursor) is None:
            break
    shelf.close()
    return found
