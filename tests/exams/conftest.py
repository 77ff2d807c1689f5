"""Every engine sits the same exams: `store` is each of them in turn."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from tests import real_elasticsearch

from elkvision.core.settings import Settings
from elkvision.core.tenancy import TenantId, tenant_id
from elkvision.store.contract import LogStore
from elkvision.store.registry import open_store

_numbers = count(1)


@pytest.fixture(scope="module", params=["memory", "clickhouse", "elasticsearch"])
def store(request: pytest.FixtureRequest) -> Iterator[LogStore]:
    """One store for each part of the exam, in which each test brings tenants of its own: thousands of odd names in one
    table make merges that leave the others' questions no memory."""
    if request.param == "memory":
        opened = open_store("memory://")
    elif request.param == "elasticsearch":
        opened = open_store(request.getfixturevalue("elasticsearch_exam"))
    else:
        opened = open_store("clickhouse+embedded://", request.getfixturevalue("clickhouse_process"))
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def elasticsearch_exam(elasticsearch_server: str) -> Iterator[str]:
    """Indices of the exam's own, on the server of this run."""
    url = f"{elasticsearch_server}/exam-p{os.getpid()}"
    yield url
    real_elasticsearch.forget(url)


@pytest.fixture(scope="module")
def clickhouse_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """The embedded engine's process, on a folder of its own."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("clickhouse"))
    settings.run_dir.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "elkvision.store.engines.clickhouse.process"]
    log = settings.data_dir / "process.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, env={**os.environ, **settings.environment()}, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        _wait_for(settings.store_socket, process, log)
        yield settings
    finally:
        process.terminate()
        process.wait(30)


def _wait_for(socket: Path, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 60
    while not socket.exists():
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"The store did not start:\n{log.read_text()[-2000:]}")
        time.sleep(0.05)


@pytest.fixture
def acme() -> TenantId:
    """Alice's and Bob's organisation, new for each test."""
    return tenant_id(f"acme-{os.getpid()}-{next(_numbers)}")


@pytest.fixture
def globex() -> TenantId:
    """Charlie's."""
    return tenant_id(f"globex-{os.getpid()}-{next(_numbers)}")
