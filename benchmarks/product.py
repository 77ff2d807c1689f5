"""A product of the benchmark's own: on free ports, with data of its own, and gone afterwards."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil

_READY_SECONDS = 90


class Product:
    """A running `elkvision up`. `ports` by name: web, tcp, udp, http, beats. `store` is its URL, unless embedded."""

    password = "correct-horse-battery-9"

    def __init__(self, folder: Path, store: str = "") -> None:
        self.folder = folder
        self.ports = dict(zip(("web", "tcp", "udp", "http", "beats"), _free_ports(5), strict=True))
        self.log = folder / "up.log"
        began = time.monotonic()
        environment = {**os.environ, **({"ELKVISION_STORE": store} if store else {})}
        self.process = subprocess.Popen(
            self._command(), env=environment, stdout=self.log.open("wb"), stderr=subprocess.STDOUT
        )
        self._wait_until_ready()
        self.ready_seconds = time.monotonic() - began

    def _command(self) -> list[str]:
        elkvision = Path(sys.executable).parent / "elkvision"
        flags = [f"--{name}-port={port}" for name, port in self.ports.items()]
        return [str(elkvision), "up", f"--data-dir={self.folder / 'data'}", *flags]

    def _wait_until_ready(self) -> None:
        until = time.monotonic() + _READY_SECONDS
        while time.monotonic() < until:
            if self.process.poll() is not None:
                break
            with contextlib.suppress(httpx.HTTPError):
                if httpx.get(f"{self.url}/ready", timeout=5).status_code == 200:
                    return
            time.sleep(0.1)
        raise SystemExit(f"elkvision up was not ready in {_READY_SECONDS} s:\n{self.log.read_text()[-3000:]}")

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.ports['web']}"

    def owner(self) -> httpx.Client:
        """Make the owner's account and return a browser that is logged in."""
        browser = httpx.Client(base_url=f"{self.url}/api/v1", timeout=60, headers={"Referer": self.url})
        browser.get("/setup/")
        account = {
            "username": "alice",
            "email": "alice@acme.example",
            "password": self.password,
            "organisation": "Acme",
        }
        answer = browser.post("/setup/", json=account, headers=csrf(browser))
        answer.raise_for_status()
        return browser

    def key(self, browser: httpx.Client, *scopes: str) -> str:
        body = {"name": "benchmark", "scopes": list(scopes)}
        answer = browser.post("/api-keys/", json=body, headers=csrf(browser))
        answer.raise_for_status()
        return str(answer.json()["key"])

    def parts(self) -> dict[str, psutil.Process]:
        """The product's processes by the name of their part."""
        return {part_of(child): child for child in psutil.Process(self.process.pid).children(recursive=True)}

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()


@contextlib.contextmanager
def running(store: str = "") -> Iterator[Product]:
    with tempfile.TemporaryDirectory(prefix="elkvision-bench-", dir=bench_folder()) as folder:
        product = Product(Path(folder), store)
        try:
            yield product
        finally:
            product.stop()


def bench_folder() -> str | None:
    """Where benchmarks have their folders; None: where the system has what is temporary."""
    return os.environ.get("ELKVISION_BENCH_DIR")


def csrf(browser: httpx.Client) -> dict[str, str]:
    return {"X-CSRFToken": browser.cookies.get("csrftoken", "")}


def part_of(process: psutil.Process) -> str:
    words = " ".join(process.cmdline())
    known = (
        "valkey",
        "clickhouse.process",
        "gateway.intake",
        "gateway.delivery",
        "server.web",
        "server.worker",
        "server.beat",
    )
    found = next((each for each in known if each in words), words[:40])
    return {"clickhouse.process": "store"}.get(found, found.rsplit(".", 1)[-1])


def _free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [int(each.getsockname()[1]) for each in sockets]
