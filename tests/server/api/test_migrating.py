"""`migrate`: once however often it is told to, and never on what a newer version has made."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder


def migrating(data: Path, database: str = "") -> subprocess.Popen[str]:
    environment = {
        **os.environ,
        "ELKVISION_DATA_DIR": str(data),
        "ELKVISION_STORE": "memory://",
        "ELKVISION_DATABASE": database,
    }
    command = [sys.executable, "-m", "elkvision.server.manage", "migrate", "--noinput", "--skip-checks"]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def test_four_at_once_and_a_fifth_later_change_the_database_once(tmp_path: Path) -> None:
    data = tmp_path / "fresh"
    said = [each.communicate()[0] for each in [migrating(data) for _ in range(4)]]
    assert sum("Applying accounts.0001" in each for each in said) == 1, said
    assert all("Applying accounts.0001" in each or "No migrations to apply" in each for each in said), said
    last = migrating(data)
    assert "No migrations to apply" in last.communicate()[0]
    assert last.returncode == 0


@pytest.mark.django_db
def test_a_database_of_a_newer_version_is_left_alone() -> None:
    MigrationRecorder(connection).record_applied("accounts", "9999_from_the_future")
    with pytest.raises(CommandError, match=r"newer version of ELK Vision \(it has accounts\.9999_from_the_future"):
        call_command("migrate", "--noinput", verbosity=0)


@pytest.mark.django_db
def test_what_others_keep_in_the_same_database_is_no_sign_of_a_newer_version() -> None:
    MigrationRecorder(connection).record_applied("billing", "0001_initial")
    call_command("migrate", "--noinput", "--skip-checks", verbosity=0)


def test_a_database_that_cannot_be_asked_is_said_in_a_sentence(tmp_path: Path) -> None:
    address = "postgresql://elkvision:a-long-and-secret-word@127.0.0.1:1/vision"
    failed = migrating(tmp_path, address)
    said = failed.communicate()[0]
    assert said.startswith("CommandError: The database does not answer: connection failed")
    assert "secret" not in said
    assert failed.returncode == 1
