"""Where this person's key is kept for `elkvision search`, `tail` and `send`, so that it need not be typed."""

import json
import os
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Client:
    """An ELK Vision to talk to, and the key for it."""

    url: str
    key: str


def path() -> Path:
    base = os.environ.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    return Path(base) / "elkvision" / "client.json"


def save(client: Client) -> Path:
    """Keep it, readable by this person alone; returns where."""
    target = path()
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, name = tempfile.mkstemp(dir=target.parent)
    with os.fdopen(descriptor, "w") as file:
        json.dump(asdict(client), file, indent=1)
    os.replace(name, target)
    return target


def load() -> Client | None:
    """What was saved, or None when there is nothing that can be read."""
    try:
        return Client(**json.loads(path().read_text()))
    except (OSError, ValueError, TypeError):
        return None
