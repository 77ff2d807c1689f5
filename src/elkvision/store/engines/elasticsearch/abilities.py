"""What a server has: asked once, and used or done without."""

from dataclasses import dataclass
from typing import Any

from elkvision.store.engines.elasticsearch.connection import Connection, Declined


@dataclass(frozen=True)
class Abilities:
    """`version` is the oldest of the nodes'."""

    version: str
    match_only_text: bool

    @property
    def message_type(self) -> str:
        """What `message` is mapped as, for other tools of the cluster."""
        return "match_only_text" if self.match_only_text else "text"


def find_abilities(connection: Connection) -> Abilities:
    """Raises Unavailable when the cluster does not answer."""
    return Abilities(
        version=_version(connection),
        match_only_text=_has_type(connection, "match_only_text"),
    )


def _version(connection: Connection) -> str:
    nodes = connection.ask("GET", "/_nodes/_all/version", filter_path="nodes.*.version")["nodes"]
    return min((str(node["version"]) for node in nodes.values()), key=_numbers)


def _numbers(version: str) -> list[int]:
    return [int(part) for part in version.partition("-")[0].split(".")]


def _has_type(connection: Connection, name: str) -> bool:
    """A template that uses the type is looked at by the server, and not kept."""
    mapping = {"properties": {"tried": {"type": name}}}
    body: dict[str, Any] = {"index_patterns": ["elkvision-tries-*"], "template": {"mappings": mapping}}
    try:
        connection.ask("POST", "/_index_template/_simulate", body)
    except Declined:
        return False
    return True
