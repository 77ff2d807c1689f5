"""The whole stack: what Compose would run, without containers."""

import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import trustme
from redis import Redis, RedisError
from tools.servers.elasticsearch import Cluster, Plan
from tools.servers.mongo import Mongo
from tools.servers.nginx import Nginx
from tools.servers.node import unprivileged
from tools.servers.postgresql import PostgreSQL
from tools.stack import guard, parts, shipping, watching
from tools.stack.facts import GATEWAYS, WEBS, Facts, facts_in, keep
from tools.stack.process import Failed, Process

ROOT = Path(__file__).resolve().parents[2]
UI = ROOT / "src" / "elkvision" / "server" / "ui"


class Stack:
    """Everything, on loopback, in one folder. `say` hears what is being done."""

    def __init__(
        self, folder: Path, *, nodes: int = 3, heap: str = "512m", ports: dict[str, int] | None = None,
        proxy: dict[str, str] | None = None, rsyslog: bool = False, say: Callable[[str], None] = print,
    ) -> None:  # fmt: skip
        self.folder = folder.absolute()
        self.nodes = nodes
        self.heap = heap
        self.rsyslog = rsyslog
        self.say = say
        #: What `configure` of deploy/nginx is told besides.
        self.proxy = proxy or {}
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "logs").mkdir(exist_ok=True)
        self.facts: Facts = facts_in(self.folder, ports)
        self.elasticsearch: Cluster | None = None
        self.postgresql: PostgreSQL | None = None
        self.mongodb: Mongo | None = None
        self.nginx: Nginx | None = None
        self.processes: dict[str, Process] = {}
        self._guard: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Stack":
        try:
            return self.up()
        except BaseException:
            self.down()
            raise

    def __exit__(self, *_: object) -> None:
        self.down()

    @property
    def url(self) -> str:
        return self.facts.url

    @property
    def ca(self) -> Path:
        """Who vouches for the proxy's certificate."""
        return self.folder / "tls" / "ca.pem"

    @property
    def store(self) -> str:
        assert self.elasticsearch is not None, "it was started"
        return self.elasticsearch.store("/logs")

    def up(self) -> "Stack":
        """Raises Failed or NotHere; what was started by then is stopped by `down`."""
        _let_servers_in(self.folder)
        guard.end_all(self.folder)
        command = [sys.executable, "-m", "tools.stack.guard", str(os.getpid()), str(self.folder)]
        self._guard = subprocess.Popen(command, cwd=ROOT, start_new_session=True)
        self.say("Starting PostgreSQL, Redis, MongoDB's stand-in and Elasticsearch …")
        servers = (self._start_postgresql, self._start_redis, self._start_mongodb, self._start_elasticsearch)
        with ThreadPoolExecutor(len(servers)) as together:
            for begun in [together.submit(server) for server in servers]:
                begun.result()
        self._note()
        self.say("Migrating the database …")
        self.migrate()
        self.say("Starting the product's parts …")
        made = parts.parts(self.folder, self.facts, self.store)
        self._start(made)
        self.say("Starting nginx, Alertmanager and Prometheus …")
        self._start_nginx()
        self._start(watching.watchers(self.folder, self.facts))
        if self.rsyslog:
            self._start([shipping.rsyslog(self.folder, self.facts)])
        return self

    def _start(self, made: list[Process]) -> None:
        """All at once; they wait for one another themselves."""
        for each in made:
            self.processes[each.name] = each
            each.begin()
        self._note()
        for each in made:
            each.wait()

    def down(self) -> None:
        """From the doors inwards; who keeps things goes last."""
        for group in ("rsyslog", "prometheus", "alertmanager", "intake", "delivery", "web", "worker", "beat"):
            if group == "web" and self.nginx is not None:
                self.nginx.stop()
            found = [each for name, each in self.processes.items() if name.partition("-")[0] == group]
            with ThreadPoolExecutor(max(1, len(found))) as together:
                list(together.map(Process.stop, found))
        if "redis" in self.processes:
            self.processes["redis"].stop()
        for server in (self.nginx, self.mongodb, self.postgresql, self.elasticsearch):
            if server is not None:
                server.stop()
        if self._guard is not None:
            self._guard.terminate()
            self._guard.wait()
        (self.folder / "running.json").unlink(missing_ok=True)

    def migrate(self) -> None:
        """As it comes before an upgrade; the parts may run meanwhile. Raises Failed."""
        parts.migrate(self.folder, self.facts, self.store)

    def restart(self, name: str) -> None:
        """One part, as an upgrade does it: asked to stop, and started anew."""
        self.processes[name].stop()
        self.bring_back(name)

    def kill(self, name: str) -> None:
        self.processes[name].kill()

    def bring_back(self, name: str) -> None:
        self.processes[name].start()
        self._note()

    def restart_node(self, number: int) -> None:
        """One node of Elasticsearch; returns when the cluster is whole again."""
        assert self.elasticsearch is not None, "it was started"
        self.elasticsearch.nodes[number].stop()
        self.elasticsearch.nodes[number].start()
        self.elasticsearch.wait("green" if self.nodes > 1 else "yellow")
        self._note()

    def _start_postgresql(self) -> None:
        folder = self.folder / "postgresql"
        server = PostgreSQL(folder, port=self.facts.ports["postgresql"], password=self.facts.secrets["postgresql"])
        self.postgresql = server.start()

    def _start_mongodb(self) -> None:
        self.mongodb = Mongo(self.folder / "mongodb", self.facts.ports["mongodb"]).start()

    def _start_redis(self) -> None:
        port, word = self.facts.ports["redis"], self.facts.secrets["redis"]
        # As in Compose: the password comes by standard input, so that no list of processes has it.
        said = (
            f'requirepass "{word}"\nbind 127.0.0.1\nport {port}\nsave ""\nappendonly no\n'
            "maxmemory 256mb\nmaxmemory-policy volatile-lru\n"
        )

        def ready() -> bool:
            try:
                return bool(Redis("127.0.0.1", port, password=word, socket_timeout=2).ping())
            except RedisError:
                return False

        command = [watching.program("redis-server", "valkey-server"), "-"]
        log = self.folder / "logs" / "redis.log"
        self.processes["redis"] = Process("redis", command, {}, log, ready, unprivileged(), said)
        self.processes["redis"].start()

    def _start_elasticsearch(self) -> None:
        folder = self.folder / "elasticsearch"
        if (folder / "cluster.json").exists():
            self.elasticsearch = Cluster.of(folder)
            for node in self.elasticsearch.nodes:
                node.begin()
            for node in self.elasticsearch.nodes:
                node.wait()
            self.elasticsearch.wait()
            return
        folder.mkdir(exist_ok=True)
        plan = Plan(self.nodes, self.heap, password=self.facts.secrets["elasticsearch"])
        self.elasticsearch = Cluster(folder, plan).start()

    def _start_nginx(self) -> None:
        ports = self.facts.ports
        certificate, key = _certificate(self.ca.parent)
        at = "127.0.0.1"
        given = {
            "WEB": " ".join(f"{at}:{ports[name]}" for name in WEBS),
            "INTAKE": " ".join(f"{at}:{self.facts.doors(name)['http']}" for name in GATEWAYS),
            "HTTP": f"{at}:{ports['http']}",
            "HTTPS": f"{at}:{ports['https']}",
            "CERTIFICATE": str(certificate),
            "KEY": str(key),
            "UI": str(UI),
            **self.proxy,
        }
        self.nginx = Nginx(self.folder / "nginx", given).start()

    def _note(self) -> None:
        """For the guard: who is to be ended if we are."""
        pids = [each.pid for each in self.processes.values()]
        pids += [self.postgresql.pid if self.postgresql else None, self.mongodb.pid if self.mongodb else None]
        pids += [node.pid for node in self.elasticsearch.nodes] if self.elasticsearch else []
        pids += [self.nginx.process.pid if self.nginx and self.nginx.process else None]
        guard.note(self.folder, [pid for pid in pids if pid])
        keep(self.facts, self.folder)


def _certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for this machine and its key, by an authority of one's own; made once."""
    certificate, key = folder / "server.pem", folder / "server.key"
    if not certificate.exists():
        folder.mkdir(exist_ok=True)
        authority = trustme.CA()
        issued = authority.issue_cert("localhost", "127.0.0.1")
        authority.cert_pem.write_to_path(folder / "ca.pem")
        issued.private_key_pem.write_to_path(key)
        key.chmod(0o600)
        certificate.write_bytes(b"".join(each.bytes() for each in issued.cert_chain_pems))
    return certificate, key


def _let_servers_in(folder: Path) -> None:
    """Some servers refuse to be root's, and run as somebody else then, who must get to their folders."""
    if os.getuid() != 0:
        return
    folder.chmod(0o755)
    closed = [str(each) for each in folder.parents if not each.stat().st_mode & 0o001]
    if closed:
        raise Failed(f"Servers that must not be root's cannot get into {closed[0]}: give --data another folder.")
