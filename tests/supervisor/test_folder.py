"""The data folder is made, tried, locked, and given its secret."""

import json
import os
import shutil
import stat
import subprocess
import sys
from collections import namedtuple

import pytest

from elkvision.core.settings import Settings
from elkvision.supervisor import folder
from elkvision.supervisor.errors import CannotStart

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def settings(tmp_path):
    found = Settings(data_dir=tmp_path / "data")
    folder.prepare(found)
    return found


def hold(settings, program):
    """A process that has taken the folder and then runs `program`; ready once it wrote a line."""
    script = f"""
import os, subprocess, sys, time
from elkvision.core.settings import Settings
from elkvision.supervisor import folder
from pathlib import Path
lock = folder.lock(Settings(data_dir=Path({str(settings.data_dir)!r})), print)
{program}
"""
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_the_folder_is_private_and_has_room_for_sockets_and_logs(settings):
    assert stat.S_IMODE(settings.data_dir.stat().st_mode) == 0o700
    assert stat.S_IMODE(settings.run_dir.stat().st_mode) == 0o700
    assert folder.logs_dir(settings).is_dir()


def test_a_file_in_place_of_the_folder_is_one_clear_sentence(tmp_path):
    (tmp_path / "data").write_text("")

    with pytest.raises(CannotStart, match=r"The data folder .* cannot be used: it is a file, not a folder.*--data-dir"):
        folder.prepare(Settings(data_dir=tmp_path / "data"))


def test_a_folder_that_cannot_be_written_is_one_clear_sentence():
    with pytest.raises(CannotStart, match=r"The data folder /proc/elkvision cannot be used"):
        folder.prepare(Settings(data_dir=folder.Path("/proc/elkvision")))


def test_a_nearly_full_disk_is_one_clear_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(1 << 40, 1 << 40, 12 << 20))

    with pytest.raises(CannotStart, match=r"only 12 MB free; at least 256 MB are needed"):
        folder.prepare(Settings(data_dir=tmp_path / "data"))


def test_the_secret_is_made_once_and_for_us_alone(settings):
    folder.secret(settings)
    path = settings.data_dir / "secret.key"
    first = path.read_text()
    folder.secret(settings)

    assert path.read_text() == first
    assert len(first) > 60
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_second_run_on_the_same_folder_is_refused_by_name(settings):
    process = hold(settings, "print('held', flush=True); time.sleep(60)")
    try:
        with pytest.raises(CannotStart, match=rf"already running on .* \(process {process.pid}\)"):
            folder.lock(settings, print)
        assert folder.holder(settings) == process.pid
    finally:
        process.kill()
        process.wait()
    assert folder.holder(settings) is None


def test_parts_that_outlived_their_supervisor_are_waited_for_and_then_ended(settings, monkeypatch):
    monkeypatch.setattr(folder, "LEFTOVER_SECONDS", 0.3)
    process = hold(
        settings,
        "part = subprocess.Popen(['sleep', '60'], pass_fds=[lock], start_new_session=True)\n"
        "print('held', flush=True); print(part.pid, flush=True); os._exit(0)",
    )
    assert process.stdout is not None
    part = int(process.stdout.readline())
    process.wait()
    said = []

    os.close(folder.lock(settings, said.append))

    assert said == ["Parts of a run that was killed are still finishing; waiting for them."]
    assert not folder.Path(f"/proc/{part}/fd").exists() or not list(folder.Path(f"/proc/{part}/fd").iterdir())


def test_stale_sockets_are_removed(settings):
    (settings.run_dir / "store.sock").touch()

    folder.remove_stale_sockets(settings)

    assert list(settings.run_dir.iterdir()) == []


def test_another_terminal_learns_the_ports_of_the_run(settings):
    folder.remember(Settings(data_dir=settings.data_dir, web_port=9321))

    assert folder.as_running(settings).web_port == 9321
    assert "secret" not in json.loads((settings.data_dir / "running.json").read_text())


def test_a_folder_for_sockets_of_somebody_else_is_not_used(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "getuid", lambda: 12345)

    with pytest.raises(CannotStart, match="belongs to somebody else"):
        folder.prepare(Settings(data_dir=tmp_path / "data"))
