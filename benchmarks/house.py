"""Store, intake and delivery of the benchmark's own: on free ports, with data of their own, and gone afterwards.

The store may also be a server that somebody else has started; its processes then count as the store.
"""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType

import httpx
from benchmarks.report import cpu_seconds, pss_mb

from elkvision.core.query import EVERYTHING
from elkvision.core.settings import Settings
from elkvision.core.tenancy import MAIN_TENANT, hash_key
from elkvision.store.contract import Span
from elkvision.store.registry import open_store

_MODULES = {
    "store": "elkvision.store.engines.clickhouse.process",
    "intake": "elkvision.gateway.intake",
    "delivery": "elkvision.gateway.delivery",
}
#: Seconds without a change on disk after which merges are over.
_QUIET = 4.0


class House:
    def __init__(self, folder: Path, store: str = Settings.store, server: Sequence[int] = ()) -> None:
        self.key = "elk_benchmark"
        self.server = tuple(server)
        tcp, http, beats = _free_ports(3)
        self.settings = replace(
            Settings(), data_dir=folder, tcp_port=tcp, udp_port=tcp, http_port=http, beats_port=beats, store=store
        )
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> "House":
        self.settings.data_dir.mkdir(parents=True)
        key = {"id": 1, "tenant": MAIN_TENANT, "scopes": ["ingest"]}
        self.settings.snapshot_file.write_text(json.dumps({"version": 1, "keys": {hash_key(self.key): key}}))
        sockets = {"store": "store_socket", "intake": "intake_socket", "delivery": "delivery_socket"}
        for name, module in _MODULES.items():
            if name == "store" and self.server:
                continue
            with (self.settings.data_dir / f"{name}.log").open("wb") as log:
                environment = {**os.environ, **self.settings.environment()}
                command = [sys.executable, "-m", module]
                self.processes[name] = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
            self._wait(name, getattr(self.settings, sockets[name]))
        self.store = open_store(self.settings.store, self.settings)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if hasattr(self, "store"):
            self.store.close()
        for name in ("intake", "delivery", "store"):
            if name in self.processes:
                self.processes[name].terminate()
                self.processes[name].wait(30)

    def port(self, name: str) -> int:
        return int(getattr(self.settings, f"{name}_port"))

    def delivery_stats(self) -> dict[str, int]:
        stats: dict[str, int] = _ask(self.settings.delivery_socket, "/stats").json()
        return stats

    def wait_until_stored(self, logs: int) -> None:
        end = time.monotonic() + 600
        while self.delivery_stats()["stored"] < logs:
            if time.monotonic() > end:
                raise SystemExit(f"not stored after ten minutes: {self.delivery_stats()}")
            time.sleep(0.05)

    def count(self) -> int:
        return self.store.count(MAIN_TENANT, Span(EVERYTHING))

    def cpu(self) -> dict[str, float]:
        return {name: sum(map(cpu_seconds, pids)) for name, pids in self._pids().items()}

    def memory(self) -> dict[str, float]:
        return {name: sum(map(pss_mb, pids)) for name, pids in self._pids().items()}

    def _pids(self) -> dict[str, tuple[int, ...]]:
        ours = {name: (process.pid,) for name, process in self.processes.items()}
        return ({"store": self.server} if self.server else {}) | ours

    def settle(self) -> int:
        """Wait for merges to end; returns what the logs take on disk."""
        last, since = -1, time.monotonic()
        while time.monotonic() - since < _QUIET:
            size = self.store.usage(MAIN_TENANT).bytes
            if size != last:
                last, since = size, time.monotonic()
            time.sleep(0.5)
        return last

    def _wait(self, name: str, path: Path) -> None:
        end = time.monotonic() + 60
        while time.monotonic() < end and self.processes[name].poll() is None:
            try:
                if _ask(path, "/ping" if name == "store" else "/ready").status_code == 200:
                    return
            except httpx.HTTPError:
                time.sleep(0.05)
        raise SystemExit(f"{name} did not start:\n{(self.settings.data_dir / f'{name}.log').read_text()[-2000:]}")


def first_cores(count: int) -> set[int]:
    return set(sorted(os.sched_getaffinity(0))[:count])


def _ask(path: Path, question: str) -> httpx.Response:
    with httpx.Client(transport=httpx.HTTPTransport(uds=str(path)), timeout=10) as client:
        return client.get(f"http://part{question}")


def _free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [int(each.getsockname()[1]) for each in sockets]
    for each in sockets:
        each.close()
    return ports
