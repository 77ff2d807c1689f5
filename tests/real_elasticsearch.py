"""A real Elasticsearch for tests: one for the whole run, however many processes it has, or one's own.

`ELKVISION_TEST_ELASTICSEARCH=http://user:password@host:9200` names one's own. Its absence is never a reason to skip.
"""

import fcntl
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx
import pytest
from tools.servers.elasticsearch import Cluster

ROOT = Path(__file__).resolve().parents[1]
OWN = "ELKVISION_TEST_ELASTICSEARCH"
#: As it is before any test: what runs in a test's process may choose another place, which others cannot enter.
TEMPORARY = Path(tempfile.gettempdir())


def server() -> str:
    """The URL that `open_store` takes, without a prefix. The first test that asks starts the server."""
    if own := os.environ.get(OWN):
        return own if own.startswith("elasticsearch+") else f"elasticsearch+{own}"
    return _of_this_run().store()


def forget(store_url: str) -> None:
    """Remove every index and template under a URL's prefix: one's own server is left as it was."""
    server, _, prefix = store_url.removeprefix("elasticsearch+").rpartition("/")
    with httpx.Client(base_url=server, timeout=30) as client:
        indices = client.get(f"/_cat/indices/{prefix}-*", params={"format": "json", "expand_wildcards": "all"}).json()
        for each in indices:
            client.delete(f"/{each['index']}").raise_for_status()
        templates = client.get(f"/_index_template/elkvision-{prefix}*").json()
        for each in templates.get("index_templates", []):
            client.delete(f"/_index_template/{each['name']}").raise_for_status()


def _of_this_run() -> Cluster:
    """Started once, by whoever comes first; a keeper ends it when the whole run has ended, however that ends."""
    in_parallel = os.environ.get("PYTEST_XDIST_TESTRUNUID")
    run = os.getppid() if in_parallel else os.getpid()
    folder = TEMPORARY / f"elkvision-elasticsearch-{os.getuid()}-{in_parallel or run}"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not _is_up(folder):
            (folder / "ready").unlink(missing_ok=True)
            _keep(folder, run)
    return Cluster.of(folder)


def _is_up(folder: Path) -> bool:
    """Not what is left of a run that had the same number once."""
    return (folder / "ready").exists() and Cluster.of(folder).nodes[0].pid is not None


def _keep(folder: Path, run: int) -> None:
    command = [sys.executable, "-m", "tools.servers.elasticsearch", "keep", str(folder), str(run)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    with (folder / "keeper.out").open("wb") as said:
        keeper = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=said, stderr=said, start_new_session=True)
    while not (folder / "ready").exists():
        if keeper.poll() is not None:
            pytest.fail(f"No Elasticsearch to test with: {(folder / 'keeper.out').read_text()}", pytrace=False)
        time.sleep(0.05)


def ask(server: str, path: str) -> dict:
    """A question to the server itself, past the engine."""
    answer = httpx.get(server.removeprefix("elasticsearch+").rstrip("/") + path, timeout=30)
    answer.raise_for_status()
    return json.loads(answer.content)
