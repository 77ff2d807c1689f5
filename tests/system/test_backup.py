"""A filled product is backed up while it runs, and restored into empty ones: SQLite and PostgreSQL. All of it is compared."""

import io
import json
import os
import subprocess
import sys
import tarfile
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from benchmarks.product import Product, csrf
from tests.supervisor.keeping.reading import database_of, logs_of
from tools.servers.postgresql import PostgreSQL

ELKVISION = Path(sys.executable).parent / "elkvision"
PASSPHRASE = "seven brave hens cross"
LINES = 20_000
#: Lists of the API that must read the same afterwards.
LISTS = (
    "/organisations/", "/api-keys/", "/alerts/rules/", "/alerts/silences/", "/alerts/policies/", "/dashboards/",
    "/pipelines/", "/searches/", "/uploads/", "/notifications/channels/", "/auth/me/",
)  # fmt: skip


def elkvision(*words: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [str(ELKVISION), *map(str, words)]
    return subprocess.run(command, env=os.environ | environment, capture_output=True, text=True, timeout=300)


def well(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def make(alice: httpx.Client, path: str, **body: Any) -> Any:
    answer = alice.post(path, json=body, headers=csrf(alice))
    assert answer.status_code in (200, 201), answer.text
    return answer.json()


def fill(product: Product, alice: httpx.Client) -> str:
    """Something of everything; returns a key that may write and read."""
    make(alice, "/organisations/", name="Globex")
    make(alice, "/alerts/rules/", definition={
        "name": "errors of web", "query": "level:error service:web",
        "condition": {"kind": "threshold", "op": ">", "value": 5}, "window": "5m", "labels": {"team": "shop"},
    })  # fmt: skip
    make(
        alice,
        "/dashboards/",
        name="Wéb",
        panels=[{"kind": "line", "title": "Errors", "series": [{"q": "level:error"}]}],
    )
    make(alice, "/pipelines/", name="web", text='filter { mutate { add_tag => ["seen"] } }')
    make(alice, "/searches/", name="Failed payments", q="service:payments level:error")
    slack = {"url": "https://hooks.slack.com/services/T0/B0/a-long-secret"}
    make(alice, "/notifications/channels/", name="ops", kind="slack", config=slack)
    lines = b"".join(b'{"message":"file line %d","service":"file"}\n' % number for number in range(500))
    answer = alice.post("/uploads/", files={"file": ("a.ndjson", lines)}, headers=csrf(alice))
    assert answer.status_code == 201, answer.text
    wait_until(lambda: alice.get(f"/uploads/{answer.json()['id']}/").json()["status"] == "done")
    key = product.key(alice, "ingest", "read")
    for start in range(0, LINES, 5000):
        send(product, key, range(start, start + 5000))
    count = {"q": "service:web", "from": "2000-01-01T00:00:00Z", "to": "now+2d"}
    wait_until(lambda: alice.get("/logs/count/", params=count).json()["count"] == LINES)
    return key


def send(product: Product, key: str, numbers: range) -> None:
    lines = b"".join(
        b'{"message":"line %d","service":"web","level":"%s","n":%d,"big":%d}\n'
        % (number, b"error" if number % 7 == 0 else b"info", number, 10**25 + number)
        for number in numbers
    )
    answer = httpx.post(
        f"http://127.0.0.1:{product.ports['http']}/", content=lines, headers={"Authorization": f"Bearer {key}"}
    )
    assert answer.status_code == 200, answer.text


def wait_until(there: Any, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not there():
        assert time.monotonic() < until
        time.sleep(0.02)


def read(alice: httpx.Client) -> dict[str, Any]:
    return {path: settled(alice.get(path).json()) for path in LISTS}


def settled(answer: Any) -> Any:
    """Without what changes as time goes by."""
    if isinstance(answer, list):
        return [settled(each) for each in answer]
    if isinstance(answer, dict):
        return {
            name: settled(each) for name, each in answer.items() if name not in {"last_used_at", "status", "counts"}
        }
    return answer


class Backup:
    """What was taken of the first product, and what it answered then."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "backup.tar"
        self.passphrase = folder / "passphrase"
        self.passphrase.write_text(PASSPHRASE + "\n")
        product = Product(folder / "first")
        try:
            alice = product.owner()
            self.key = fill(product, alice)
            self.answers = read(alice)
            sending = threading.Event()
            sender = threading.Thread(target=self._go_on, args=(product, sending))
            sender.start()
            try:
                self.said = well(self.run("backup", self.file, "--logs", "--data-dir", folder / "first" / "data"))
            finally:
                sending.set()
                sender.join()
        finally:
            product.stop()

    def _go_on(self, product: Product, enough: threading.Event) -> None:
        number = 10 * LINES
        while not enough.wait(0.05):
            send(product, self.key, range(number, number + 50))
            number += 50

    def run(self, *words: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
        return elkvision(*words, "--passphrase-file", self.passphrase, **environment)

    def of(self, data: Path, **environment: str) -> Path:
        """An open one of another product, to look into."""
        path = data.parent / "again.tar"
        well(elkvision("backup", path, "--logs", "--data-dir", data, **environment))
        return path


@pytest.fixture(scope="module")
def backup(tmp_path_factory: pytest.TempPathFactory) -> Backup:
    folder = tmp_path_factory.mktemp("backup")
    (folder / "first").mkdir()
    return Backup(folder)


@pytest.mark.system
def test_it_is_for_its_owner_and_for_whoever_knows_the_passphrase(backup: Backup) -> None:
    assert backup.file.stat().st_mode & 0o777 == 0o600
    assert b"a-long-secret" not in backup.file.read_bytes()
    assert "It is whole." in well(backup.run("backup", "check", backup.file))
    closed = elkvision("backup", "check", backup.file)
    assert (closed.returncode, "--passphrase-file" in closed.stderr) == (1, True)
    assert [path.name for path in backup.folder.iterdir() if path.name.startswith(".")] == []


@pytest.mark.system
def test_an_empty_product_becomes_the_same_one(backup: Backup, tmp_path: Path) -> None:
    data = tmp_path / "data"
    said = well(backup.run("restore", backup.file, "--data-dir", data))
    assert " 0 not taken" in said
    again = backup.of(data)
    database, logs = database_of(again, ""), logs_of(again, "")
    assert database == database_of(backup.file, PASSPHRASE)
    assert logs == logs_of(backup.file, PASSPHRASE)
    assert sum(len(lines) for lines in logs.values()) >= LINES + 500
    product = Product(tmp_path)
    try:
        alice = httpx.Client(base_url=f"{product.url}/api/v1", timeout=60, headers={"Referer": product.url})
        alice.get("/setup/")
        login = {"login": "alice", "password": product.password}
        assert alice.post("/auth/login/", json=login, headers=csrf(alice)).status_code == 200
        assert read(alice) == backup.answers
        send(product, backup.key, range(3))
        count = {"q": "n:1 service:web", "from": "2000-01-01T00:00:00Z", "to": "now+2d"}
        wait_until(lambda: alice.get("/logs/count/", params=count).json()["count"] == 2)
    finally:
        product.stop()


@pytest.fixture
def postgresql() -> Iterator[PostgreSQL]:
    """In a folder that others may go through: as root, its server runs as somebody else."""
    with tempfile.TemporaryDirectory(prefix="elk-pg-") as folder:
        Path(folder).chmod(0o755)
        with PostgreSQL(Path(folder) / "server") as server:
            yield server


@pytest.mark.stack
def test_postgresql_takes_what_sqlite_had_although_it_was_killed_in_between(
    backup: Backup, postgresql: PostgreSQL, tmp_path: Path
) -> None:
    data, server = tmp_path / "data", postgresql
    given = {"ELKVISION_DATABASE": server.url(), "ELKVISION_DEVELOPMENT": "true"}
    command = [ELKVISION, "restore", backup.file, "--data-dir", data, "--passphrase-file", backup.passphrase]
    killed = subprocess.Popen(command, env=os.environ | given, stderr=subprocess.DEVNULL)
    wait_until(lambda: '"logs"' in memo(data) or killed.poll() is not None)
    killed.kill()
    if killed.wait() != 0:  # it may have been quicker than we are
        assert "Going on where" in backup.run("restore", backup.file, "--data-dir", data, **given).stderr
    assert not memo(data)
    again = backup.of(data, **given)
    assert database_of(again, "") == database_of(backup.file, PASSPHRASE)
    assert logs_of(again, "") == logs_of(backup.file, PASSPHRASE)
    # New rows get numbers of their own.
    server.ask("INSERT INTO accounts_snapshot (version) VALUES (99)")


def memo(data: Path) -> str:
    """What the restoration says of itself while it is at it."""
    found = [path for path in data.glob(".restore-*.json") if path.is_file()] if data.is_dir() else []
    return found[0].read_text() if found else ""


@pytest.mark.system
def test_the_settings_of_then_are_there_for_whoever_starts_it(backup: Backup) -> None:
    with tarfile.open(fileobj=io.BytesIO(opened(backup.file))) as tar:
        file = tar.extractfile("manifest.json")
        assert file is not None
        manifest = json.load(file)
        assert {"elkvision.json", "settings.env", "secret.key"} <= set(manifest["members"])


def opened(path: Path) -> bytes:
    from elkvision.supervisor.keeping.sealing import Opener

    with path.open("rb") as file:
        return io.BufferedReader(Opener(file, PASSPHRASE)).read()
