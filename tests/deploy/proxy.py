"""A real nginx with the files that are shipped, and what one needs to speak with it."""

import json
import random
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import psutil
import trustme
from tests.deploy.upstream import Upstream
from tools.servers.nginx import Nginx

#: Above those that tests of other things count.
MANY = "10000r/s"


@dataclass
class Proxy:
    nginx: Nginx
    ca: Path
    http: int
    https: int

    @property
    def url(self) -> str:
        return f"https://localhost:{self.https}"

    @property
    def trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.ca))

    def client(self, source: str = "127.0.0.1", **more: Any) -> httpx.Client:
        """A browser; `source` is the address it comes from."""
        transport = httpx.HTTPTransport(verify=self.trust, local_address=source)
        return httpx.Client(base_url=self.url, transport=transport, timeout=30, **more)

    def kept(self) -> int:
        """Bytes of bodies on the disk. nginx takes their names away at once, so its workers' open files are asked."""
        assert self.nginx.process is not None
        size = 0
        for worker in psutil.Process(self.nginx.process.pid).children():
            for each in Path(f"/proc/{worker.pid}/fd").iterdir():
                with suppress(OSError):
                    if str(each.readlink()).startswith((f"{self.nginx.run}/body", f"{self.nginx.run}/proxy")):
                        size += each.stat().st_size
        return size

    def curl(self, *words: str) -> str:
        command = ["curl", "-sS", "--cacert", str(self.ca), "--max-time", "30", *words]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@contextmanager
def open_folder() -> Iterator[Path]:
    """One that nginx's workers may look into, whoever they are; those of pytest are ours alone."""
    with TemporaryDirectory(prefix="elkvision-nginx-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


@contextmanager
def proxy(
    folder: Path, webs: list[Upstream], intakes: list[Upstream] | None = None, **settings: str
) -> Iterator[Proxy]:
    ca, certificate, key = certificates(folder)
    http, https = free_port(), free_port()
    given = {
        "WEB": " ".join(each.address for each in webs),
        "INTAKE": " ".join(each.address for each in intakes or webs),
        "HTTP": f"127.0.0.1:{http}",
        "HTTPS": f"127.0.0.1:{https}",
        "CERTIFICATE": str(certificate),
        "KEY": str(key),
        "ENTRY_RATE": MANY,
        "INGEST_RATE": MANY,
        **settings,
    }
    with Nginx(folder / "nginx", given) as nginx:
        yield Proxy(nginx, ca, http, https)


def certificates(folder: Path) -> tuple[Path, Path, Path]:
    """Those of an authority of one's own, of a server on loopback, and its key."""
    authority = trustme.CA()
    issued = authority.issue_cert("localhost", "127.0.0.1")
    ca, certificate, key = folder / "ca.pem", folder / "server.pem", folder / "server.key"
    authority.cert_pem.write_to_path(ca)
    certificate.write_bytes(b"".join(each.bytes() for each in issued.cert_chain_pems))
    issued.private_key_pem.write_to_path(key)
    return ca, certificate, key


def free_port() -> int:
    """Below those that the kernel gives to clients."""
    while True:
        port = random.randint(15_000, 32_000)
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port


def headers_seen(answer: httpx.Response) -> dict[str, str]:
    """What the server behind was told."""
    seen: dict[str, str] = json.loads(answer.content)["headers"]
    return seen
