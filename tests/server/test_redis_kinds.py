"""Redis as companies run it: with a password, with TLS of an authority of their own, behind sentinels that fail over."""

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import orjson
import pytest
import redis
import trustme
from celery import Celery
from tools.servers.redis import Redis, Trio

from elkvision.core.redis_url import connect, connect_async, for_celery
from elkvision.server.realtime.bus import Bus

pytestmark = pytest.mark.stack

WORD = "kJ8/3:fh@2kd#9sl"  # with what URLs have to escape
WRITTEN = "kJ8%2F3%3Afh%402kd%239sl"


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="elk-redis-") as made:
        yield Path(made)


@pytest.fixture(scope="module")
def certificates(folder: Path) -> Path:
    authority = trustme.CA()
    made = authority.issue_cert("127.0.0.1")
    authority.cert_pem.write_to_path(folder / "ca.pem")
    made.private_key_pem.write_to_path(folder / "node.key")
    made.cert_chain_pems[0].write_to_path(folder / "node.pem")
    return folder


@pytest.fixture(scope="module")
def trio(folder: Path) -> Iterator[Trio]:
    with Trio(folder / "trio", password=WORD) as servers:
        yield servers


@pytest.fixture(params=["password", "tls", "sentinels"], scope="module")
def url(request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    if request.param == "sentinels":
        yield written(request.getfixturevalue("trio").url)
        return
    tls = str(request.getfixturevalue("certificates")) if request.param == "tls" else ""
    with Redis(folder / request.param, password=WORD, tls=tls) as server:
        yield written(server.url)


def written(url: str) -> str:
    return url.replace(WORD, WRITTEN)


def test_who_waits_and_who_does_not_get_their_answers(url: str) -> None:
    async def ask() -> object:
        client = connect_async(url, patience=5.0, max_connections=2)
        answers = await asyncio.gather(*(client.get("colour") for _ in range(50)))
        await client.aclose()
        return set(answers)

    with connect(url, socket_timeout=5) as client:
        client.set("colour", "green")
    assert asyncio.run(ask()) == {b"green"}


async def test_live_events_come_through(url: str) -> None:
    bus = Bus(url)
    await bus.watch("acme")
    position = await bus.newest_position("acme")
    with connect(url, socket_timeout=5) as client:
        client.xadd("logs:realtime:acme", {"b": orjson.dumps({"events": [{"id": "1"}]})})
        batches = await bus.read("acme", position)
        heard = asyncio.ensure_future(anext(bus.messages("notify:*")))
        await asyncio.to_thread(until, lambda: client.publish("notify:7", b"{}"))
    assert [each.events for each in batches] == [[{"id": "1"}]]
    assert await heard == ("notify:7", {})
    await bus.close()


def test_tasks_get_to_the_worker(url: str) -> None:
    app = Celery("two", task_default_queue=f"queue-{os.getpid()}")
    app.conf.update(for_celery(url))
    app.send_task("sweep")
    with app.connection_for_read() as connection:
        queue = connection.SimpleQueue(app.conf.task_default_queue)
        message = queue.get(timeout=20)
        assert message.headers["task"] == "sweep"
        message.ack()
        queue.close()


def test_a_stranger_and_a_foreign_authority_are_refused(folder: Path, certificates: Path) -> None:
    with Redis(folder / "strict", password=WORD, tls=str(certificates)) as server:
        without = written(server.url).partition("?")[0]
        with pytest.raises(redis.ConnectionError, match="certificate verify failed"):
            connect(without).ping()
        with pytest.raises(redis.AuthenticationError):
            connect(f"rediss://127.0.0.1:{server.port}/0?ssl_ca_certs={certificates}/ca.pem").ping()


def test_when_the_leader_is_killed_beat_worker_and_live_go_on_with_the_next(trio: Trio, tmp_path: Path) -> None:
    url = written(trio.url)
    environment = {
        **os.environ, "ELKVISION_DATA_DIR": str(tmp_path), "ELKVISION_REDIS_URL": url, "ELKVISION_STORE": "memory://",
        "ELKVISION_DATABASE": "",
    }  # fmt: skip
    run = [sys.executable, "-m"]
    subprocess.run(
        [*run, "elkvision.server.manage", "migrate", "-v", "0", "--skip-checks"], env=environment, check=True
    )
    parts = [subprocess.Popen([*run, f"elkvision.server.{name}"], env=environment) for name in ("worker", "beat")]
    client = connect(url, socket_timeout=2, socket_connect_timeout=2)
    try:
        until(lambda: client.exists("heartbeat:worker", "heartbeat:beat") == 2)
        with asyncio.Runner() as loop:
            bus = Bus(url)
            loop.run(bus.watch("acme"))
            old = trio.leader()
            old.kill()
            until(lambda: trio.leader().port != old.port)
            until(lambda: answered(lambda: client.exists("heartbeat:worker", "heartbeat:beat") == 2))
            until(lambda: answered(lambda: [loop.run(bus.watch("acme"))]))
            loop.run(bus.close())
        app = Celery("two", task_default_queue="elkvision")
        app.conf.update(for_celery(url))
        app.send_task("accounts.note_key_use")
        until(lambda: answered(lambda: client.llen("elkvision") == 0))
        assert client.exists("beat:leader")
    finally:
        for each in parts:
            each.terminate()
        codes = [each.wait(40) for each in parts]
    assert codes == [0, 0]


def answered(ask: Callable[[], object]) -> object:
    try:
        return ask()
    except redis.RedisError:
        return False


def until(done: Callable[[], object], seconds: float = 90) -> None:
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.1)
