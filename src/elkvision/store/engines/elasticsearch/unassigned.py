"""Why a shard has no node: which one, since when, and what brings it back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from elkvision.core.errors import ElkVisionError
from elkvision.store.engines.elasticsearch.connection import Connection, Declined

_COLUMNS: Final = "index,shard,prirep,state,unassigned.reason,unassigned.at,unassigned.details"
#: How a copy came to be without a node, by Elasticsearch's name for it.
_CAME_ABOUT: Final = {
    "NODE_LEFT": "its node left the cluster",
    "NODE_RESTARTING": "its node is restarting",
    "INDEX_CREATED": "the index is new",
    "CLUSTER_RECOVERED": "the cluster has just started",
    "REPLICA_ADDED": "the replica is new",
    "ALLOCATION_FAILED": "a node could not open it",
    "REINITIALIZED": "it is moving",
    "REALLOCATED_REPLICA": "it is moving",
    "REROUTE_CANCELLED": "somebody cancelled its move",
    "PRIMARY_FAILED": "its primary failed",
    "FORCED_EMPTY_PRIMARY": "somebody gave it up",
    "MANUAL_ALLOCATION": "somebody is moving it",
    "INDEX_CLOSED": "the index was closed",
    "INDEX_REOPENED": "the index was opened again",
    "NEW_INDEX_RESTORED": "it is being restored",
    "EXISTING_INDEX_RESTORED": "it is being restored",
    "DANGLING_INDEX_IMPORTED": "it came with a node",
}
#: What would bring it back, by the rule of Elasticsearch that forbids it a node.
_FORBIDDEN: Final = {
    "same_shard": "no other data node is there to have it: start one more, or set ?replicas=0",
    "disk_threshold": "the disks of the data nodes are too full: free room, or keep logs for fewer days",
    "enable": "cluster.routing.allocation.enable forbids it: set it to all",
    "filter": "a filter on nodes (index.routing.allocation) excludes those that are there",
    "max_retry": "it failed too often: POST /_cluster/reroute?retry_failed=true once the cause is mended",
    "shards_limit": "every node has as many shards as it may: add a node, or raise the limit",
    "data_tier": "no node of its data tier is there",
    "node_version": "the nodes that are there are older than the one that wrote it: upgrade them",
    "awareness": "no node in another zone is there to have it",
}


@dataclass(frozen=True)
class Missing:
    """Copies of shards without a node: how many, and in words why the first of them is."""

    primaries: int
    replicas: int
    indices: Sequence[str]
    words: str


def missing(connection: Connection, indices: str, *, timeout: float) -> Missing | None:
    """Which copies have no node, primaries first; None when all are placed or on their way."""
    rows = connection.ask("GET", f"/_cat/shards/{indices}", timeout=timeout, format="json", h=_COLUMNS)
    without = [row for row in rows if row["state"] == "UNASSIGNED"]
    if not without:
        return None
    first = min(without, key=lambda row: (row["prirep"] != "p", row["index"], int(row["shard"])))
    primaries = sum(row["prirep"] == "p" for row in without)
    names = sorted({row["index"] for row in without if (row["prirep"] == "p") == bool(primaries)})
    return Missing(primaries, len(without) - primaries, names, _words(connection, first, timeout))


def _words(connection: Connection, row: Mapping[str, str], timeout: float) -> str:
    since = f"since {when:%H:%M:%S} UTC" if (when := _moment(row.get("unassigned.at"))) else "for a while"
    came = _CAME_ABOUT.get(row.get("unassigned.reason") or "", "Elasticsearch does not say how it came about")
    shard = {"index": row["index"], "shard": int(row["shard"]), "primary": row["prirep"] == "p"}
    try:
        answer = connection.ask("POST", "/_cluster/allocation/explain", shard, timeout=timeout)
    except (ElkVisionError, Declined):  # it was placed in the meantime, or we may not know
        return f"{since} because {came}"
    return f"{since} because {came}; {_outlook(answer)}"


def _outlook(answer: Mapping[str, Any]) -> str:
    """What will happen by itself, or what somebody has to do."""
    match answer.get("can_allocate"):
        case "no_valid_shard_copy":
            return "no node that is up has its data: start the node that had it, or restore a snapshot"
        case "allocation_delayed":
            left = int(answer.get("remaining_delay_in_millis", 0)) // 1000
            return f"Elasticsearch waits {left} s more for it, then copies it to another node"
        case "throttled" | "awaiting_info" | "yes" | "worse_balance":
            return "it is being placed: wait a moment"
        case "no_attempt":
            return "Elasticsearch has not tried to place it yet"
    return _forbidden(answer.get("node_allocation_decisions", []))


def _forbidden(decisions: Sequence[Mapping[str, Any]]) -> str:
    """The rule that most stands in the way: one that is not only that a node has the other copy already."""
    deciders = [one for node in decisions for one in node.get("deciders", []) if one.get("decision") == "NO"]
    others = [one for one in deciders if one.get("decider") != "same_shard"]
    for one in others or deciders:
        name = one.get("decider", "")
        return _FORBIDDEN.get(name) or f"{name}: {str(one.get('explanation', ''))[:200]}"
    return "no node may have it"


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
