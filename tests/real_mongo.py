"""A real server of MongoDB's wire protocol for tests: one for the whole run, however many processes it has.

`ELKVISION_TEST_MONGODB=mongodb://…` names one's own. Its absence is never a reason to skip.
"""

import fcntl
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.real_elasticsearch import ROOT, TEMPORARY
from tools.servers.mongo import Mongo

OWN = "ELKVISION_TEST_MONGODB"


def server() -> str:
    """Its URL, without a database. The first test that asks starts it; it ends when the whole run has ended."""
    if own := os.environ.get(OWN):
        return own.rstrip("/")
    in_parallel = os.environ.get("PYTEST_XDIST_TESTRUNUID")
    run = os.getppid() if in_parallel else os.getpid()
    folder = TEMPORARY / f"elkvision-mongo-{os.getuid()}-{in_parallel or run}"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "ready").exists() or Mongo.of(folder).pid is None:
            (folder / "ready").unlink(missing_ok=True)
            _keep(folder, run)
    return Mongo.of(folder).url


def _keep(folder: Path, run: int) -> None:
    command = [sys.executable, "-m", "tools.servers.mongo", "keep", str(folder), str(run)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    with (folder / "keeper.out").open("wb") as said:
        keeper = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=said, stderr=said, start_new_session=True)
    while not (folder / "ready").exists():
        if keeper.poll() is not None:
            pytest.fail(f"No MongoDB to test with: {(folder / 'keeper.out').read_text()}", pytrace=False)
        time.sleep(0.05)
