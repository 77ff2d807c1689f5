"""How the cluster is, and why, in one sentence that a person can act on.

Each sentence is explained in docs/how-to/run-on-elasticsearch.md.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from elkvision.core.clock import now_ms
from elkvision.core.errors import ElkVisionError
from elkvision.store.contract import Health
from elkvision.store.engines.elasticsearch import failures
from elkvision.store.engines.elasticsearch.connection import Connection, Declined
from elkvision.store.engines.elasticsearch.indices import is_ours
from elkvision.store.engines.elasticsearch.template import index_of
from elkvision.store.engines.elasticsearch.unassigned import Missing, missing

#: Seconds that one question may take: a page waits for it.
_PATIENCE: Final = 5.0
#: Seconds that nodes have to answer one another.
_AMONG_NODES: Final = 2
#: Seconds for a question that takes milliseconds on a cluster that is well.
_SLOW: Final = 2.0
_OLDEST: Final = (8, 11)
_DAY_MS: Final = 86_400_000
_FIGURES: Final = (
    "cluster_name",
    "number_of_nodes",
    "number_of_data_nodes",
    "active_primary_shards",
    "active_shards",
    "unassigned_shards",
    "number_of_pending_tasks",
)
#: What our user has to be allowed on our indices, and of the cluster.
RIGHTS: Final = ("create_index", "write", "read", "maintenance", "view_index_metadata", "delete_index", "manage")
CLUSTER_RIGHTS: Final = ("monitor", "manage_index_templates")

Finding = tuple[Literal["yellow", "red"], str]


def health_of(connection: Connection) -> Health:
    """Never raises. The worst that was found is the reason; figures that were seen on the way are the details."""
    look = _Look(connection)
    try:
        # in order of how bad it is
        found = next(look.findings(), None)
    except ElkVisionError as error:
        return Health("red", _sentence(error), look.details)
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        said = f"Elasticsearch says how it is in a way that ELK Vision does not know ({error!r}): see its own health."
        return Health("yellow", said, look.details)
    if found:
        return Health(*found, look.details)
    many = "1 node" if look.count == 1 else f"{look.count} nodes"
    return Health("green", f"Elasticsearch answers: {many}, and every shard is in its place.", look.details)


@dataclass
class _Look:
    """One look at a cluster: asks what it must, and collects figures in `details`."""

    connection: Connection
    details: dict[str, Any] = field(default_factory=dict)
    count: int = 0

    def findings(self) -> Iterator[Finding]:
        """What is wrong, the worst first, each asked for only when what came before was well."""
        status = self._status()
        nodes = self._nodes()
        yield from self._too_old(nodes)
        yield from self._foreign()
        lost = missing(self.connection, self._ours, timeout=_PATIENCE) if status != "green" else None
        if lost and lost.primaries:
            yield "red", _red(lost)
        yield from self._blocked()
        yield from self._without_rights()
        if lost:
            yield "yellow", _yellow(lost)
        if status != "green":
            yield "yellow", "Shards are on their way to their nodes: wait a moment."
        yield from self._silent(nodes)
        yield from self._full_disks(nodes)
        if (took := self.details["answered_in_ms"]) > _SLOW * 1000:
            yield (
                "yellow",
                f"Elasticsearch took {took / 1000:.1f} s to say how it is: its nodes, or the network, are slow.",
            )

    @property
    def _ours(self) -> str:
        """A pattern, so that there need not be any."""
        return f"{self.connection.address.prefix}-*"

    @property
    def _written(self) -> str:
        """The indices that are written: of today, and of yesterday by what waited in the spool."""
        return ",".join(index_of(self.connection.address, now_ms() - days * _DAY_MS) for days in (0, 1))

    def _ask(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """Of the first node that is there, whatever it says: that it has no master, say."""
        method = "GET" if body is None else "POST"
        for left in reversed(range(len(self.connection.address.nodes))):
            try:
                return self.connection.ask(method, path, body, timeout=_PATIENCE, again=False)
            except failures.Unreached:
                if not left:
                    raise
        return None

    def _status(self) -> str:
        began = time.monotonic()
        answer = self._ask(f"/_cluster/health/{self._ours}?master_timeout=3s&timeout=3s")
        self.details |= {name: answer.get(name) for name in _FIGURES}
        self.details["answered_in_ms"] = round((time.monotonic() - began) * 1000)
        return str(answer["status"])

    def _nodes(self) -> Mapping[str, Mapping[str, Any]]:
        """By id, what each node that answered says of itself."""
        wanted = "nodes.*.name,nodes.*.fs.total,nodes.*.jvm.mem.heap_used_percent"
        stats = self._ask(f"/_nodes/stats/fs,jvm?timeout={_AMONG_NODES}s&filter_path={wanted}")
        about = self._ask(f"/_nodes/http?timeout={_AMONG_NODES}s&filter_path=nodes.*.name,nodes.*.version")
        nodes = {id: {**about.get("nodes", {}).get(id, {}), **node} for id, node in stats.get("nodes", {}).items()}
        self.count = len(nodes)
        self.details["versions"] = sorted({node["version"] for node in nodes.values() if "version" in node})
        free = [_free(node) for node in nodes.values() if "fs" in node]
        self.details["least_free_on_a_disk"] = min(free, default=None)
        self.details["fullest_heap_percent"] = max(
            (node["jvm"]["mem"]["heap_used_percent"] for node in nodes.values() if "jvm" in node), default=None
        )
        return nodes

    # -- findings

    def _too_old(self, nodes: Mapping[str, Mapping[str, Any]]) -> Iterator[Finding]:
        for version in self.details["versions"]:
            if tuple(int(part) for part in version.split("-")[0].split(".")[:2]) < _OLDEST:
                names = ", ".join(node["name"] for node in nodes.values() if node.get("version") == version)
                yield (
                    "red",
                    f"Elasticsearch {version} on {names} is too old: ELK Vision needs 8.11 or newer. Upgrade it.",
                )

    def _foreign(self) -> Iterator[Finding]:
        """An index that we write and did not make, or that is closed."""
        path = f"/_cat/indices/{self._written}?ignore_unavailable=true&expand_wildcards=all&format=json&h=index,status"
        for each in self._ask(path):
            if each["status"] == "close":
                yield "red", f"The index {each['index']} is closed, and takes no logs: open it."
        for index, made in sorted(self._ask(f"/{self._written}/_mapping?ignore_unavailable=true").items()):
            if not is_ours(made["mappings"]):
                yield "red", _sentence(failures.foreign(index))

    def _blocked(self) -> Iterator[Finding]:
        """Blocks that keep us from writing. Older indices may be read-only on purpose, unless a disk was full."""
        blocks = self._ask(f"/{self._ours}/_settings/index.blocks.*?flat_settings=true")
        for index in sorted(blocks, reverse=True):
            for name, value in blocks[index]["settings"].items():
                if value == "true" and name.endswith("read_only_allow_delete"):
                    yield "red", _sentence(failures.flooded(index))
                elif value == "true" and index in self._written and name.endswith((".write", ".read_only")):
                    yield "red", f"Elasticsearch writes nothing into {index}: {name} is set. Set it to false."

    def _without_rights(self) -> Iterator[Finding]:
        """What our user lacks, where the server has users."""
        wanted = {
            "cluster": list(CLUSTER_RIGHTS),
            "index": [{"names": [self._ours, self.connection.address.prefix], "privileges": list(RIGHTS)}],
        }
        try:
            answer = self._ask("/_security/user/_has_privileges", wanted)
        except Declined:  # security is off
            return
        granted = [*answer.get("index", {}).values(), answer.get("cluster", {})]
        lacking = sorted({name for rights in granted for name, has in rights.items() if not has})
        if lacking:
            user = answer.get("username", "our user")
            yield "red", f'"{user}" lacks rights on {self._ours}: {", ".join(lacking)}. Grant them.'

    def _silent(self, nodes: Mapping[str, Mapping[str, Any]]) -> Iterator[Finding]:
        if len(nodes) >= (self.details["number_of_nodes"] or 0):
            return
        all_of_them = self._ask("/_cluster/state/nodes?filter_path=nodes.*.name").get("nodes", {})
        names = sorted(node["name"] for id, node in all_of_them.items() if id not in nodes)
        if names:
            yield "yellow", f"{_and(names)} did not answer within {_AMONG_NODES} s: look at its load and its network."

    def _full_disks(self, nodes: Mapping[str, Mapping[str, Any]]) -> Iterator[Finding]:
        """By the watermarks that are set there."""
        try:
            report = self._ask("/_health_report/disk")["indicators"]["disk"]
        except Declined:
            return
        if report["status"] not in ("yellow", "red"):
            return
        resources = [each.get("affected_resources", {}) for each in report.get("diagnosis", [])]
        names = {node.get("name") for resource in resources for node in resource.get("nodes", [])}
        concerned = [node for node in nodes.values() if node.get("name") in names and "fs" in node]
        full = [f"{node['name']} ({_free(node)} % free)" for node in concerned]
        if full:
            yield (
                "yellow",
                f"The disk of {_and(sorted(full))} is past its watermark: free room or keep logs for fewer days, "
                "before Elasticsearch stops writing.",
            )


# -- words


def _sentence(error: ElkVisionError) -> str:
    """The error and what to do about it."""
    if not error.hint:
        return f"{error.message.rstrip('.')}."
    return f"{error.message.rstrip('.')}; {error.hint}."


def _red(lost: Missing) -> str:
    shards = "1 shard" if lost.primaries == 1 else f"{lost.primaries} shards"
    return f"Red: {shards} of {_some(lost.indices)} cannot be read or written {lost.words}."


def _yellow(lost: Missing) -> str:
    many = f"1 replica of {_some(lost.indices)} is" if lost.replicas == 1 else None
    return f"Yellow: {many or f'{lost.replicas} replicas of {_some(lost.indices)} are'} unassigned {lost.words}."


def _some(names: Sequence[str]) -> str:
    return names[-1] if len(names) == 1 else f"{names[-1]} and {len(names) - 1} more"


def _and(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _free(node: Mapping[str, Any]) -> int:
    """Of its disk, in percent."""
    total = node["fs"]["total"]
    return int(100 * total["available_in_bytes"] / max(1, total["total_in_bytes"]))
