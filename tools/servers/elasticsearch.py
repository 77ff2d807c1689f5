"""Real Elasticsearch nodes on loopback, for tests and benchmarks: one or three, with or without security and TLS.

python -m tools.servers.elasticsearch start FOLDER [--nodes 3] [--heap 512m] [--password WORD] [--tls CERTS]
python -m tools.servers.elasticsearch stop FOLDER
python -m tools.servers.elasticsearch fetch
python -m tools.servers.elasticsearch keep FOLDER PID      as long as that process lives
"""

import argparse
import contextlib
import json
import os
import random
import shutil
import signal
import socket
import ssl
import sys
import time
import urllib.error
import urllib.request
from base64 import b64encode
from dataclasses import asdict
from pathlib import Path

from tools.servers.distribution import VERSION, NotHere, distribution, java_home
from tools.servers.node import START_SECONDS, Node, Plan, configure, is_gone, see_off


class Cluster:
    """Nodes that find one another. `folder` is made, and is theirs alone."""

    def __init__(self, folder: Path, plan: Plan | None = None) -> None:
        self.folder = folder.absolute()
        self.plan = plan or Plan()
        self.nodes: list[Node] = []
        self.seconds_to_start = 0.0

    def __enter__(self) -> "Cluster":
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.remove()

    @property
    def scheme(self) -> str:
        return "https" if self.plan.tls else "http"

    @property
    def hosts(self) -> list[str]:
        return [f"127.0.0.1:{node.http}" for node in self.nodes]

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.hosts[0]}"

    def store(self, path: str = "", options: str = "") -> str:
        """What `ELKVISION_STORE` says to use all of it."""
        user = f"elastic:{self.plan.password}@" if self.plan.password else ""
        return f"elasticsearch+{self.scheme}://{user}{','.join(self.hosts)}{path}{options}"

    def start(self) -> "Cluster":
        """Raises NotHere when this machine lacks what it takes."""
        began = time.monotonic()
        distribution()
        java_home()
        ports = _free_ports(2 * self.plan.nodes)
        for number in range(self.plan.nodes):
            folder = self.folder / f"node-{number}"
            node = Node(number, folder, ports[2 * number], ports[2 * number + 1], self.plan)
            self.nodes.append(node)
        for node in self.nodes:
            configure(node, self.nodes, self.folder)
        (self.folder / "cluster.json").write_text(
            json.dumps({"plan": asdict(self.plan), "ports": [[node.http, node.transport] for node in self.nodes]})
        )
        try:
            for node in self.nodes:
                node.begin()
            for node in self.nodes:
                node.wait()
            self.wait()
        except BaseException:
            self.stop()
            raise
        self.seconds_to_start = time.monotonic() - began
        return self

    def wait(self, status: str = "yellow", nodes: int | None = None, seconds: float = START_SECONDS) -> None:
        """Until so many nodes (all, unless said) are together and the cluster is that well."""
        count = nodes or len(self.nodes)
        path = f"/_cluster/health?wait_for_status={status}&wait_for_nodes=>={count}&timeout=1s"
        until = time.monotonic() + seconds
        while True:
            why = ""
            for node in self.nodes:
                with contextlib.suppress(OSError, ValueError):
                    answer = self.ask(path, node=node)
                    if not answer["timed_out"]:
                        return
                    why = json.dumps(answer)
            if time.monotonic() > until:
                raise RuntimeError(f"The cluster is not {status} with {count} nodes after {seconds:.0f} s. {why}")
            time.sleep(0.1)

    def ask(
        self, path: str, body: object = None, method: str = "", node: Node | None = None, timeout: float = 20
    ) -> dict:
        """Ask one node (the first, unless said) something over HTTP, as `elastic` where there is security."""
        data = None if body is None else json.dumps(body).encode()
        url = f"{self.scheme}://127.0.0.1:{(node or self.nodes[0]).http}{path}"
        request = urllib.request.Request(url, data, method=method or ("POST" if data else "GET"))
        request.add_header("Content-Type", "application/json")
        if self.plan.password:
            request.add_header("Authorization", "Basic " + b64encode(f"elastic:{self.plan.password}".encode()).decode())
        trust = ssl.create_default_context(cafile=f"{self.plan.tls}/ca.pem") if self.plan.tls else None
        with urllib.request.urlopen(request, timeout=timeout, context=trust) as answer:
            return json.load(answer)

    def master(self) -> Node:
        """The node that leads."""
        for node in self.nodes:
            if node.pid is not None:
                with contextlib.suppress(OSError):
                    leader = self.ask("/_cluster/state/master_node", node=node)["master_node"]
                    address = self.ask(f"/_nodes/{leader}/http", node=node)["nodes"][leader]["http"]["publish_address"]
                    return next(each for each in self.nodes if each.http == int(address.rpartition(":")[2]))
        raise RuntimeError("No node knows a master.")

    def stop(self) -> None:
        pids = [pid for node in self.nodes if (pid := node.pid)]
        for pid in pids:
            os.kill(pid, signal.SIGCONT)
            os.kill(pid, signal.SIGTERM)
        for pid in pids:
            see_off(pid)

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    @classmethod
    def of(cls, folder: Path) -> "Cluster":
        """The cluster that was started in this folder, perhaps by another process."""
        said = json.loads((folder / "cluster.json").read_text())
        cluster = cls(folder, Plan(**said["plan"]))
        for number, (http, transport) in enumerate(said["ports"]):
            cluster.nodes.append(Node(number, cluster.folder / f"node-{number}", http, transport, cluster.plan))
        return cluster


def _free_ports(count: int) -> list[int]:
    """Below those that the kernel gives to clients: a node that was killed finds its port free again."""
    ports: list[int] = []
    while len(ports) < count:
        port = random.randint(15_000, 32_000)
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
            if port not in ports:
                ports.append(port)
    return ports


def _keep(cluster: Cluster, pid: int) -> None:
    """Run it until that process ends, however it ends."""
    for each in (signal.SIGINT, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with cluster:
        (cluster.folder / "ready").touch()
        while Path(f"/proc/{pid}").exists() and not is_gone(pid):
            time.sleep(0.2)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.servers.elasticsearch")
    parser.add_argument("verb", choices=["start", "stop", "fetch", "keep"])
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("pid", type=int, nargs="?")
    parser.add_argument("--nodes", type=int, default=1)
    parser.add_argument("--heap", default="512m")
    parser.add_argument("--password", default="")
    parser.add_argument("--tls", default="")
    wish = parser.parse_args()
    try:
        if wish.verb == "fetch":
            print(distribution())
            return 0
        if wish.folder is None:
            parser.error("which folder?")
        if wish.verb == "stop":
            Cluster.of(wish.folder).remove()
            return 0
        cluster = Cluster(wish.folder, Plan(wish.nodes, wish.heap, wish.password, wish.tls))
        if wish.verb == "keep":
            _keep(cluster, wish.pid)
            return 0
        cluster.start()
    except NotHere as missing:
        print(missing, file=sys.stderr)
        return 1
    pids = " ".join(str(node.pid) for node in cluster.nodes)
    print(f"Elasticsearch {VERSION} answers on {cluster.store()} after {cluster.seconds_to_start:.1f} s, pids {pids}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
