"""The live tail through a real product: who may watch, what comes, what is filled in, and how it ends."""

import json
import socket
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from benchmarks.product import Product, csrf, running
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

pytestmark = pytest.mark.system

STREAM = "/ws/logs/stream/"


@pytest.fixture(scope="module", params=["clickhouse", "elasticsearch"])
def product(request: pytest.FixtureRequest) -> Iterator[Product]:
    store = request.getfixturevalue("elasticsearch_url") if request.param == "elasticsearch" else ""
    with running(store) as product:
        yield product


@pytest.fixture(scope="module")
def alice(product: Product) -> httpx.Client:
    return product.owner()


@pytest.fixture(scope="module")
def key(product: Product, alice: httpx.Client) -> str:
    return product.key(alice, "read")


def watch(product: Product, key: str, query: str = "", path: str = STREAM, **more: str) -> ClientConnection:
    asked = "".join(f"&{name}={quote(value)}" for name, value in {"q": query, **more}.items())
    return connect(f"ws://127.0.0.1:{product.ports['web']}{path}?token={key}{asked}", max_size=None)


def send(product: Product, *logs: dict[str, object]) -> None:
    with socket.create_connection(("127.0.0.1", product.ports["tcp"])) as line:
        line.sendall(b"".join(json.dumps(log).encode() + b"\n" for log in logs))


def until(live: ClientConnection, kind: str, seconds: float = 10) -> dict[str, Any]:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        message: dict[str, Any] = json.loads(live.recv(timeout=seconds))
        if message["type"] == kind:
            return message
    raise AssertionError(f"no {kind} within {seconds} s")


def lines(live: ClientConnection, count: int, seconds: float = 10) -> list[dict[str, Any]]:
    """The first so many different lines that come."""
    found: dict[str, dict[str, Any]] = {}
    while len(found) < count:
        found |= {event["id"]: event for event in until(live, "new_logs", seconds)["data"]}
    return list(found.values())


def closing_code(live: ClientConnection) -> int:
    try:
        while True:
            live.recv(timeout=10)
    except ConnectionClosed:
        assert live.close_code is not None
        return live.close_code


def test_a_log_shows_up_at_once(product: Product, key: str) -> None:
    with watch(product, key, "service:at-once") as live:
        until(live, "hello")
        send(product, {"message": "first", "service": "at-once"})
        lines(live, 1)
        began = time.monotonic()
        send(product, {"message": "second", "service": "at-once", "level": "warn"})
        (event,) = lines(live, 1)
        assert time.monotonic() - began < 1
        assert (event["message"], event["level"], event["tenant_id"]) == ("second", "warning", "main")


def test_a_log_sent_right_after_connecting_is_not_missed(product: Product, key: str) -> None:
    time.sleep(11)  # nobody has watched for a while: delivery decodes for nobody
    with watch(product, key, "service:right-after") as live:
        until(live, "hello")
        send(product, {"message": "quick", "service": "right-after"})
        (event,) = lines(live, 1)
        assert event["message"] == "quick"


def test_the_filter_changes_while_it_runs_and_a_wrong_one_leaves_the_old(product: Product, key: str) -> None:
    with watch(product, key, "service:one") as live:
        assert until(live, "hello")["q"] == "service:one"
        live.send(json.dumps({"type": "filter", "q": "level:("}))
        error = until(live, "error")
        assert error["column"] >= 7
        assert error["hint"]
        live.send(json.dumps({"type": "filter", "q": "service:two"}))
        assert until(live, "filter")["q"] == "service:two"
        send(product, {"message": "a", "service": "one"}, {"message": "b", "service": "two"})
        (event,) = lines(live, 1)
        assert event["message"] == "b"


