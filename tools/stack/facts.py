"""What a stack keeps for the next time: its ports and its secrets, in one file of its folder."""

import contextlib
import json
import os
import random
import secrets
import socket
from dataclasses import asdict, dataclass, field
from pathlib import Path

#: Everything that listens, by the name it has in the output.
SERVERS = ("http", "https", "postgresql", "redis", "mongodb", "prometheus", "alertmanager", "syslog")
WEBS = ("web-1", "web-2")
GATEWAYS = ("gateway-1", "gateway-2")
BACKGROUND = ("worker-1", "worker-2", "beat-1", "beat-2")
DOORS = ("tcp", "http", "beats", "intake", "delivery")
SECRETS = ("secret_key", "internal_key", "notify_key", "postgresql", "redis", "elasticsearch")


@dataclass
class Facts:
    ports: dict[str, int] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict, repr=False)

    @property
    def url(self) -> str:
        """Where people open it."""
        return f"https://localhost:{self.ports['https']}"

    def doors(self, gateway: str) -> dict[str, int]:
        """The ports of one gateway."""
        return {door: self.ports[f"{gateway}-{door}"] for door in DOORS}

    def add(self, name: str) -> int:
        """A port for something that had none so far."""
        if name not in self.ports:
            self.ports[name] = free_port(set(self.ports.values()))
        return self.ports[name]


def facts_in(folder: Path, given: dict[str, int] | None = None) -> Facts:
    """Those of the folder; made where there are none. `given` are ports that were asked for by name."""
    file = folder / "stack.json"
    facts = Facts(**json.loads(file.read_text())) if file.exists() else Facts()
    facts.ports |= given or {}
    doors = [f"{gateway}-{door}" for gateway in GATEWAYS for door in DOORS]
    for name in (*SERVERS, *WEBS, *BACKGROUND, *doors):
        facts.add(name)
    for name in SECRETS:
        facts.secrets.setdefault(name, secrets.token_hex(32))
    keep(facts, folder)
    return facts


def keep(facts: Facts, folder: Path) -> None:
    fresh = folder / ".stack.json"
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(asdict(facts), file, indent=1)
    fresh.replace(folder / "stack.json")


def free_port(taken: set[int]) -> int:
    """Below those that the kernel gives to clients: what was killed finds its port free again."""
    while True:
        port = random.randint(15_000, 32_000)
        if port not in taken and _is_free(port, socket.SOCK_STREAM) and _is_free(port, socket.SOCK_DGRAM):
            return port


def _is_free(port: int, kind: int) -> bool:
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, kind) as bound:
        bound.bind(("127.0.0.1", port))
        return True
    return False
