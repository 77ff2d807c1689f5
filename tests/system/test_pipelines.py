"""A pipeline from its first line to a reparse that is undone, through the product's own doors, on both engines."""

import socket
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from benchmarks.product import Product, csrf, running

pytestmark = pytest.mark.system

EVER = {"from": "now-1d", "to": "now+1d"}
OLD = b"10.0.0.%d GET /old 5\n"
GROK = r'filter { grok { match => { "message" => "^%{IP:ip} %{WORD:verb} %{NOTSPACE:path} %{NUMBER:took:int}$" } } }'


@pytest.fixture(scope="module", params=["clickhouse", "elasticsearch"])
def product(request: pytest.FixtureRequest) -> Iterator[Product]:
    store = request.getfixturevalue("elasticsearch_url") if request.param == "elasticsearch" else ""
    with running(store) as product:
        yield product


@pytest.fixture(scope="module")
def alice(product: Product) -> httpx.Client:
    return product.owner()


def post(alice: httpx.Client, path: str, **body: Any) -> dict[str, Any]:
    body = {name.rstrip("_"): value for name, value in body.items()}
    answer = alice.post(path, json=body, headers=csrf(alice))
    assert answer.status_code in (200, 201), answer.text
    return answer.json()  # type: ignore[no-any-return]  # JSON


def found(alice: httpx.Client, query: str) -> int:
    answer = alice.get("/logs/count/", params={"q": query, **EVER})
    answer.raise_for_status()
    return int(answer.json()["count"])


def send_tcp(product: Product, lines: bytes) -> None:
    with socket.create_connection(("127.0.0.1", product.ports["tcp"]), timeout=10) as connection:
        connection.sendall(lines)


def until(true: Callable[[], bool], seconds: float = 40) -> None:
    last = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < last, "it never happened"
        time.sleep(0.2)


def test_a_pipeline_is_saved_runs_at_once_and_old_lines_follow_it(product: Product, alice: httpx.Client) -> None:
    send_tcp(product, b"".join(OLD % n for n in range(50)))
    until(lambda: found(alice, "old") == 50)
    assert found(alice, "took:*") == 0

    pipeline = post(alice, "/pipelines/", name="web", text=GROK)

    def parsed() -> bool:
        send_tcp(product, b"10.1.0.1 GET /new 7\n")
        time.sleep(0.5)
        return found(alice, "took:7 verb:get") > 0

    until(parsed)
    (event,) = alice.get("/logs/search/", params={"q": "took:7", "limit": 1, **EVER}).json()["results"]
    assert event["attributes"]["elkvision"]["pipeline"] == "web@1"
    counts = alice.get(f"/pipelines/{pipeline['id']}/").json()["counts"]
    assert counts["filters"][0]["events"] >= 1

    one = post(alice, "/reparses/", pipeline=pipeline["id"], q="old", from_="now-1d", to="now")
    where = f"/reparses/{one['id']}/"
    until(lambda: alice.get(where).json()["stage"] == "compared")
    told = alice.get(where).json()
    assert (told["counts"]["changed"], told["fields"]["took"]) == (50, {"added": 50})
    assert found(alice, "took:5") == 0

    post(alice, f"{where}apply/")
    until(lambda: alice.get(where).json()["stage"] == "done")
    assert found(alice, "took:5") == found(alice, "old") == 50
    assert found(alice, "ip:10.0.0.0/24") == 50

    post(alice, f"{where}undo/")
    until(lambda: alice.get(where).json()["stage"] == "undone")
    assert found(alice, "old") == 50
    assert found(alice, "took:5") == 0
