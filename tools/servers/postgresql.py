"""A real PostgreSQL on loopback, for tests and for the stack: Debian's, in a folder of one's own.

python -m tools.servers.postgresql start FOLDER [--port PORT] [--password WORD] [--tls CERTS]
python -m tools.servers.postgresql stop FOLDER
python -m tools.servers.postgresql keep FOLDER PID      as long as that process lives
"""

import argparse
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote

from tools.servers.distribution import NotHere
from tools.servers.elasticsearch import _free_ports
from tools.servers.node import is_gone, unprivileged

OLDEST = 15
USER = "elkvision"
DATABASE = "elkvision"
_START_SECONDS = 60.0
#: What is tried here is not whether a disk keeps what it was given.
_QUICK = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "shared_buffers": "32MB"}


def programs() -> Path:
    """The folder with `initdb` and `postgres`, of the newest that is here. Raises NotHere."""
    found = {int(path.parent.name): path for path in Path("/usr/lib/postgresql").glob("[0-9]*/bin")}
    if (path := shutil.which("initdb")) and (version := re.search(r"\d+", _said([path, "--version"]))):
        found.setdefault(int(version[0]), Path(path).parent)
    newest = max(found, default=0)
    if newest < OLDEST:
        raise NotHere(f"PostgreSQL {OLDEST} or newer is not here: apt-get install postgresql")
    return found[newest]


class PostgreSQL:
    """One server. `folder` is made, and is its own; for root, whose server runs as somebody else, others have to be let
    through to it. `tls` is a folder with `node.pem`, `node.key` and `ca.pem`."""

    def __init__(self, folder: Path, *, port: int = 0, password: str = "", tls: str = "", quick: bool = True) -> None:
        self.folder = folder.absolute()
        self.port = port or _free_ports(1)[0]
        self.password = password
        self.tls = tls
        self.quick = quick

    def __enter__(self) -> "PostgreSQL":
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.remove()

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def pid(self) -> int | None:
        """Its process, if that is alive and really is this folder's."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().splitlines()[0])
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
        except (OSError, ValueError, IndexError):
            return None
        return pid if os.fsencode(str(self.data)) in command else None

    def url(self, database: str = DATABASE) -> str:
        """What `ELKVISION_DATABASE` says to use it."""
        word = f":{quote(self.password, safe='')}" if self.password else ""
        return f"postgresql://{USER}{word}@127.0.0.1:{self.port}/{database}"

    def start(self) -> "PostgreSQL":
        """Make what is not there yet, and return once it answers. Raises NotHere when this machine lacks PostgreSQL."""
        where = programs()
        self.folder.mkdir(parents=True, exist_ok=True)
        fresh = not (self.data / "PG_VERSION").exists()
        if fresh:
            self._initialise(where)
        self.begin()
        self.wait()
        if fresh:
            self.ask(f'CREATE DATABASE "{DATABASE}"', "postgres")
        return self

    def begin(self) -> None:
        """Start the process; `wait` says when it answers."""
        given = {
            "port": str(self.port),
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "max_connections": "100",
            **(_QUICK if self.quick else {}),
            **({"ssl": "on", "ssl_cert_file": "node.pem", "ssl_key_file": "node.key"} if self.tls else {}),
        }
        words = [word for name, value in given.items() for word in ("-c", f"{name}={value}")]
        with (self.folder / "out").open("ab") as said:
            self._process = subprocess.Popen(
                [programs() / "postgres", "-D", self.data, *words],
                cwd=self.data, stdin=subprocess.DEVNULL, stdout=said, stderr=said, start_new_session=True,
                **unprivileged(),
            )  # fmt: skip

    def wait(self) -> None:
        """Until it answers. Raises RuntimeError with what it said when it does not."""
        until = time.monotonic() + _START_SECONDS
        check = [programs() / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        while subprocess.run(check).returncode:
            if time.monotonic() > until or self._process.poll() is not None:
                raise RuntimeError(f"PostgreSQL did not start:\n{(self.folder / 'out').read_text()[-3000:]}")
            time.sleep(0.05)

    def ask(self, sql: str, database: str = DATABASE) -> str:
        """One statement by `psql`; what it answered, without headings."""
        command = [programs() / "psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", sql]
        where = ["-h", "127.0.0.1", "-p", str(self.port), "-U", USER, "-d", database]
        environment = {**os.environ, "PGPASSWORD": self.password}
        done = subprocess.run([*command, *where], env=environment, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(done.stderr.strip())
        return done.stdout.strip()

    def kill(self) -> None:
        """As a power cut: SIGKILL."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """Sessions end at once, and what was committed is kept."""
        self._end(signal.SIGINT)

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    @classmethod
    def of(cls, folder: Path) -> "PostgreSQL":
        """The server that was started in this folder, perhaps by another process."""
        return cls(folder, **json.loads((folder / "server.json").read_text()))

    def _initialise(self, where: Path) -> None:
        plan = {"port": self.port, "password": self.password, "tls": self.tls, "quick": self.quick}
        (self.folder / "server.json").write_text(json.dumps(plan))
        word = self.folder / "word"
        word.write_text(f"{self.password}\n")
        owner = unprivileged()
        if owner:
            shutil.chown(self.folder, owner["user"], owner["group"])
            shutil.chown(word, owner["user"], owner["group"])
        method = "scram-sha-256" if self.password else "trust"
        command = [
            where / "initdb", "-D", self.data, "-U", USER, "-E", "UTF8", "--locale=C.UTF-8", "-A", method,
            *(["--pwfile", word] if self.password else []), *(["--no-sync"] if self.quick else []),
        ]  # fmt: skip
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, **owner)
        word.unlink()
        if done.returncode:
            raise RuntimeError(f"initdb did not make {self.data}:\n{done.stderr}")
        for name in ("node.pem", "node.key") if self.tls else ():
            shutil.copy(Path(self.tls) / name, self.data)
            (self.data / name).chmod(0o600)
            if owner:
                shutil.chown(self.data / name, owner["user"], owner["group"])

    def _end(self, how: signal.Signals) -> None:
        pid = self.pid
        if pid is None:
            return
        os.kill(pid, how)
        until = time.monotonic() + 20
        while not is_gone(pid):
            if time.monotonic() > until:
                os.kill(pid, signal.SIGKILL)
            time.sleep(0.02)


def _said(command: list[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True).stdout


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.servers.postgresql")
    parser.add_argument("verb", choices=["start", "stop", "keep"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("pid", type=int, nargs="?")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--password", default="")
    parser.add_argument("--tls", default="")
    wish = parser.parse_args()
    if wish.verb == "stop":
        PostgreSQL.of(wish.folder).remove()
        return 0
    server = PostgreSQL(wish.folder, port=wish.port, password=wish.password, tls=wish.tls)
    try:
        server.start()
    except NotHere as missing:
        print(missing, file=sys.stderr)
        return 1
    if wish.verb == "keep":
        _keep(server, wish.pid)
        return 0
    print(f"PostgreSQL answers on port {server.port}, pid {server.pid}; the database is {DATABASE}.")
    return 0


def _keep(server: PostgreSQL, pid: int) -> None:
    """Run it until that process ends, however it ends."""
    for each in (signal.SIGINT, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        (server.folder / "ready").touch()
        while Path(f"/proc/{pid}").exists() and not is_gone(pid):
            time.sleep(0.2)
    finally:
        server.remove()


if __name__ == "__main__":
    sys.exit(main())