def test_what_was_missed_is_filled_in_after_the_last_id(product: Product, key: str) -> None:
    with watch(product, key, "service:gap") as live:
        until(live, "hello")
        send(product, {"message": "seen", "service": "gap"})
        (last,) = lines(live, 1)
    send(product, *({"message": f"missed {n}", "service": "gap"} for n in range(5)))
    time.sleep(1.5)
    with watch(product, key, "service:gap", after=last["id"]) as live:
        send(product, {"message": "new", "service": "gap"})
        found = lines(live, 6)
    assert sorted(event["message"] for event in found) == [*(f"missed {n}" for n in range(5)), "new"]


def test_paused_it_is_silent_and_goes_on_without_a_gap(product: Product, key: str) -> None:
    with watch(product, key, "service:paused") as live:
        until(live, "hello")
        send(product, {"message": "0", "service": "paused"})
        lines(live, 1)
        live.send(json.dumps({"type": "pause"}))
        live.send(json.dumps({"type": "ping"}))
        until(live, "pong")
        send(product, {"message": "1", "service": "paused"})
        with pytest.raises(TimeoutError):
            live.recv(timeout=1.5)
        live.send(json.dumps({"type": "resume"}))
        (event,) = lines(live, 1)
        assert event["message"] == "1"


def test_the_seeds_single_messages_are_there_for_who_asks(product: Product, key: str) -> None:
    with watch(product, key, "service:single", single="1") as live:
        until(live, "hello")
        send(product, {"message": "alone", "service": "single"})
        assert until(live, "new_log")["data"]["message"] == "alone"


@pytest.mark.parametrize("path", [STREAM, "/ws/metrics/", "/ws/notifications/"])
def test_strangers_are_closed_with_4001(product: Product, alice: httpx.Client, path: str) -> None:
    del alice  # she only has to be there
    with watch(product, "elk_nobodys", path=path) as live:
        assert closing_code(live) == 4001


def test_a_page_of_another_site_cannot_open_it(product: Product, key: str) -> None:
    with pytest.raises(InvalidStatus), connect(
        f"ws://127.0.0.1:{product.ports['web']}{STREAM}?token={key}", origin="http://evil.example"
    ):  # fmt: skip
        pass


def test_metrics_are_counted(product: Product, key: str) -> None:
    with watch(product, key, path="/ws/metrics/") as live:
        until(live, "metrics")
        for _ in range(5):
            send(product, *({"message": "x", "source": "meter", "level": "error"} for _ in range(100)))
            time.sleep(0.2)
        rates = [until(live, "metrics")["data"] for _ in range(6)]
    assert max(each["logs_per_second"] or 0 for each in rates) > 50
    assert rates[-1]["errors_per_minute"] >= 500
    assert rates[-1]["users"] == 1
    assert {"value": "meter", "count": 500} in rates[-1]["top_sources"]


def test_logging_out_closes_the_sockets_of_that_session(product: Product, alice: httpx.Client) -> None:
    del alice
    login = httpx.Client(base_url=f"{product.url}/api/v1", headers={"Referer": product.url})
    login.get("/setup/")
    who = {"login": "alice", "password": product.password}
    login.post("/auth/login/", json=who, headers=csrf(login)).raise_for_status()
    cookie = "; ".join(f"{name}={value}" for name, value in login.cookies.items())
    url = f"ws://127.0.0.1:{product.ports['web']}{STREAM}"
    with connect(url, additional_headers={"Cookie": cookie}, origin=product.url) as live:  # type: ignore[arg-type]
        until(live, "hello")
        login.post("/auth/logout/", headers=csrf(login)).raise_for_status()
        assert closing_code(live) == 4001


def test_revoking_a_key_closes_its_sockets(product: Product, alice: httpx.Client) -> None:
    made = alice.post("/api-keys/", json={"name": "short-lived", "scopes": ["read"]}, headers=csrf(alice)).json()
    with watch(product, made["key"]) as live:
        until(live, "hello")
        assert alice.delete(f"/api-keys/{made['id']}/", headers=csrf(alice)).status_code == 204
        assert closing_code(live) == 4001
