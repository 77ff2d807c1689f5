"""A server on loopback that speaks MongoDB's wire protocol, for tests: mongo-java-server, from Maven, in memory.

It stands for MongoDB where that cannot be had: no transactions, no sessions, nothing kept once it ends.

python -m tools.servers.mongo start FOLDER [--port PORT]
python -m tools.servers.mongo stop FOLDER
python -m tools.servers.mongo fetch
python -m tools.servers.mongo keep FOLDER PID      as long as that process lives
"""

import argparse
import contextlib
import fcntl
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from tools.servers.distribution import NotHere, java_home
from tools.servers.node import is_gone

VERSION = "1.47.0"
_START_SECONDS = 60.0
_COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies"
_POM = f"""<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>elkvision</groupId><artifactId>mongo-for-tests</artifactId><version>1</version><dependencies>
<dependency><groupId>de.bwaldvogel</groupId><artifactId>mongo-java-server</artifactId><version>{VERSION}</version></dependency>
</dependencies></project>
"""
#: The library's own program says a wire version that today's drivers refuse.
_PROGRAM = """import de.bwaldvogel.mongo.*;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.util.List;
public class Serve {
  public static void main(String[] words) throws Exception {
    MongoVersion seven = new MongoVersion() {
      public List<Integer> getVersionArray() { return List.of(7, 0, 0, 0); }
      public int getWireVersion() { return 21; }
    };
    MongoServer server = new MongoServer(new MemoryBackend().version(seven));
    server.bind("127.0.0.1", Integer.parseInt(words[0]));
    System.out.println("ready");
    Thread.currentThread().join();
  }
}
"""


class Mongo:
    """One server. `folder` is made, and is its own; what it keeps is gone when it stops."""

    def __init__(self, folder: Path, port: int = 0) -> None:
        self.folder = folder.absolute()
        self.port = port or _free_port()

    def __enter__(self) -> "Mongo":
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.remove()

    @property
    def url(self) -> str:
        return f"mongodb://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int | None:
        """Of the server that was started in this folder, by whomever; None when it is gone."""
        try:
            pid = int((self.folder / "pid").read_text())
            ours = b"Serve" in Path(f"/proc/{pid}/cmdline").read_bytes()
        except (OSError, ValueError):
            return None
        return pid if ours and not is_gone(pid) else None

    def start(self) -> "Mongo":
        """Raises NotHere when this machine lacks what it takes."""
        classes = program()
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "port").write_text(str(self.port))
        command = [str(java_home() / "bin" / "java"), "-Xmx192m", "-XX:TieredStopAtLevel=1"]
        command += ["-cp", f"{classes}:{classes.parent / 'lib'}/*", "Serve", str(self.port)]
        log = self.folder / "log"
        with log.open("wb") as said:
            process = subprocess.Popen(command, stdout=said, stderr=said, start_new_session=True)
        (self.folder / "pid").write_text(str(process.pid))
        until = time.monotonic() + _START_SECONDS
        while b"ready" not in log.read_bytes():
            if process.poll() is not None or time.monotonic() > until:
                self.stop()
                raise RuntimeError(f"The server did not start: {log.read_text()[-2000:]}")
            time.sleep(0.05)
        return self

    def stop(self) -> None:
        if pid := self.pid:
            os.kill(pid, signal.SIGCONT)
            os.kill(pid, signal.SIGKILL)
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, 0)
            while not is_gone(pid):
                time.sleep(0.02)

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    @classmethod
    def of(cls, folder: Path) -> "Mongo":
        """The server that was started in this folder, perhaps by another process."""
        return cls(folder, int((folder / "port").read_text()))


def program() -> Path:
    """The folder with the compiled program, its libraries beside it; the first to ask makes both."""
    home = _cache_folder() / f"mongo-java-server-{VERSION}"
    if not (home / "classes" / "Serve.class").exists():
        home.mkdir(parents=True, exist_ok=True)
        with (home / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not (home / "lib").exists():
                _fetch(home)
            if not (home / "classes" / "Serve.class").exists():
                _compile(home)
    return home / "classes"


def _cache_folder() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")


def _fetch(home: Path) -> None:
    if shutil.which("mvn") is None:
        raise NotHere("The MongoDB of tests is fetched with Maven, which is not here: apt-get install maven")
    (home / "pom.xml").write_text(_POM)
    command = ["mvn", "-q", "-B", "-f", str(home / "pom.xml"), _COPY, "-DincludeScope=runtime"]
    done = subprocess.run([*command, f"-DoutputDirectory={home / 'lib.part'}"], capture_output=True, text=True)
    if done.returncode:
        raise NotHere(f"mongo-java-server {VERSION} could not be fetched with Maven:\n{done.stdout[-2000:]}")
    (home / "lib.part").rename(home / "lib")


def _compile(home: Path) -> None:
    javac = shutil.which("javac")
    if javac is None:
        raise NotHere(
            "The MongoDB of tests is compiled with javac, which is not here: apt-get install default-jdk-headless"
        )
    (home / "Serve.java").write_text(_PROGRAM)
    subprocess.run(
        [javac, "-cp", f"{home / 'lib'}/*", "-d", str(home / "classes"), str(home / "Serve.java")], check=True
    )


def _free_port() -> int:
    """Below those that the kernel gives to clients: a server that was killed finds its port free again."""
    while True:
        port = random.randint(15_000, 32_000)
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port


def _keep(server: Mongo, pid: int) -> None:
    """Run it until that process ends, however it ends."""
    for each in (signal.SIGINT, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with server:
        (server.folder / "ready").touch()
        while Path(f"/proc/{pid}").exists() and not is_gone(pid):
            time.sleep(0.2)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.servers.mongo")
    parser.add_argument("verb", choices=["start", "stop", "fetch", "keep"])
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("pid", type=int, nargs="?")
    parser.add_argument("--port", type=int, default=0)
    wish = parser.parse_args()
    try:
        if wish.verb == "fetch":
            print(program())
            return 0
        if wish.folder is None:
            parser.error("which folder?")
        if wish.verb == "stop":
            Mongo.of(wish.folder).remove()
            return 0
        server = Mongo(wish.folder, wish.port)
        if wish.verb == "keep":
            _keep(server, wish.pid)
            return 0
        server.start()
    except NotHere as missing:
        print(missing, file=sys.stderr)
        return 1
    print(f"mongo-java-server {VERSION} answers on {server.url}, pid {server.pid}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
