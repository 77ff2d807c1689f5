"""`elkvision backup` and `elkvision restore` before they begin, and settings that go along."""

import os
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.supervisor.keeping.test_archive import HEAD

from elkvision.core.errors import BadRequest, Refused
from elkvision.core.settings import Settings, load
from elkvision.supervisor.cli import main
from elkvision.supervisor.keeping import archive, restoring, said, taking
from elkvision.supervisor.keeping.memo import memo_of

NOW = datetime(2026, 11, 2, 12, 0, 5, tzinfo=UTC)


def run(*words: str | Path) -> tuple[int, str]:
    done = CliRunner().invoke(main, [str(word) for word in words])
    return done.exit_code, done.output


def test_a_folder_gets_a_file_that_says_when(tmp_path: Path) -> None:
    assert taking.target_of(tmp_path, NOW) == tmp_path / "elkvision-2026-11-02T120005Z.tar"
    assert taking.target_of(tmp_path / "mine.tar", NOW) == tmp_path / "mine.tar"
    (tmp_path / "mine.tar").touch()
    with pytest.raises(BadRequest, match="is there already"):
        taking.target_of(tmp_path / "mine.tar", NOW)
    with pytest.raises(BadRequest, match="is no folder"):
        taking.target_of(tmp_path / "none" / "mine.tar", NOW)


def test_where_there_is_no_product_nothing_is_taken(tmp_path: Path) -> None:
    status, output = run("backup", tmp_path / "a.tar", "--data-dir", tmp_path / "data")
    assert (status, "There is no ELK Vision data in" in output) == (1, True)
    assert [path.name for path in tmp_path.iterdir()] == ["data"]
    assert list((tmp_path / "data").iterdir()) == []


def test_a_short_passphrase_is_none(tmp_path: Path) -> None:
    (tmp_path / "words").write_text("short\n")
    status, output = run("backup", tmp_path, "--passphrase-file", tmp_path / "words")
    assert (status, "fewer than 8 characters" in output) == (1, True)


def test_what_is_no_backup_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.tar").write_bytes(b"hello" * 1000)
    for words in (["restore", "--data-dir", str(tmp_path / "data")], ["backup", "check"]):
        status, output = run(*words, tmp_path / "a.tar")
        assert (status, "no backup of ELK Vision" in output) == (1, True)
    assert not (tmp_path / "data").exists()


def test_it_is_not_restored_into_a_product_that_runs(tmp_path: Path) -> None:
    with archive.writing(tmp_path / "a.tar", HEAD, "") as writer:
        writer.finish()
    data = tmp_path / "data"
    holder = (
        "import sys; from elkvision.core.settings import load; from elkvision.supervisor import folder\n"
        "folder.prepare(load()); held = folder.lock(load(), print); print('held', flush=True); sys.stdin.read()"
    )
    environment = os.environ | {"ELKVISION_DATA_DIR": str(data)}
    command = [sys.executable, "-c", holder]
    with subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        status, output = run("restore", tmp_path / "a.tar", "--data-dir", data)
        process.communicate()
    assert (status, "already running" in output) == (1, True)


@pytest.mark.parametrize("name", ["uploads/../../outside", "/outside", "uploads/.."])
def test_no_member_leaves_its_folder(name: str, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no name of a file"):
        restoring._place(tmp_path, name)


def test_settings_go_along_and_come_back(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, notify_key="one phrase's,two", https=True, web_port=9000, store="memory://")
    lines = said.lines_of(settings)
    assert "DATA_DIR" not in lines
    (tmp_path / "lines.sh").write_text(lines)
    shell = os.popen(f"env -i sh -c 'set -a; . {tmp_path / 'lines.sh'}; env'").read()
    environment = dict(line.split("=", 1) for line in shell.splitlines())
    assert load(environment, data_dir=tmp_path) == settings


def test_a_secret_that_is_missing_is_told(tmp_path: Path) -> None:
    lines = said.lines_of(Settings(data_dir=tmp_path, notify_key="one phrase,two", secret_key="x" * 40))
    assert said.missing(lines, Settings(data_dir=tmp_path)) == ["ELKVISION_SECRET_KEY", "ELKVISION_NOTIFY_KEY"]
    more = Settings(data_dir=tmp_path, notify_key="new,two,one phrase", secret_key="x" * 40)
    assert said.missing(lines, more) == []
    assert said.missing("", Settings(data_dir=tmp_path)) == []


def test_a_restoration_remembers_what_it_did(tmp_path: Path) -> None:
    memo = memo_of(tmp_path, "abc")
    memo.note("database")
    again = memo_of(tmp_path, "abc")
    assert (again.name, again.has("database"), again.has("logs")) == (memo.name, True, False)
    assert memo_of(tmp_path, "another").done == []
    again.forget()
    assert list(tmp_path.iterdir()) == []


def test_what_killed_backups_left_goes_after_a_day(tmp_path: Path) -> None:
    old, young = tmp_path / ".backup-old", tmp_path / ".backup-young"
    for path in (old, young):
        path.mkdir()
    os.utime(old, (time.time() - 90_000,) * 2)
    taking._sweep([old, young, tmp_path / "gone"])
    assert list(tmp_path.iterdir()) == [young]
