"""Real Redis servers on loopback, for tests and for the stack: one, with password or TLS, or three with sentinels.

python -m tools.servers.redis start FOLDER [--port PORT] [--password WORD] [--tls CERTS]
python -m tools.servers.redis stop FOLDER
"""

import argparse
import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tools.servers.distribution import NotHere
from tools.servers.elasticsearch import _free_ports
from tools.servers.node import is_gone

SERVICE = "elkvision"
_START_SECONDS = 30.0


def program() -> str:
    """Redis', or Valkey's. Raises NotHere."""
    for name in ("redis-server", "valkey-server"):
        if found := shutil.which(name):
            return found
    raise NotHere("Redis is not here: apt-get install redis-server")


class Redis:
    """One server. `folder` is made, and is its own; `tls` is a folder with `node.pem`, `node.key` and `ca.pem`."""

    def __init__(
        self, folder: Path, *, port: int = 0, password: str = "", tls: str = "", extra: Sequence[str] = ()
    ) -> None:
        self.folder = folder.absolute()
        self.port = port or _free_ports(1)[0]
        self.password = password
        self.tls = tls
        self.extra = tuple(extra)

    def __enter__(self) -> "Redis":
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.remove()

    @property
    def url(self) -> str:
        """What `ELKVISION_REDIS_URL` says to use it."""
        word = f":{self.password}@" if self.password else ""
        if self.tls:
            return f"rediss://{word}127.0.0.1:{self.port}/0?ssl_ca_certs={self.tls}/ca.pem"
        return f"redis://{word}127.0.0.1:{self.port}/0"

    @property
    def pid(self) -> int | None:
        """Its process, if that is alive and really is this one."""
        try:
            pid = int((self.folder / "pid").read_text())
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
        except (OSError, ValueError):
            return None
        return pid if str(self.port).encode() in command and not is_gone(pid) else None

    def start(self) -> "Redis":
        """Returns once it takes connections. Raises NotHere when this machine has no Redis."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "out").open("ab") as said:
            process = subprocess.Popen(
                self._command(), cwd=self.folder, stdin=subprocess.DEVNULL, stdout=said, stderr=said,
                start_new_session=True,
            )  # fmt: skip
        (self.folder / "pid").write_text(str(process.pid))
        until = time.monotonic() + _START_SECONDS
        while not _takes_connections(self.port):
            if time.monotonic() > until or process.poll() is not None:
                raise RuntimeError(f"Redis did not start:\n{(self.folder / 'out').read_text()[-3000:]}")
            time.sleep(0.02)
        return self

    def kill(self) -> None:
        """As a power cut: SIGKILL."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _command(self) -> list[str]:
        port = ["--port", "0", "--tls-port", str(self.port)] if self.tls else ["--port", str(self.port)]
        certificates = ["--tls-cert-file", "node.pem", "--tls-key-file", "node.key", "--tls-ca-cert-file", "ca.pem"]
        tls = [f"{self.tls}/{word}" if word.endswith((".pem", ".key")) else word for word in certificates]
        word = ["--requirepass", self.password, "--masterauth", self.password] if self.password else []
        return [
            program(), "--bind", "127.0.0.1", *port, *word, *([*tls, "--tls-auth-clients", "no"] if self.tls else []),
            "--save", "", "--appendonly", "no", "--dir", str(self.folder), "--daemonize", "no", *self.extra,
        ]  # fmt: skip

    def _end(self, how: signal.Signals) -> None:
        pid = self.pid
        if pid is None:
            return
        os.kill(pid, how)
        until = time.monotonic() + 10
        while not is_gone(pid):
            if time.monotonic() > until:
                os.kill(pid, signal.SIGKILL)
            time.sleep(0.02)


class Trio:
    """A leader with two replicas, and three sentinels that choose another leader when it is gone."""

    def __init__(self, folder: Path, *, password: str = "") -> None:
        self.folder = folder.absolute()
        self.password = password
        ports = _free_ports(6)
        self.servers = [
            Redis(self.folder / f"redis-{number}", port=port, password=password, extra=self._follows(ports[0], number))
            for number, port in enumerate(ports[:3])
        ]
        self.sentinels = [_Sentinel(self.folder / f"sentinel-{port}", port=port) for port in ports[3:]]

    def __enter__(self) -> "Trio":
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.remove()

    @property
    def url(self) -> str:
        hosts = ",".join(f"127.0.0.1:{each.port}" for each in self.sentinels)
        word = f":{self.password}@" if self.password else ""
        return f"redis+sentinel://{word}{hosts}/{SERVICE}/0"

    def start(self) -> "Trio":
        try:
            self._start()
        except BaseException:
            self.remove()
            raise
        return self

    def _start(self) -> None:
        for each in self.servers:
            each.start()
        for each in self.sentinels:
            each.watch(self.servers[0].port, self.password)
        until = time.monotonic() + _START_SECONDS
        while not all(each.knows(sentinels=2, replicas=2) for each in self.sentinels):
            if time.monotonic() > until:
                raise RuntimeError("The sentinels do not find one another.")
            time.sleep(0.1)

    def leader(self) -> Redis:
        """Whom the sentinels name now."""
        port = self.sentinels[0].leader()
        return next(each for each in self.servers if each.port == port)

    def remove(self) -> None:
        for each in (*self.sentinels, *self.servers):
            each.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    @staticmethod
    def _follows(leader: int, number: int) -> list[str]:
        return ["--replicaof", f"127.0.0.1 {leader}", "--repl-diskless-sync-delay", "0"] if number else []


class _Sentinel(Redis):
    def watch(self, port: int, password: str) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        lines = [
            f"port {self.port}",
            "bind 127.0.0.1",
            f"dir {self.folder}",
            f"sentinel monitor {SERVICE} 127.0.0.1 {port} 2",
            f"sentinel down-after-milliseconds {SERVICE} 1000",
            f"sentinel failover-timeout {SERVICE} 5000",
            *([f"sentinel auth-pass {SERVICE} {password}"] if password else []),
        ]
        (self.folder / "sentinel.conf").write_text("\n".join(lines) + "\n")
        self.start()

    def leader(self) -> int:
        return int(self._asked("GET-MASTER-ADDR-BY-NAME")[1])

    def knows(self, *, sentinels: int, replicas: int) -> bool:
        said = self._asked("MASTER")
        found = dict(zip(said[::2], said[1::2], strict=True))
        return int(found[b"num-other-sentinels"]) >= sentinels and int(found[b"num-slaves"]) >= replicas

    def _command(self) -> list[str]:
        return [program(), str(self.folder / "sentinel.conf"), "--sentinel", "--port", str(self.port)]

    def _asked(self, question: str) -> list[bytes]:
        from redis import Connection

        connection = Connection(host="127.0.0.1", port=self.port, socket_timeout=5, protocol=2)
        try:
            connection.send_command("SENTINEL", question, SERVICE)
            answer: list[bytes] = connection.read_response()
            return answer
        finally:
            connection.disconnect()


def _takes_connections(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.servers.redis")
    parser.add_argument("verb", choices=["start", "stop"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--password", default="")
    parser.add_argument("--tls", default="")
    wish = parser.parse_args()
    if wish.verb == "stop":
        Redis(wish.folder, port=int((wish.folder / "port").read_text())).remove()
        return 0
    server = Redis(wish.folder, port=wish.port, password=wish.password, tls=wish.tls)
    try:
        server.start()
    except NotHere as missing:
        print(missing, file=sys.stderr)
        return 1
    (wish.folder / "port").write_text(str(server.port))
    print(f"Redis answers on port {server.port}, pid {server.pid}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
