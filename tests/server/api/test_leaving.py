"""A client that goes away while its question runs: the question is stopped, a change is not."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator

import httpx
import pytest
import uvicorn
from tests.server.conftest import Caller, program

from elkvision.core.asker import stopped_when_left
from elkvision.server.apps.accounts.models import Organisation
from elkvision.server.apps.logs import selectors
from elkvision.server.config.routing import build
from elkvision.store.engines.memory.engine import MemoryStore

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def url() -> Iterator[str]:
    bound = socket.socket()
    bound.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(build(), log_config=None, lifespan="off"))
    thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[bound])))
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{bound.getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture
def reader(acme: Organisation) -> Caller:
    return program(acme, "read")


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[threading.Event, threading.Event]]:
    """A store that counts until it is stopped, or let go."""
    stopped, let_go = threading.Event(), threading.Event()

    def count(*asked: object) -> int:
        def stop() -> None:
            stopped.set()
            let_go.set()

        with stopped_when_left(stop):
            let_go.wait(10)
        return 0

    monkeypatch.setattr(MemoryStore, "count", count)
    selectors.store.cache_clear()
    yield stopped, let_go
    let_go.set()


def test_a_question_is_stopped_when_its_client_leaves(
    url: str, reader: Caller, slow: tuple[threading.Event, threading.Event]
) -> None:
    stopped, _ = slow
    with pytest.raises(httpx.ReadTimeout):
        httpx.get(f"{url}/api/v1/logs/count/", headers=reader.headers, timeout=1.5)
    assert stopped.wait(3)


def test_one_that_waits_is_answered(url: str, reader: Caller, slow: tuple[threading.Event, threading.Event]) -> None:
    stopped, let_go = slow
    threading.Timer(0.3, let_go.set).start()
    answer = httpx.get(f"{url}/api/v1/logs/count/", headers=reader.headers, timeout=5)
    assert answer.json()["count"] == 0
    assert not stopped.is_set()
