"""A question whose asker left is ended in the store too."""

import threading
import time
from collections.abc import Iterator
from contextvars import copy_context
from pathlib import Path

import pytest
from tests.store.test_store_process import start

from elkvision.core.asker import Asker, waiting
from elkvision.core.errors import Unavailable
from elkvision.core.settings import Settings
from elkvision.store.engines.clickhouse.client import Client

SLOW = "SELECT sum(cityHash64(number, number % 7)) AS n FROM numbers(1000000000000)"


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    house = Settings(data_dir=tmp_path)
    process = start(house)
    yield Client("clickhouse+embedded://", house.store_socket)
    process.kill()
    process.wait(10)


def running(client: Client) -> int:
    return (
        int(client.rows("SELECT count() AS n FROM system.processes WHERE query LIKE '%cityHash64(number%'")[0]["n"]) - 1
    )


def test_a_question_ends_with_its_asker(client: Client) -> None:
    client.rows("SELECT 1 AS n")  # one connection is open and idle, as mostly
    asker, told = Asker(), []

    def ask() -> None:
        try:
            client.rows(SLOW)
        except Unavailable as error:
            told.append(error)

    with waiting(asker):
        thread = threading.Thread(target=copy_context().run, args=(ask,))
    thread.start()
    while not running(client):
        time.sleep(0.02)
    asker.leave()
    thread.join(2)
    assert not thread.is_alive()
    assert len(told) == 1
    deadline = time.monotonic() + 5
    while running(client) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert running(client) == 0
    assert client.rows("SELECT 1 AS n") == [{"n": 1}]


def test_whoever_has_left_already_asks_nothing(client: Client) -> None:
    asker = Asker()
    asker.leave()
    began = time.monotonic()
    with waiting(asker), pytest.raises(Unavailable):
        client.rows(SLOW)
    assert time.monotonic() - began < 2
