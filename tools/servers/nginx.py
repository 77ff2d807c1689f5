"""A real nginx on loopback with the files of `deploy/nginx`, as a child of whoever starts it."""

import contextlib
import ctypes
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

import psutil
from tools.servers.distribution import NotHere

ROOT = Path(__file__).resolve().parents[2]
CONFIGURE = ROOT / "deploy" / "nginx" / "configure"
_START_SECONDS = 20.0
_STOP_SECONDS = 20.0
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)


class Nginx:
    """One server. `folder` is made, and is its own; `settings` are what `configure` reads, without `ELKVISION_PROXY_`."""

    def __init__(self, folder: Path, settings: Mapping[str, str]) -> None:
        self.folder = folder.absolute()
        self.settings = dict(settings)
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Nginx":
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def configuration(self) -> Path:
        return self.folder / "conf" / "nginx.conf"

    @property
    def run(self) -> Path:
        """Where it keeps its process number, and bodies while they are taken, where it keeps them at all."""
        return self.folder / "run"

    @property
    def log(self) -> Path:
        return self.folder / "log"

    def command(self, *words: str) -> list[str]:
        return [program(), "-p", f"{self.run}/", "-c", str(self.configuration), *words]

    def configure(self) -> "Nginx":
        """Raises RuntimeError with what `configure` or nginx itself has against the settings."""
        self.run.mkdir(parents=True, exist_ok=True)
        given = {f"ELKVISION_PROXY_{name}": value for name, value in self.settings.items()}
        if os.getuid() == 0:
            given = {"ELKVISION_PROXY_USER": "www-data", **given}
        environment = {"PATH": os.environ["PATH"], **given}
        for words in ([str(CONFIGURE), str(self.folder / "conf")], self.command("-t", "-q")):
            done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
            if done.returncode:
                raise RuntimeError(f"nginx cannot be configured so:\n{done.stderr}{done.stdout}")
        return self

    def start(self) -> "Nginx":
        self.configure()
        with self.log.open("ab") as said:
            self.process = subprocess.Popen(
                self.command("-g", "daemon off;"), stdout=said, stderr=said, preexec_fn=_end_with_us
            )
        until = time.monotonic() + _START_SECONDS
        while not (self.run / "nginx.pid").exists() or not (self.run / "nginx.pid").read_text().strip():
            if self.process.poll() is not None or time.monotonic() > until:
                self.stop()
                raise RuntimeError(f"nginx did not start:\n{self.log.read_text()[-2000:]}")
            time.sleep(0.02)
        return self

    def reload(self, **changed: str) -> None:
        """As `nginx -s reload` after `configure`: no connection is refused meanwhile."""
        assert self.process is not None, "it runs"
        self.settings |= changed
        self.configure()
        self.process.send_signal(signal.SIGHUP)

    def kill(self) -> None:
        """As a power cut: workers outlive a master that is killed, so they are ended too."""
        if self.process is not None and self.process.poll() is None:
            workers = psutil.Process(self.process.pid).children()
            self.process.kill()
            self.process.wait()
            for each in workers:
                with contextlib.suppress(psutil.NoSuchProcess):
                    each.kill()
            psutil.wait_procs(workers, timeout=_STOP_SECONDS)
        self.process = None
        (self.run / "nginx.pid").unlink(missing_ok=True)

    def stop(self) -> None:
        """Quits gracefully: what was begun is finished, within bounds."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGQUIT)
            try:
                self.process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.send_signal(signal.SIGTERM)
                self.process.wait(_STOP_SECONDS)
        self.process = None


def _end_with_us() -> None:
    """In the child, before it becomes nginx: it is told to stop when who started it is gone, however that went."""
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def program() -> str:
    """Raises NotHere where this machine has no nginx."""
    found = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    if found is None:
        raise NotHere("nginx is not here: apt-get install nginx-light")
    return found
