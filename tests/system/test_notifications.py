"""A line, a webhook, a bell: through a real product, whose worker is killed on the way."""

import json
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from benchmarks.product import Product, csrf, running
from tests.fakes.receiver import Receiver, listen
from websockets.sync.client import ClientConnection, connect

pytestmark = pytest.mark.system


@pytest.fixture(scope="module")
def product() -> Iterator[Product]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ELKVISION_NOTIFY_ALLOW", "127.0.0.1/32")
        with running() as product:
            yield product


@pytest.fixture(scope="module")
def alice(product: Product) -> httpx.Client:
    return product.owner()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    found = Receiver()
    server = listen(found)
    yield found
    server.shutdown()
    server.server_close()


def post(alice: httpx.Client, path: str, **body: Any) -> Any:
    answer = alice.post(path, json=body, headers=csrf(alice))
    assert answer.status_code in (200, 201), answer.text
    return answer.json()


def send(product: Product, **log: object) -> None:
    with socket.create_connection(("127.0.0.1", product.ports["tcp"])) as line:
        line.sendall(json.dumps(log).encode() + b"\n")


def until(true: Callable[[], object], seconds: float = 60) -> None:
    last = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < last, "it never happened"
        time.sleep(0.2)


def listening(product: Product, alice: httpx.Client, since: str = "") -> ClientConnection:
    cookies = "; ".join(f"{name}={value}" for name, value in alice.cookies.items())
    where = f"ws://127.0.0.1:{product.ports['web']}/ws/notifications/"
    return connect(f"{where}?since={since}" if since else where, additional_headers={"Cookie": cookies})


def heard(live: ClientConnection, kind: str, seconds: float = 60) -> dict[str, Any]:
    end = time.monotonic() + seconds
    while True:
        message: dict[str, Any] = json.loads(live.recv(timeout=max(0.1, end - time.monotonic())))
        if message["type"] == kind:
            return dict(message["data"])


def test_a_line_is_a_webhook_and_a_bell(product: Product, alice: httpx.Client, receiver: Receiver) -> None:
    channel = post(
        alice, "/notifications/channels/", name="hook", kind="webhook",
        config={"url": f"{receiver.url}/hook", "signing_key": "a signing key"},
    )  # fmt: skip
    tested = post(alice, f"/notifications/channels/{channel['id']}/test/")
    assert (tested["ok"], tested["status"], tested["answer"]) == (True, 200, "ok")
    post(alice, "/alerts/policies/", name="all", channels=[channel["id"]], group_wait=0)
    rule = {"name": "Disk full", "query": "disk full", "condition": {"kind": "match"}, "severity": "critical"}
    made = post(alice, "/alerts/rules/", definition=rule)

    with listening(product, alice) as live:
        assert heard(live, "unread")["unread"] == 0
        # What came before a rule was looked at for the first time is not its own.
        until(lambda: alice.get(f"/alerts/rules/{made['id']}/").json()["status"]["evaluated_to"])
        sent_at = time.monotonic()
        send(product, message="disk full on sda1", level="error", service="db")
        told = receiver.wait(2, seconds=60)[1]
        print(f"a line to its webhook: {time.monotonic() - sent_at:.2f} s")
        assert told.json["state"] == "firing"
        assert told.json["severity"] == "critical"
        assert [line["message"] for line in told.json["lines"]] == ["disk full on sda1"]
        assert told.json["link"].startswith(f"http://127.0.0.1:{product.ports['web']}/")
        assert told.headers["x-elkvision-signature"].startswith("v1=")
        news = heard(live, "notification")
        assert (news["kind"], news["severity"], news["unread"]) == ("alert", "critical", 1)
        assert "Disk full" in news["title"]

        with listening(product, alice) as other:
            assert heard(other, "unread") == {"unread": 1, "newest": news["id"]}
            assert post(alice, "/notifications/read/", ids=[news["id"]]) == {"unread": 0}
            for page in (live, other):
                assert heard(page, "read")["unread"] == 0

    with listening(product, alice, since=str(news["id"] - 1)) as back:
        missed = heard(back, "notification")
        assert (missed["id"], missed["missed"], missed["read"]) == (news["id"], True, True)


def test_a_worker_that_is_killed_loses_no_message(product: Product, alice: httpx.Client, receiver: Receiver) -> None:
    """It is killed while the other side is down; when both are back, each message comes, with its own token."""
    hook = {"url": f"{receiver.url}/later"}
    channel = post(alice, "/notifications/channels/", name="later", kind="webhook", config=hook)
    receiver.answer(503, b"not now")
    for _ in range(3):
        post(alice, f"/notifications/channels/{channel['id']}/test/")
    failed = alice.get("/notifications/deliveries/", params={"channel": channel["id"]}).json()["results"]
    assert [each["status"] for each in failed] == ["failed"] * 3
    for each in failed:
        post(alice, f"/notifications/deliveries/{each['id']}/retry/")
    receiver.wait(4)
    worker = product.parts()["worker"]
    os.kill(worker.pid, signal.SIGKILL)
    receiver.answer(200, b"ok")

    def states() -> list[str]:
        listed = alice.get("/notifications/deliveries/", params={"channel": channel["id"]}).json()["results"]
        return [each["status"] for each in listed]

    until(lambda: states() == ["sent"] * 3, seconds=150)
    assert {got.headers["idempotency-key"] for got in receiver.got} == {each["token"] for each in failed}
