"""One Elasticsearch node: its folder of settings and data, its two ports, its process."""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import time
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tools.servers.distribution import distribution, java_home

#: Whom the nodes run as when we are root, which Elasticsearch refuses to be: `nobody`.
_NOBODY = 65534
START_SECONDS = 120
_STOP_SECONDS = 20
#: Less memory at once and a quicker start, for tests; a benchmark wants the compiler that makes faster code.
_QUICK = "-XX:-AlwaysPreTouch -XX:TieredStopAtLevel=1"
_LAUNCHER = "-Xms16m -Xmx64m -XX:+UseSerialGC -XX:TieredStopAtLevel=1"


@dataclass(frozen=True)
class Plan:
    """What a cluster is like. With a password security is on, and `elastic` has it.

    `users` are others, by name: a password, and a role as Elasticsearch describes roles. `tls` is a folder with `node.pem`, `node.key` and `ca.pem`: HTTP speaks TLS then.
    """

    nodes: int = 1
    heap: str = "512m"
    password: str = ""
    tls: str = ""
    users: Mapping[str, tuple[str, Mapping[str, Any]]] = field(default_factory=dict)
    quick: bool = True
    extra: Sequence[str] = ()


@dataclass
class Node:
    """One server: a folder, two ports, and a process that goes by its pid file."""

    number: int
    folder: Path
    http: int
    transport: int
    plan: Plan = field(repr=False)

    @property
    def pid(self) -> int | None:
        """Its process, if that is alive and really is this folder's node."""
        try:
            pid = int((self.folder / "pid").read_text())
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
        except (OSError, ValueError):
            return None
        return pid if os.fsencode(f"{self.folder}/tmp") in command else None

    def start(self) -> "Node":
        """Returns once it listens; a node of several may still look for the others."""
        self.begin()
        return self.wait()

    def begin(self) -> None:
        (self.folder / "pid").unlink(missing_ok=True)
        quick = _QUICK if self.plan.quick else "-XX:-AlwaysPreTouch"
        environment = {
            "PATH": os.environ["PATH"],
            "ES_JAVA_HOME": str(java_home()),
            "ES_PATH_CONF": str(self.folder / "config"),
            "ES_TMPDIR": str(self.folder / "tmp"),
            "ES_JAVA_OPTS": quick,
            "CLI_JAVA_OPTS": _LAUNCHER,
        }
        with (self.folder / "start.out").open("wb") as said:
            self._launcher = subprocess.Popen(
                [distribution() / "bin" / "elasticsearch", "-d", "-p", self.folder / "pid"],
                cwd=self.folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                start_new_session=True,
                **unprivileged(),
            )

    def wait(self) -> "Node":
        if self._launcher.wait(START_SECONDS):
            raise RuntimeError(f"Node {self.number} did not start:\n{(self.folder / 'start.out').read_text()[-3000:]}")
        return self

    def kill(self) -> None:
        """As a power cut: SIGKILL, and the process is gone when this returns."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def pause(self) -> None:
        if pid := self.pid:
            os.kill(pid, signal.SIGSTOP)

    def go_on(self) -> None:
        if pid := self.pid:
            os.kill(pid, signal.SIGCONT)

    def _end(self, how: signal.Signals) -> None:
        if pid := self.pid:
            os.kill(pid, how)
            see_off(pid)


def configure(node: Node, nodes: Sequence[Node], shared: Path) -> None:
    """A folder with everything that a node reads and writes, which it may."""
    config = node.folder / "config"
    for folder in (config / "jvm.options.d", node.folder / "tmp", node.folder / "data", node.folder / "logs"):
        folder.mkdir(parents=True, exist_ok=True)
    (shared / "backups").mkdir(exist_ok=True)
    original = distribution() / "config"
    shutil.copy(original / "log4j2.properties", config)
    options = [line for line in (original / "jvm.options").read_text().splitlines() if "Xlog:gc" not in line]
    (config / "jvm.options").write_text("\n".join(options))
    (config / "jvm.options.d" / "heap.options").write_text(f"-Xms{node.plan.heap}\n-Xmx{node.plan.heap}\n")
    (config / "elasticsearch.yml").write_text("\n".join(_settings(node, nodes, shared)) + "\n")
    _write_users(config, node.plan.users)
    if os.getuid() == 0:
        subprocess.run(["chown", "-R", f"{_NOBODY}:{_NOBODY}", node.folder, shared / "backups"], check=True)
        shared.chmod(0o755)
    if node.plan.password:
        _keep_password(config, node.plan.password)


def _settings(node: Node, nodes: Sequence[Node], shared: Path) -> list[str]:
    lines = [
        "cluster.name: elkvision-test",
        f"node.name: node-{node.number}",
        f"path.data: {node.folder}/data",
        f"path.logs: {node.folder}/logs",
        f'path.repo: ["{shared}/backups"]',
        "network.host: 127.0.0.1",
        f"http.port: {node.http}",
        f"transport.port: {node.transport}",
        # A disk that is nearly full says nothing about what is tried here.
        "cluster.routing.allocation.disk.threshold_enabled: false",
        "xpack.security.autoconfiguration.enabled: false",
        f"xpack.security.enabled: {str(bool(node.plan.password)).lower()}",
    ]
    if len(nodes) == 1:
        lines.append("discovery.type: single-node")
    else:
        lines.append(f"discovery.seed_hosts: {json.dumps([f'127.0.0.1:{each.transport}' for each in nodes])}")
        lines.append(f"cluster.initial_master_nodes: {json.dumps([f'node-{each.number}' for each in nodes])}")
    if node.plan.tls:
        lines += _tls(node, "http")
        if len(nodes) > 1:
            lines += [*_tls(node, "transport"), "xpack.security.transport.ssl.verification_mode: certificate"]
    return [*lines, *node.plan.extra]


def _tls(node: Node, layer: str) -> list[str]:
    """Servers read certificates from nowhere but their own folder of settings."""
    for name in ("node.pem", "node.key", "ca.pem"):
        shutil.copy(Path(node.plan.tls) / name, node.folder / "config")
    start = f"xpack.security.{layer}.ssl"
    return [
        f"{start}.enabled: true",
        f"{start}.certificate: node.pem",
        f"{start}.key: node.key",
        f"{start}.certificate_authorities: [ca.pem]",
    ]


def _write_users(config: Path, users: Mapping[str, tuple[str, Mapping[str, Any]]]) -> None:
    """In the files of Elasticsearch's own: a role of the same name for each."""
    (config / "users").write_text("".join(f"{name}:{_hash(word)}\n" for name, (word, _) in users.items()))
    (config / "users_roles").write_text("".join(f"{name}:{name}\n" for name in users))
    # Elasticsearch takes each line that is not indented for a role of its own.
    roles = "".join(f"{name}: {json.dumps(role)}\n" for name, (_, role) in users.items())
    (config / "roles.yml").write_text(roles)


