"""Strong secrets for a stack, written where Compose looks for them."""

import os
import re
import secrets
from pathlib import Path

from elkvision.supervisor.errors import CannotStart

#: What is secret, as .env.example has it. Letters and digits: these become parts of addresses.
NAMES = (
    "SECRET_KEY",
    "ELKVISION_INTERNAL_KEY",
    "ELKVISION_NOTIFY_KEY",
    "POSTGRES_PASSWORD",
    "MONGO_PASSWORD",
    "REDIS_PASSWORD",
    "ELASTICSEARCH_PASSWORD",
    "KIBANA_PASSWORD",
    "KIBANA_ENCRYPTION_KEY",
    "GRAFANA_PASSWORD",
    "FLOWER_PASSWORD",
)
#: 256 bits.
_BYTES = 32
_LINE = re.compile(r"^(?P<name>[A-Za-z_][A-Za-z0-9_]*)=(?P<value>.*)$")


def filled(text: str) -> tuple[str, list[str]]:
    """The same lines with every empty secret filled in and every missing one added; and the names of those."""
    made: list[str] = []
    seen: set[str] = set()
    lines = []
    for line in text.splitlines():
        found = _LINE.match(line)
        if found and found["name"] in NAMES:
            seen.add(found["name"])
            if not found["value"].strip(" '\""):
                made.append(found["name"])
                line = f"{found['name']}={secrets.token_hex(_BYTES)}"
        lines.append(line)
    for name in NAMES:
        if name not in seen:
            made.append(name)
            lines.append(f"{name}={secrets.token_hex(_BYTES)}")
    return "\n".join(lines) + "\n", made


def write_new(path: Path, text: str) -> None:
    """A file that only its owner reads. Raises CannotStart when there is one already."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise CannotStart(
            f"{path} is there already, and secrets that are in use are not replaced.",
            hint="with --missing only what is empty in it is filled in",
        ) from error
    with os.fdopen(descriptor, "w") as file:
        file.write(text)


def replace(path: Path, text: str) -> None:
    """The file's new content, at once or not at all."""
    fresh = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    write_new(fresh, text)
    fresh.replace(path)
