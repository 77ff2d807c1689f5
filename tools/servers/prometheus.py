"""A real Prometheus and a real Alertmanager on loopback, with the files of `deploy/`, as children of whoever starts them.

What the files say of a whole stack's names is replaced by where things are here; all else stays as it is there.
"""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from tools.servers.distribution import NotHere

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
_START_SECONDS = 60.0
_STOP_SECONDS = 20.0


class Server(ABC):
    """One process that answers on a port of the loopback. `folder` is made, and is its own."""

    programs: tuple[str, ...] = ()

    def __init__(self, folder: Path, port: int = 0) -> None:
        self.folder = folder.absolute()
        self.port = port or _free_port()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self):
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self):
        """Returns once it answers. Raises NotHere without the program, RuntimeError when it does not start."""
        self.folder.mkdir(parents=True, exist_ok=True)
        command = [_program(*self.programs), *self.arguments()]
        with (self.folder / "log").open("ab") as said:
            self.process = subprocess.Popen(command, cwd=self.folder, stdout=said, stderr=said)
        until = time.monotonic() + _START_SECONDS
        while True:
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{self.url}/-/ready", timeout=2).close()
                return self
            if self.process.poll() is not None or time.monotonic() > until:
                self.stop()
                raise RuntimeError(f"{self.programs[0]} did not start:\n{(self.folder / 'log').read_text()[-2000:]}")
            time.sleep(0.05)

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    @abstractmethod
    def arguments(self) -> list[str]:
        """What the program is started with; it may write its configuration first."""


class Prometheus(Server):
    """`targets` are where each job of `deploy/prometheus/prometheus.yml` is here; jobs that are not named are left out."""

    programs = ("prometheus",)

    def __init__(
        self, folder: Path, targets: Mapping[str, Sequence[str]], *, interval: str = "1s", alertmanagers: Sequence[str] = (),
        port: int = 0,
    ) -> None:  # fmt: skip
        super().__init__(folder, port)
        self.targets = {"prometheus": [f"127.0.0.1:{self.port}"], **targets}
        self.interval = interval
        self.alertmanagers = alertmanagers

    def arguments(self) -> list[str]:
        config = self.folder / "prometheus.yml"
        config.write_text(yaml.safe_dump(self._configuration(), sort_keys=False))
        return [
            f"--config.file={config}",
            f"--storage.tsdb.path={self.folder / 'data'}",
            f"--web.listen-address=127.0.0.1:{self.port}",
            "--log.level=warn",
        ]

    def ask(self, query: str) -> list[dict[str, Any]]:
        """The samples of now. Raises ValueError with what Prometheus has against the query."""
        return list(self._get("query", query=query)["result"])

    def _get(self, what: str, **asked: str) -> dict[str, Any]:
        where = f"{self.url}/api/v1/{what}?{urllib.parse.urlencode(asked)}"
        try:
            with urllib.request.urlopen(where, timeout=20) as answer:
                return dict(json.load(answer)["data"])
        except urllib.error.HTTPError as error:
            raise ValueError(f"{asked}: {error.read().decode()[:500]}") from error

    def _configuration(self) -> dict[str, Any]:
        said: dict[str, Any] = yaml.safe_load((DEPLOY / "prometheus" / "prometheus.yml").read_text())
        said["global"] |= {"scrape_interval": self.interval, "scrape_timeout": self.interval,
                           "evaluation_interval": self.interval}  # fmt: skip
        said["rule_files"] = [str(DEPLOY / "prometheus" / name) for name in said["rule_files"]]
        said["alerting"]["alertmanagers"] = [{"static_configs": [{"targets": list(self.alertmanagers)}]}]
        jobs = [job for job in said["scrape_configs"] if job["job_name"] in self.targets]
        said["scrape_configs"] = [self._here(job) for job in jobs]
        return said

    def _here(self, job: Mapping[str, Any]) -> dict[str, Any]:
        kept = {name: value for name, value in job.items() if not name.endswith("_configs")}
        return kept | {"static_configs": [{"targets": list(self.targets[job["job_name"]])}]}


class Alertmanager(Server):
    """With the routes of `deploy/alertmanager/alertmanager.yml`; the product is at `web`, and takes `key`."""

    programs = ("prometheus-alertmanager", "alertmanager")

    def __init__(self, folder: Path, web: str, key: str, port: int = 0) -> None:
        super().__init__(folder, port)
        self.web, self.key = web, key

    def arguments(self) -> list[str]:
        key = self.folder / "key"
        key.touch(mode=0o600)
        key.write_text(self.key)
        text = (DEPLOY / "alertmanager" / "alertmanager.yml").read_text()
        text = text.replace("http://backend:8000", self.web).replace("/run/secrets/alertmanager_key", str(key))
        (self.folder / "alertmanager.yml").write_text(text)
        return [
            f"--config.file={self.folder / 'alertmanager.yml'}",
            f"--storage.path={self.folder / 'data'}",
            f"--web.listen-address=127.0.0.1:{self.port}",
            "--cluster.listen-address=",
            "--log.level=warn",
        ]


def _program(*names: str) -> str:
    found = next((path for name in names if (path := shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin"))), None)
    if found is None:
        raise NotHere(f"{names[0]} is not on this machine.")
    return found


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])