def _hash(password: str, rounds: int = 10_000) -> str:
    salt = os.urandom(32)
    digest = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, rounds, 32)
    return f"{{PBKDF2}}{rounds}${b64encode(salt).decode()}${b64encode(digest).decode()}"


def _keep_password(config: Path, password: str) -> None:
    environment = {"PATH": os.environ["PATH"], "ES_JAVA_HOME": str(java_home()), "ES_PATH_CONF": str(config)}
    tool = distribution() / "bin" / "elasticsearch-keystore"
    for words, said in ((["create", "-s"], ""), (["add", "-x", "-s", "bootstrap.password"], password)):
        subprocess.run(
            [tool, *words], input=said, text=True, env=environment, check=True, capture_output=True, **unprivileged()
        )


def unprivileged() -> dict:
    """As whom a process runs that must not be root's, for `subprocess`."""
    return {"user": _NOBODY, "group": _NOBODY, "extra_groups": []} if os.getuid() == 0 else {}


def see_off(pid: int) -> None:
    """Until a process that was told to stop has gone; it is ended when that takes too long. A node removes its pid file
    some time before."""
    until = time.monotonic() + _STOP_SECONDS
    while not is_gone(pid):
        if time.monotonic() > until:
            os.kill(pid, signal.SIGKILL)
        time.sleep(0.05)


def is_gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True
