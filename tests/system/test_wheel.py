"""The wheel is all it takes: an empty environment, no Node, no checkout."""

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.system

ROOT = Path(__file__).resolve().parents[2]
UI = ROOT / "src" / "elkvision" / "server" / "ui" / "index.html"
PORTS = ("web", "tcp", "udp", "http", "beats")
PASSWORD = "correct horse battery staple"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    assert UI.exists(), "the UI is not built: make build-ui"
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)], cwd=ROOT, check=True)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def elkvision(wheel, tmp_path_factory) -> Path:
    """The command, installed from the wheel (at the versions that are locked) into an empty environment."""
    folder = tmp_path_factory.mktemp("empty")
    venv.create(folder, with_pip=True)
    install = [folder / "bin" / "pip", "install", "--quiet"]
    subprocess.run([*install, "--require-hashes", "-r", ROOT / "requirements.lock"], check=True, cwd=folder)
    subprocess.run([*install, wheel], check=True, cwd=folder)
    return folder / "bin" / "elkvision"


@pytest.fixture(scope="module")
def said(elkvision, tmp_path_factory) -> Iterator[str]:
    """What `up` says when it is ready; it runs where no checkout and no Node is to be found."""
    folder = tmp_path_factory.mktemp("elsewhere")
    (folder / "password").write_text(PASSWORD)
    log = folder / "up.log"
    command = [elkvision, "up", "--data-dir", folder / "data", *(f"--{name}-port=0" for name in PORTS)]
    command += ["--owner-email", "alice@acme.example", "--owner-password-file", folder / "password"]
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=folder, stdout=output, stderr=output, env=_bare(folder))
    try:
        yield _until_ready(process, log)
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0


def _bare(folder: Path) -> dict[str, str]:
    """No Node, no Python path, nothing of ours."""
    path = folder / "path"
    path.mkdir()
    return {"PATH": str(path), "HOME": str(folder), "LANG": "C.UTF-8"}


def _until_ready(process: subprocess.Popen[bytes], log: Path) -> str:
    deadline = time.monotonic() + 90
    while "Ctrl-C stops it" not in log.read_text():
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.1)
    return log.read_text()


def test_it_has_the_ui_and_no_tests(wheel):
    names = zipfile.ZipFile(wheel).namelist()

    assert "elkvision/server/ui/index.html" in names
    assert not [name for name in names if "tests/" in name or "node_modules" in name]


def test_the_ui_is_served(said):
    with urllib.request.urlopen(_url(said), timeout=10) as answer:
        assert answer.headers.get_content_type() == "text/html"
        assert b"ELK Vision" in answer.read()


def test_a_first_log_is_found(said, elkvision):
    """The command that `up` prints is the one that is run here."""
    line, port = re.search(r"echo '(.*)' \| nc -q1 127\.0\.0\.1 (\d+)", said).groups()
    subprocess.run(
        [elkvision, "send", "-", "--to", f"tcp://127.0.0.1:{port}"], input=line.encode() + b"\n", check=True, timeout=60
    )

    assert _until_found(_key(said, elkvision), said)["message"] == json.loads(line)["message"]


def _url(said: str) -> str:
    return re.search(r"http://127\.0\.0\.1:\d+", said)[0]


def _key(said: str, elkvision: Path) -> str:
    data = re.search(r"Data\s+(\S+)", said)[1]
    command = [elkvision, "keys", "create", "the test", "--data-dir", data]
    return subprocess.run(command, check=True, capture_output=True, text=True, env={**os.environ}).stdout.strip()


def _until_found(key: str, said: str) -> dict[str, object]:
    request = urllib.request.Request(
        f"{_url(said)}/api/v1/logs/search/?q=hello", headers={"Authorization": f"Bearer {key}"}
    )
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), urllib.request.urlopen(request, timeout=10) as answer:
            if found := json.load(answer)["results"]:
                return found[0]
        time.sleep(0.2)
    raise AssertionError("the log was not found")
