"""The server as parts of a stack: accounts in PostgreSQL, one Redis, two webs, two workers, two beats."""

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
import redis
from tools.servers.postgresql import PostgreSQL
from tools.servers.redis import Redis
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

pytestmark = pytest.mark.stack

PASSWORD = "correct horse battery staple"


@dataclass
class Stack:
    """Processes that know one another by URL alone: each has a data folder of its own."""

    folder: Path
    database: PostgreSQL
    redis: Redis
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)
    webs: list[str] = field(default_factory=list)
    secret: str = field(default_factory=lambda: secrets.token_hex(32))

    def environment(self, name: str, **more: str) -> dict[str, str]:
        (self.folder / "database").write_text(self.database.url())
        given = {
            "ELKVISION_DATA_DIR": str(self.folder / name),
            "ELKVISION_DATABASE_FILE": str(self.folder / "database"),
            "REDIS_URL": self.redis.url,
            "SECRET_KEY": self.secret,
            "ELKVISION_STORE": "memory://",
        }
        return {name: value for name, value in os.environ.items() if not name.startswith("ELKVISION_")} | given | more

    def manage(self, *words: str, **more: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "elkvision.server.manage", *words]
        return subprocess.Popen(
            command, env=self.environment("manage", **more), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )

    def start(self, part: str, name: str, **more: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", f"elkvision.server.{part}"]
        process = subprocess.Popen(command, env=self.environment(name, **more))
        self.processes.append(process)
        return process

    def start_web(self, name: str) -> str:
        with socket.create_server(("127.0.0.1", 0)) as bound:
            port = bound.getsockname()[1]
        self.start("web", name, ELKVISION_WEB_PORT=str(port))
        url = f"http://127.0.0.1:{port}"
        self.webs.append(url)
        return url


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    with tempfile.TemporaryDirectory(prefix="elk-stack-") as name:
        folder = Path(name)
        folder.chmod(0o711)  # PostgreSQL does not run as root
        word = secrets.token_hex(16)
        with (
            PostgreSQL(folder / "postgresql", password=word) as database,
            Redis(folder / "redis", password=word) as red,
        ):
            found = Stack(folder, database, red)
            four = [found.manage("migrate", "--noinput", "--skip-checks") for _ in range(4)]
            said = [each.communicate()[0] for each in four]
            assert [each.returncode for each in four] == [0] * 4, said
            assert sum("Applying accounts.0001" in each for each in said) == 1, "four at once, and one did it"
            owner = found.manage(
                "createsuperuser", "--noinput", "--username", "alice", "--email", "alice@acme.test",
                DJANGO_SUPERUSER_PASSWORD=PASSWORD,
            )  # fmt: skip
            assert "alice@acme.test> is an owner" in owner.communicate()[0]
            try:
                for number in (1, 2):
                    found.start_web(f"web-{number}")
                    found.start("worker", f"worker-{number}")
                    found.start("beat", f"beat-{number}")
                for url in found.webs:
                    until(lambda url=url: answers(f"{url}/ready"))
                yield found
            finally:
                for each in found.processes:
                    each.terminate()
                assert {each.wait(60) for each in found.processes} <= {0, -signal.SIGTERM}


@pytest.fixture
def alice(stack: Stack) -> Iterator[httpx.Client]:
    """Logged in at the first web."""
    with httpx.Client(base_url=stack.webs[0], timeout=60) as client:
        client.get("/api/v1/setup/")
        change(client, "POST", "/auth/login/", login="alice", password=PASSWORD)
        yield client


def change(client: httpx.Client, verb: str, path: str, **body: Any) -> Any:
    headers = {"X-CSRFToken": client.cookies.get("csrftoken", "")}
    answer = client.request(verb, f"/api/v1{path}", json=body, headers=headers)
    assert answer.status_code < 300, answer.text
    return answer.json() if answer.content else None


def at(web: str, client: httpx.Client) -> httpx.Client:
    """The same browser, led to another web by the balancer."""
    return httpx.Client(base_url=web, timeout=60, cookies=dict(client.cookies))


def sockets(stack: Stack, client: httpx.Client, path: str) -> list[ClientConnection]:
    cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    return [
        connect(web.replace("http", "ws", 1) + path, additional_headers={"Cookie": cookie}, open_timeout=60)
        for web in stack.webs
    ]


def heard(opened: ClientConnection, kind: str) -> dict[str, Any]:
    """The next message of that kind."""
    while True:
        message: dict[str, Any] = json.loads(opened.recv(timeout=60))
        if message["type"] == kind:
            return message


def test_who_logged_in_at_one_web_is_known_at_the_other(stack: Stack, alice: httpx.Client) -> None:
    with at(stack.webs[1], alice) as other:
        assert other.get("/api/v1/auth/me/").json()["username"] == "alice"
    with redis.Redis.from_url(stack.redis.url) as cache:
        assert [key for key in cache.keys("cache:*") if b"session:" in key], "sessions are read from Redis"
        cache.flushall()
    assert alice.get("/api/v1/auth/me/").status_code == 200, "and not lost with it"


def test_live_lines_notifications_and_ends_reach_the_sockets_of_every_web(stack: Stack, alice: httpx.Client) -> None:
    tails = sockets(stack, alice, "/ws/logs/stream/")
    bells = sockets(stack, alice, "/ws/notifications/")
    for each in tails:
        heard(each, "hello")
    event = {
        "id": "018f0000000000000000000001",
        "@timestamp": 1,
        "received_at": 1,
        "tenant_id": "main",
        "message": "hi",
    }
    me = alice.get("/api/v1/auth/me/").json()["id"]
    with redis.Redis.from_url(stack.redis.url) as bus:
        until(lambda: bus.exists("live:watched:main"))
        batch = orjson.dumps({"events": [{**event, "tags": [], "attributes": {}, "input": "http"}]})
        deadline = time.monotonic() + 60
        until(lambda: time.monotonic() < deadline and bus.xadd("logs:realtime:main", {"b": batch}))
        until(lambda: bus.publish(f"notify:{me}", b'{"type":"read","tenant":"main","data":{}}') == 2)
    assert [heard(each, "new_logs")["data"][0]["message"] for each in tails] == ["hi", "hi"]
    assert [heard(each, "read")["type"] for each in bells] == ["read", "read"]
    change(alice, "POST", "/auth/logout/")
    for each in [*tails, *bells]:
        assert closed_with(each) == 4001
    with at(stack.webs[1], alice) as other:
        assert other.get("/api/v1/auth/me/").status_code in {401, 403}


def closed_with(opened: ClientConnection) -> int | None:
    try:
        while True:
            opened.recv(timeout=60)
    except ConnectionClosed:
        return opened.close_code


def test_a_dashboard_is_kept_in_redis_until_somebody_changes_it(stack: Stack, alice: httpx.Client) -> None:
    shape = {
        "name": "Errors", "description": "", "tags": [], "variables": [], "range": {"from": "now-1h", "to": "now"},
        "refresh": 0, "panels": [],
    }  # fmt: skip
    made = change(alice, "POST", "/dashboards/", **shape)
    path = f"/dashboards/{made['id']}/"
    with at(stack.webs[1], alice) as other, redis.Redis.from_url(stack.redis.url) as cache:
        assert other.get(f"/api/v1{path}").json()["name"] == "Errors"
        assert cache.keys("cache:*dashboards:main:*"), "the organisation is in the name"
        change(alice, "PUT", path, **shape | {"name": "Failures"}, version=made["version"], note="")
        assert other.get(f"/api/v1{path}").json()["name"] == "Failures"
        assert [each["name"] for each in other.get("/api/v1/dashboards/").json()["results"]] == ["Failures"]
        change(alice, "DELETE", path)
        assert other.get(f"/api/v1{path}").status_code == 404


def test_two_workers_and_two_beats_live_together(stack: Stack) -> None:
    with redis.Redis.from_url(stack.redis.url) as client:
        until(lambda: client.exists("heartbeat:worker", "heartbeat:beat", "beat:leader") == 3)


def test_after_a_restart_of_the_database_everybody_goes_on(stack: Stack, alice: httpx.Client) -> None:
    stack.database.stop()
    stack.database.begin()
    stack.database.wait()
    for web in stack.webs:
        with at(web, alice) as client:
            until(lambda client=client: client.get("/api/v1/auth/me/").status_code == 200)
            until(lambda client=client: client.get("/api/v1/dashboards/").status_code == 200)
    assert all(each.poll() is None for each in stack.processes)


def answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=5).status_code == 200
    except httpx.TransportError:
        return False


def until(done: Callable[[], object], seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.1)
