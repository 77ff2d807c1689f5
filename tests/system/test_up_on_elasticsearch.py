"""`elkvision up` with its logs in a cluster: no store of its own, everything else as ever, and no password anywhere."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import psutil
import pytest
from benchmarks.product import Product, csrf, running
from tests.fakes.proxy import Proxy, proxy_to

pytestmark = pytest.mark.system

ELKVISION = Path(sys.executable).parent / "elkvision"
SECRET = "s3cret-pa55word"
EVER = {"from": "2000-01-01T00:00:00Z", "to": "now+2d"}


@pytest.fixture(scope="module")
def line(elasticsearch_url: str) -> Iterator[Proxy]:
    """The way to the cluster, which can be cut."""
    with proxy_to(urlsplit(elasticsearch_url.removeprefix("elasticsearch+")).port or 9200) as proxy:
        yield proxy


@pytest.fixture(scope="module")
def store_url(line: Proxy, elasticsearch_url: str) -> str:
    """A cluster without security takes any password."""
    prefix = elasticsearch_url.rpartition("/")[2]
    return f"elasticsearch+http://alice:{SECRET}@127.0.0.1:{line.port}/{prefix}"


@pytest.fixture(scope="module")
def product(store_url: str) -> Iterator[Product]:
    with running(store_url) as product:
        yield product


@pytest.fixture(scope="module")
def alice(product: Product) -> httpx.Client:
    return product.owner()


def send(product: Product, *lines: str) -> None:
    text = "".join(f"{line}\n" for line in lines).encode()
    subprocess.run(["nc", "-q1", "127.0.0.1", str(product.ports["tcp"])], input=text, check=True, timeout=20)


def wait_for(alice: httpx.Client, query: str, count: int, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while True:
        answer = alice.get("/logs/count/", params={"q": query, **EVER})
        if answer.status_code == 200 and answer.json()["count"] == count:
            return
        assert time.monotonic() < until, answer.text
        time.sleep(0.2)


def health(alice: httpx.Client) -> dict[str, dict]:
    return {part["name"]: part for part in alice.get("/system/health/").json()["parts"]}


def test_no_store_of_its_own_is_started(product: Product, alice: httpx.Client) -> None:
    assert set(product.parts()) == {"intake", "delivery", "web", "worker", "beat", "valkey"}
    assert not (product.folder / "data" / "store").exists()


def test_health_names_the_engine_its_reason_and_its_figures(product: Product, alice: httpx.Client) -> None:
    send(product, "a first line")
    wait_for(alice, "first", 1)
    store = health(alice)["store"]

    assert store["details"]["engine"] == "Elasticsearch"
    assert store["details"]["number_of_nodes"] == 1
    assert "Elasticsearch answers" in store["reason"] or store["status"] == "yellow"


def test_what_is_kept_is_exported_and_deleted(product: Product, alice: httpx.Client) -> None:
    send(product, *(f'{{"message":"bread {n}","service":"bakery"}}' for n in range(30)))
    wait_for(alice, "service:bakery", 30)

    exported = alice.get("/logs/export/", params={"q": "service:bakery", "format": "ndjson", **EVER})
    assert exported.status_code == 200
    assert len(exported.text.splitlines()) == 30

    deleted = alice.post("/logs/delete/", json={"q": "service:bakery message:7", **EVER}, headers=csrf(alice))
    assert deleted.status_code == 200, deleted.text
    wait_for(alice, "service:bakery", 29)


def test_retention_is_the_workers_business_on_a_cluster_too(product: Product, alice: httpx.Client) -> None:
    script = (
        "import django; django.setup(); from datetime import timedelta; from django.utils import timezone;"
        "from elkvision.server.apps.logs import services; print(services.forget_old(timezone.now() + timedelta(days=400)))"
    )
    send(product, '{"message":"to be forgotten","service":"past"}')
    wait_for(alice, "service:past", 1)
    delivery = product.parts()["delivery"].environ()
    environment = {**delivery, "DJANGO_SETTINGS_MODULE": "elkvision.server.config.settings"}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, timeout=60)

    assert done.returncode == 0, done.stderr
    wait_for(alice, "service:past", 0)


def test_while_the_cluster_is_away_logs_are_taken_and_it_is_said(
    product: Product, alice: httpx.Client, line: Proxy
) -> None:
    with line.away():
        send(product, '{"message":"sent meanwhile","service":"patience"}')
        answer = alice.get("/logs/search/", params={"q": "patience", **EVER})
        store = health(alice)["store"]

    assert answer.status_code == 503
    assert SECRET not in answer.text
    assert store["status"] == "red"
    assert f"127.0.0.1:{line.port}" in store["reason"]
    wait_for(alice, "service:patience", 1)


def test_no_password_is_in_logs_answers_processes_or_what_the_doctor_says(
    product: Product, alice: httpx.Client, store_url: str, line: Proxy
) -> None:
    environment = {**product.parts()["web"].environ(), "ELKVISION_STORE": store_url}
    with line.away():
        doctor = run("doctor", environment=environment)
        check = run("store", "check", environment=environment)
        away = [httpx.get(f"{product.url}{path}").text for path in ("/health", "/metrics", "/ready")]
        away += [alice.get(path, params=EVER).text for path in ("/system/health/", "/logs/search/", "/logs/fields/")]
    doctor += run("doctor", environment=environment)
    check += run("store", "check", environment=environment)

    assert "Elasticsearch" in doctor
    assert "alice:•••@" in check
    assert SECRET not in doctor + check + "".join(away)
    arguments = [" ".join(each.cmdline()) for each in psutil.Process(product.process.pid).children(recursive=True)]
    assert SECRET not in " ".join(arguments)
    written = [*(product.folder / "data" / "logs").iterdir(), product.log, product.folder / "data" / "running.json"]
    assert [path.name for path in written if SECRET.encode() in path.read_bytes()] == []
    assert SECRET.encode() not in b"".join(path.read_bytes() for path in product.folder.rglob("*.json"))


def run(*words: str, environment: dict[str, str]) -> str:
    done = subprocess.run([ELKVISION, *words], env=environment, capture_output=True, text=True, timeout=60)
    return done.stdout + done.stderr
