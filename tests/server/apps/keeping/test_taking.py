"""A database taken as of one moment, and what is given back to which."""

import json
import os
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
import zstandard
from django.db import connection

from elkvision.server.apps.accounts.models import Organisation
from elkvision.server.apps.keeping import taking
from elkvision.server.apps.keeping.cells import line_of


@pytest.mark.django_db(transaction=True)
def test_everything_is_of_one_moment_and_nobody_waits_for_it() -> None:
    Organisation.objects.create(tenant="acme", name="Acme")

    def write() -> None:
        Organisation.objects.create(tenant="globex", name="Globex")
        connection.close()

    with taking._one_moment():
        assert Organisation.objects.count() == 1
        writer = threading.Thread(target=write)
        writer.start()
        writer.join(15)  # it would wait for twenty seconds, and then fail
        assert not writer.is_alive()
        assert Organisation.objects.count() == 1
    assert Organisation.objects.count() == 2


def test_all_tables_are_taken_but_those_that_are_named() -> None:
    taken = {model._meta.label_lower for model in taking.models()}
    assert {"accounts.user", "uploads.upload", "alerts.rule", "dashboards.dashboard"} <= taken
    assert not {"sessions.session", "accounts.session", "auth.permission"} & taken


def manage(data: Path, *words: str | Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"ELKVISION_DATA_DIR": str(data)}
    command = [sys.executable, "-m", "elkvision.server.manage", *map(str, words)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300)


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A product with an owner, as files."""
    root = tmp_path_factory.mktemp("taken")
    (root / "password").write_text("correct horse battery staple\n")
    (root / "files").mkdir()
    words = ["--email", "alice@acme.test", "--password-file", root / "password", "--organisation", "Acme"]
    for command in (["migrate", "-v0"], ["create_owner", *words], ["take_database", root / "files"]):
        done = manage(root / "data", *command)
        assert done.returncode == 0, done.stderr
    return root / "files"


def copied(taken: Path, target: Path, **changes: Any) -> Path:
    subprocess.run(["cp", "-r", taken, target], check=True)
    summary = json.loads((taken / "summary.json").read_text()) | changes
    (target / "summary.json").write_text(json.dumps(summary))
    return target


def test_one_of_a_newer_version_is_refused_and_nothing_is_changed(taken: Path, tmp_path: Path) -> None:
    migrations = json.loads((taken / "summary.json").read_text())["migrations"]
    newer = copied(taken, tmp_path / "files", migrations=[*migrations, ["uploads", "0099_of_tomorrow"]])
    done = manage(tmp_path / "data", "give_database", newer)
    assert done.returncode == 1
    assert "of a newer version: its database has uploads 0099_of_tomorrow" in done.stderr
    with sqlite3.connect(tmp_path / "data" / "db.sqlite3") as database:
        assert database.execute("SELECT count(*) FROM sqlite_master WHERE name = 'accounts_user'").fetchone() == (0,)


def test_one_of_an_older_version_is_brought_up_to_this_one(taken: Path, tmp_path: Path) -> None:
    """As the version before `uploads.recorded` made it."""
    migrations = json.loads((taken / "summary.json").read_text())["migrations"]
    before = [each for each in migrations if each[0] != "uploads" or each[1] < "0002"]
    older = copied(taken, tmp_path / "files", migrations=before)
    path = older / "database" / "uploads.upload.ndjson.zst"
    names = [name for name in json.loads(zstandard.open(path, "rb").read()) if name != "recorded"]
    with zstandard.open(path, "wb") as file:
        file.write(line_of(names))
    subprocess.run(["cp", "-r", taken.parent / "data", tmp_path / "data"], check=True)  # ahead of it already
    done = manage(tmp_path / "data", "give_database", older, "--replace")
    assert done.returncode == 0, done.stderr
    (tmp_path / "again").mkdir()
    assert manage(tmp_path / "data", "take_database", tmp_path / "again").returncode == 0
    assert json.loads((tmp_path / "again" / "summary.json").read_text())["migrations"] == migrations
    for name in ("accounts.user", "accounts.membership", "accounts.auditentry"):
        paths = (folder / "database" / f"{name}.ndjson.zst" for folder in (tmp_path / "again", taken))
        assert len({zstandard.open(path, "rb").read() for path in paths}) == 1


def test_who_is_there_stays_unless_one_says_so_and_the_backup_is_whole(taken: Path, tmp_path: Path) -> None:
    data = taken.parent / "data"
    refused = manage(data, "give_database", taken)
    assert (refused.returncode, "accounts in this database already" in refused.stderr) == (1, True)
    rows = json.loads((taken / "summary.json").read_text())["database"]
    short = copied(taken, tmp_path / "files", database=rows | {"accounts.membership": 2})
    done = manage(data, "give_database", short, "--replace")
    assert "accounts.membership has 1 rows in the backup and should have 2" in done.stderr
    with sqlite3.connect(data / "db.sqlite3") as database:
        assert database.execute("SELECT username FROM accounts_user").fetchall() == [("alice",)]
