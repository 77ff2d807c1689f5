"""What a server has: asked once, and used or done without."""

from dataclasses import dataclass
from typing import Any

from elkvision.store.engines.elasticsearch.connection import Connection, Declined


@dataclass(frozen=True)
class Abilities:
    """`version` is the oldest of the nodes'."""

    version: str
    match_only_text: bool
    delete_by_query: bool

    @property
    def message_type(self) -> str:
        """What `message` is mapped as, for other tools of the cluster."""
        return "match_only_text" if self.match_only_text else "text"


def find_abilities(connection: Connection) -> Abilities:
    """Raises Unavailable when the cluster does not answer."""
    return Abilities(
        version=_version(connection),
        match_only_text=_has_type(connection, "match_only_text"),
        delete_by_query=_has_delete_by_query(connection),
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
    return _takes(connection, "POST", "/_index_template/_simulate", body)


def _has_delete_by_query(connection: Connection) -> bool:
    path = "/elkvision-tries-*/_delete_by_query"
    return _takes(connection, "POST", path, {"query": {"match_none": {}}}, allow_no_indices=True)


def _takes(connection: Connection, method: str, path: str, body: dict[str, Any], **params: bool) -> bool:
    try:
        connection.ask(method, path, body, **params)
    except Declined:
        return False
    return True
