"""`elkvision up` as a person meets it: real processes, real signals."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from benchmarks.product import part_of

pytestmark = pytest.mark.system

ELKVISION = Path(sys.executable).parent / "elkvision"
PORTS = ("web", "tcp", "udp", "http", "beats")
PARTS = {"store", "intake", "delivery", "web", "worker", "beat", "valkey"}


class Up:
    """One `elkvision up`, and what it says."""

    def __init__(self, folder: Path, *flags: str) -> None:
        self.data = folder / "data"
        self.log = folder / "up.log"
        command = [ELKVISION, "up", "--data-dir", self.data, *(f"--{name}-port=0" for name in PORTS), *flags]
        with self.log.open("wb") as output:
            self.process = subprocess.Popen(command, stdout=output, stderr=output)

    @property
    def said(self) -> str:
        return self.log.read_text()

    def until_said(self, words: str, seconds: float = 60) -> str:
        deadline = time.monotonic() + seconds
        while not (found := re.search(words, self.said)):
            assert self.process.poll() is None, self.said
            assert time.monotonic() < deadline, self.said
            time.sleep(0.05)
        return found[0]

    def until_ready(self) -> "Up":
        try:
            self.until_said("Ctrl-C stops it")
        except AssertionError:
            self.stop()
            raise
        return self

    @property
    def url(self) -> str:
        return self.until_said(r"http://127\.0\.0\.1:\d+")

    def parts(self) -> dict[str, psutil.Process]:
        return {part_of(process): process for process in psutil.Process(self.process.pid).children()}

    def stop(self) -> int:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(90)


@pytest.fixture(scope="module")
def up(tmp_path_factory) -> Iterator[Up]:
    running = Up(tmp_path_factory.mktemp("up"))
    try:
        yield running.until_ready()
    finally:
        running.stop()


def command(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([ELKVISION, *words], capture_output=True, text=True, timeout=60)


def test_every_part_runs_and_the_web_answers(up):
    assert set(up.parts()) == PARTS
    with urllib.request.urlopen(up.url + "/ready", timeout=10) as answer:
        assert answer.status == 200


def test_it_says_where_to_go_and_how_to_send_a_first_log(up):
    port = json.loads((up.data / "running.json").read_text())["tcp_port"]

    assert f"""echo '{{"level":"info","message":"hello"}}' | nc -q1 127.0.0.1 {port}""" in up.said
    assert "the first to open it creates the owner's account" in up.said


def test_a_second_up_on_the_same_data_is_refused_in_one_sentence(up):
    done = command("up", "--data-dir", up.data)

    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert f"ELK Vision is already running on {up.data} (process {up.process.pid})" in done.stderr


def test_a_port_in_use_is_refused_by_name_before_anything_starts(up, tmp_path):
    port = json.loads((up.data / "running.json").read_text())["web_port"]

    done = command("up", "--data-dir", tmp_path / "other", "--web-port", str(port))

    assert done.returncode == 1
    assert f"TCP port {port}, for the UI and the API, is in use by" in done.stderr
    assert "--web-port or ELKVISION_WEB_PORT" in done.stderr


def test_the_doctor_finds_nothing_wrong_with_a_running_product(up):
    done = command("doctor", "--data-dir", up.data, "--json")
    findings = json.loads(done.stdout)

    assert [finding for finding in findings if finding["status"] == "problem"] == []
    assert {finding["about"] for finding in findings} >= PARTS
    assert done.returncode == 0


@pytest.mark.parametrize("name", sorted(PARTS))
def test_a_part_that_is_killed_is_started_again(up, name):
    before = up.parts()[name].pid

    os.kill(before, signal.SIGKILL)

    up.until_said(rf"{name} +was killed by SIGKILL.*; starting it again")
    up.until_said(rf"{name} +is back")
    assert up.parts()[name].pid != before


def test_the_doctor_names_a_part_that_does_not_answer(up):
    store = up.parts()["store"]
    store.suspend()
    try:
        done = command("doctor", "--data-dir", up.data)
    finally:
        store.resume()

    assert done.returncode == 1
    assert "store does not answer" in done.stdout


def test_sigterm_stops_everything_and_leaves_nothing_behind(tmp_path):
    up = Up(tmp_path).until_ready()
    family = psutil.Process(up.process.pid).children(recursive=True)
    began = time.monotonic()

    assert up.stop() == 0

    assert time.monotonic() - began < 20
    assert "did not stop within" not in up.said
    assert up.said.endswith("Stopped.\n")
    assert not [process for process in family if process.is_running()]
    assert list((up.data / "run").glob("*.sock")) == []


def test_a_killed_supervisor_takes_its_parts_along_and_the_next_takes_over(tmp_path):
    first = Up(tmp_path).until_ready()
    family = psutil.Process(first.process.pid).children(recursive=True)
    first.process.kill()
    first.process.wait()

    second = Up(tmp_path).until_ready()
    try:
        assert set(second.parts()) == PARTS
        assert not [process for process in family if process.is_running() and process.status() != "zombie"]
    finally:
        assert second.stop() == 0


def test_the_owner_can_be_made_from_a_password_file(tmp_path):
    (tmp_path / "password").write_text("correct horse battery staple\n")
    flags = ("--owner-email", "alice@acme.example", "--owner-password-file", str(tmp_path / "password"))
    up = Up(tmp_path, *flags).until_ready()
    try:
        with urllib.request.urlopen(up.url + "/api/v1/setup/", timeout=10) as answer:
            assert json.load(answer)["needs_owner"] is False
        assert "the first to open it" not in up.said

        (tmp_path / "password").write_text("another horse battery staple\n")
        reset = ("users", "reset-password", "alice@acme.example", "--password-file", tmp_path / "password")
        assert command(*reset, "--data-dir", up.data).returncode == 0
        key = command("keys", "create", "laptop", "--scopes", "read", "--data-dir", up.data).stdout.strip()
        request = urllib.request.Request(up.url + "/api/v1/logs/count/", headers={"Authorization": f"Bearer {key}"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            assert json.load(answer)["count"] == 0
    finally:
        assert up.stop() == 0


def test_nothing_of_ours_is_for_others_also_in_a_folder_that_they_may_look_into(tmp_path):
    (tmp_path / "data").mkdir(mode=0o755)
    up = Up(tmp_path).until_ready()
    try:
        found = [path for path in up.data.rglob("*") if path.lstat().st_mode & 0o077 and not path.is_symlink()]
        assert [str(path.relative_to(up.data)) for path in found] == []
    finally:
        assert up.stop() == 0


def test_listening_on_every_network_is_said_loudly(tmp_path):
    up = Up(tmp_path, "--host", "0.0.0.0").until_ready()
    try:
        assert "Every network of this machine can reach it now" in up.said
        with socket.create_connection(("127.0.0.1", json.loads((up.data / "running.json").read_text())["web_port"]), 5):
            pass
    finally:
        assert up.stop() == 0
