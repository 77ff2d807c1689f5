"""`elkvision store check` and `copy`, as programs, on real stores; killed and interrupted as people and machines do it."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from tests.exams.store.making import TEN, event, keep, span

from elkvision.core.errors import Unavailable
from elkvision.core.settings import Settings
from elkvision.core.tenancy import tenant_id
from elkvision.store.contract import LogStore
from elkvision.store.registry import open_store
from elkvision.supervisor.moving import places

pytestmark = pytest.mark.system

ACME, GLOBEX = tenant_id("acme"), tenant_id("globex")
LOGS = 60_000
#: What is easily lost on the way.
ODD: tuple[dict[str, Any], ...] = (
    {"big": 2**63, "small": -(2**63), "float": 1.0, "text": "1", "true": True},
    {"a.b": 1, "a": {"c": [[1], [], {"d": "\0"}]}, "": "empty key", "..": "dots"},
    {"long": "x" * 40_000, "ünï": "ß İ \u2028", "list": [1, 1, 1.0, "1", True]},
)
#: A ClickHouse of its own on a port, as a server is.
SERVER = """
import sys
from pathlib import Path
from elkvision.store.engines.clickhouse.embedded import Embedded
from elkvision.store.engines.clickhouse.process import serve
serve(Embedded(Path(sys.argv[1])), None)
"""


@dataclass
class Moving:
    """An embedded store full of logs, and a server that has none. The embedded one does not run."""

    settings: Settings
    target_url: str
    target: LogStore

    def start(self, *words: str, **environment: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-m", "elkvision.supervisor", "store", *words],
            env={**os.environ, "ELKVISION_DATA_DIR": str(self.settings.data_dir), **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, *words: str, **environment: str) -> tuple[int, str]:
        process = self.start(*words, **environment)
        output, _ = process.communicate(timeout=120)
        return process.returncode, output

    @contextmanager
    def source(self) -> Iterator[LogStore]:
        with places.opened("clickhouse+embedded://", self.settings) as store:
            yield store

    def copy(self) -> "subprocess.Popen[str]":
        return self.start("copy", "clickhouse+embedded://", self.target_url)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("server")
    with subprocess.Popen(
        [sys.executable, "-u", "-c", SERVER, str(folder)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        port = process.stdout.readline().rpartition(", ")[2].partition(")")[0]
        yield f"clickhouse+http://alice:s3cret@127.0.0.1:{port}"
        process.terminate()


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A data folder with 60,000 of Alice's logs over six hours, and a hundred of Charlie's."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("data"))
    settings.run_dir.mkdir(parents=True)
    with subprocess.Popen(
        [sys.executable, "-m", "elkvision.store.engines.clickhouse.process"],
        env={**os.environ, **settings.environment()},
        stdout=subprocess.DEVNULL,
    ) as process:
        while not settings.store_socket.exists():
            time.sleep(0.05)
        store = open_store("clickhouse+embedded://", settings)
        step = timedelta(hours=6) / LOGS
        keep(
            store,
            *(event(ACME, f"line {n}", at=TEN + n * step, attributes={"n": n, "list": [n, [n]]}) for n in range(LOGS)),
        )
        keep(store, *(event(GLOBEX, f"Charlie's {n}", at=TEN, attributes=ODD[n % len(ODD)]) for n in range(100)))
        process.terminate()
    return settings


_databases = iter(range(100))


@pytest.fixture
def moving(full: Settings, server: str) -> Iterator[Moving]:
    url = f"{server}/copy{next(_databases)}"
    store = open_store(url)
    yield Moving(full, url, store)
    store.close()


def test_a_copy_that_is_killed_again_and_again_has_every_log_once(moving: Moving) -> None:
    killed = 0
    for there in (0, 0, 10_000, 30_000, 50_000):
        process = moving.copy()
        while process.poll() is None and moving.target.count(ACME, span()) < there:
            time.sleep(0.01)
        time.sleep(random.Random(there + killed).uniform(0.3, 0.6) if not there else 0)
        killed += process.poll() is None
        process.kill()
        process.communicate()

    status, output = moving.run("copy", "clickhouse+embedded://", moving.target_url)

    assert killed >= 4
    assert status == 0, output
    assert "each log once" in output
    assert "s3cret" not in output
    assert moving.target.count(ACME, span()) == LOGS
    events = (each for chunk in moving.target.export(ACME, span()) for each in chunk)
    assert sorted(each["attributes"]["n"] for each in events) == list(range(LOGS))
    assert moving.target.count(GLOBEX, span()) == 100
    assert list((moving.settings.data_dir / "copies").iterdir()) == []


def count_in(cluster: LogStore) -> int:
    """An index that is being made does not answer for a moment."""
    with suppress(Unavailable):
        return cluster.count(ACME, span())
    return 0


def test_logs_go_to_elasticsearch_and_back_and_are_what_they_were(moving: Moving, elasticsearch_url: str) -> None:
    there = moving.start("copy", "clickhouse+embedded://", elasticsearch_url)
    with closing(open_store(elasticsearch_url)) as cluster:
        while there.poll() is None and count_in(cluster) < 20_000:
            time.sleep(0.05)
    there.kill()
    there.communicate()

    status, output = moving.run("copy", "clickhouse+embedded://", elasticsearch_url)
    assert status == 0, output
    status, output = moving.run("copy", elasticsearch_url, moving.target_url)
    assert status == 0, output

    with moving.source() as source:
        for tenant in (ACME, GLOBEX):
            before = chain.from_iterable(source.export(tenant, span()))
            after = chain.from_iterable(moving.target.export(tenant, span()))
            assert all(one == other for one, other in zip(before, after, strict=True))


def test_ctrl_c_ends_it_with_a_sentence_and_leaves_no_process(moving: Moving) -> None:
    process = moving.copy()
    assert process.stdout is not None
    while "organisations." not in process.stdout.readline():
        pass
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=30)

    assert process.returncode == 130, output
    assert "The same command goes on from here." in output
    assert "Traceback" not in output
    assert not moving.settings.store_socket.exists()


def test_an_hour_that_differs_is_printed_and_the_status_is_1(moving: Moving) -> None:
    moving.run("copy", "clickhouse+embedded://", moving.target_url, "--tenant", "globex")
    # The same log once more, under a token of its own: what no store should have.
    keep(moving.target, next(iter(moving.target.search(GLOBEX, span(), limit=1).events)))

    status, output = moving.run("copy", "clickhouse+embedded://", moving.target_url, "--tenant", "globex")

    assert status == 1, output
    assert "globex  2026-03-14 10:00  FROM 100  TO 101  missing 0  twice 1" in output


def test_a_store_is_checked_with_its_secrets_masked(moving: Moving) -> None:
    status, output = moving.run("check", moving.target_url)

    assert status == 0, output
    assert "alice:•••@" in output
    assert "s3cret" not in output
    assert "ClickHouse 26" in output


def test_the_products_own_store_is_checked_when_none_is_named(moving: Moving) -> None:
    status, output = moving.run("check")

    assert status == 0, output
    assert "clickhouse+embedded://" in output


def test_a_url_may_be_in_a_file(moving: Moving, tmp_path: Path) -> None:
    (tmp_path / "url").write_text(moving.target_url + "\n")

    assert moving.run("check", f"@{tmp_path / 'url'}")[0] == 0
    assert moving.run("check", f"@{tmp_path / 'none'}")[0] == 1


@pytest.mark.parametrize(
    "url",
    [
        "clickhouse+http://alice:s3cret@127.0.0.1:1/x",
        "clickhouse+http://alice:s3c/s3cret@127.0.0.1:1/x",
        "elasticsearch+http://alice:s3cret/word@127.0.0.1:1/x",
        "elasticsearch+http://alice:s3cret@127.0.0.1:1/x",
        "elasticsearch+http://127.0.0.1:1/x?api_key=s3cret",
        "nonsense://alice:s3cret@h",
    ],
)
def test_a_store_that_cannot_be_used_is_status_1_without_its_password(moving: Moving, url: str) -> None:
    status, output = moving.run("check", url)

    assert status == 1
    assert "s3cret" not in output
    assert "Traceback" not in output


def test_an_organisation_without_logs_is_named(moving: Moving) -> None:
    status, output = moving.run("copy", "clickhouse+embedded://", moving.target_url, "--tenant", "initech")

    assert status == 1
    assert "FROM has no logs of initech" in output
    assert "acme, globex" in output
