"""What an Elasticsearch index for each tenant costs against one that all share: `python -m benchmarks.index_per_tenant`.

A real server of one node with 2 GB of heap, one day of logs, our own mapping. docs/decisions/one-daily-index.md has
what was seen.
"""

import argparse
import json
import random
import statistics
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tools.servers.elasticsearch import Cluster, Plan
from tools.servers.node import unprivileged

from elkvision.store.engines.elasticsearch.template import mappings

EVENTS, BATCH, SEARCHES, AT_ONCE = 100_000, 5_000, 60, 32
HEAP = "2g"


def main() -> None:
    reading = argparse.ArgumentParser()
    reading.add_argument("--tenants", type=int, nargs="*", default=[10, 1_000, 10_000])
    reading.add_argument("--seconds", type=float, default=240, help="how long indices are made at most")
    wish = reading.parse_args()
    for tenants in wish.tenants:
        for layout in ("shared", "each"):
            with tempfile.TemporaryDirectory(prefix="elkvision-tenants-") as folder:
                Path(folder).chmod(0o755)
                with Cluster(Path(folder) / "es", Plan(heap=HEAP, quick=False)) as cluster:
                    print(json.dumps(measured(cluster, tenants, layout, wish.seconds)), flush=True)


def measured(cluster: Cluster, tenants: int, layout: str, most: float) -> dict[str, object]:
    cluster.ask("/_cluster/settings", {"persistent": {"cluster.max_shards_per_node": 50_000}}, "PUT")
    settings = {"number_of_replicas": 0, "refresh_interval": "30s"}
    template = {"settings": settings, "mappings": mappings("text"), "aliases": {"logs": {}}}
    body = {"index_patterns": ["logs-*"], "priority": 300, "template": template}
    cluster.ask("/_index_template/logs", body, "PUT")
    names = ["logs-2026.11.23"] if layout == "shared" else [f"logs-{n}-2026.11.23" for n in range(tenants)]
    began = time.monotonic()
    made, last = _make(cluster, names, began + most)
    creating = time.monotonic() - began
    names = names[:made]
    tenants_there = tenants if layout == "shared" else made
    writing, refreshing = _write(cluster, names, tenants_there)
    return {
        "tenants": tenants,
        "layout": layout,
        "indices": made,
        "made_in_s": round(creating, 1),
        "last_index_ms": round(1000 * statistics.median(last)),
        "bulk_of_5000_p50_ms": round(1000 * statistics.median(writing)),
        "events_per_s": round(EVENTS / sum(writing)),
        "refresh_ms": round(1000 * refreshing),
        "one_tenant_p50_ms": round(1000 * statistics.median(_searches(cluster, layout, tenants_there)), 1),
        "all_tenants_p50_ms": round(1000 * statistics.median(_counts(cluster)), 1),
        "new_field_ms": round(1000 * _new_field(cluster, names[0])),
        "cluster_state_mb": round(_state_bytes(cluster) / 1e6, 2),
        "heap_mb": round(_heap(cluster) / 1e6),
        "disk_mb": round(cluster.ask("/logs/_stats/store")["_all"]["total"]["store"]["size_in_bytes"] / 1e6, 1),
    }


def _make(cluster: Cluster, names: list[str], until: float) -> tuple[int, list[float]]:
    """As many as there is time for, as tenants' first logs of a day make them: many at once. Returns how many, and how
    long the last ones took."""

    def make(name: str) -> float | None:
        at = time.monotonic()
        if at > until:
            return None
        cluster.ask(f"/{name}?wait_for_active_shards=1", {}, "PUT", timeout=120)
        return time.monotonic() - at

    with ThreadPoolExecutor(AT_ONCE) as makers:
        took = [each for each in makers.map(make, names) if each is not None]
    return len(took), took[-50:]


def _write(cluster: Cluster, names: list[str], tenants: int) -> tuple[list[float], float]:
    took = []
    for body in _bodies(names, tenants):
        at = time.monotonic()
        answer = _bulk(cluster, body)
        assert not answer["errors"], str(answer)[:500]
        took.append(time.monotonic() - at)
    at = time.monotonic()
    cluster.ask("/logs/_refresh", method="POST", timeout=300)
    return took, time.monotonic() - at


def _bodies(names: list[str], tenants: int) -> Iterator[bytes]:
    chance = random.Random(1)
    for start in range(0, EVENTS, BATCH):
        lines = []
        for number in range(start, start + BATCH):
            tenant = chance.randrange(tenants)
            name = names[0] if len(names) == 1 else names[tenant]
            words = f"request {number} took {chance.randrange(5000)} ms at node {chance.randrange(40)}"
            event = {
                "@timestamp": f"2026-11-23T{number // 5000:02}:{number // 100 % 50:02}:{number % 60:02}.000000000Z",
                "tenant_id": f"tenant-{tenant}",
                "id": f"{number:032x}",
                "level": "info",
                "service": "shop",
                "message": words,
                "q": {
                    "w": words,
                    "m": words,
                    "t": ["service\0sshop", f".took\0n{number}"],
                    "s": ["service\0s", ".took\0n"],
                },
            }
            lines += [json.dumps({"create": {"_index": name, "_id": event["id"]}}), json.dumps(event)]
        yield ("\n".join(lines) + "\n").encode()


def _bulk(cluster: Cluster, body: bytes) -> dict:
    request = urllib.request.Request(f"{cluster.url}/_bulk", body, {"Content-Type": "application/x-ndjson"})
    with urllib.request.urlopen(request, timeout=300) as answer:
        return json.load(answer)


def _searches(cluster: Cluster, layout: str, tenants: int) -> Iterator[float]:
    chance = random.Random(2)
    for _ in range(SEARCHES):
        tenant = chance.randrange(tenants)
        where = "logs" if layout == "shared" else f"logs-{tenant}-*"
        at = time.monotonic()
        query = {
            "bool": {"filter": [{"term": {"tenant_id": f"tenant-{tenant}"}}, {"match_phrase": {"q.w": "request"}}]}
        }
        cluster.ask(f"/{where}/_search", {"query": query, "size": 50, "sort": [{"@timestamp": "desc"}]})
        yield time.monotonic() - at


def _counts(cluster: Cluster) -> Iterator[float]:
    """What an operator asks: all tenants' errors."""
    for _ in range(10):
        at = time.monotonic()
        cluster.ask(
            "/logs/_search", {"size": 0, "query": {"term": {"level": "info"}}, "track_total_hits": True}, timeout=120
        )
        yield time.monotonic() - at


def _new_field(cluster: Cluster, index: str) -> float:
    at = time.monotonic()
    body = {"properties": {"q": {"properties": {"n": {"properties": {"new": {"type": "double"}}}}}}}
    cluster.ask(f"/{index}/_mapping", body, "PUT")
    return time.monotonic() - at


def _state_bytes(cluster: Cluster) -> int:
    with urllib.request.urlopen(f"{cluster.url}/_cluster/state", timeout=120) as answer:
        return len(answer.read())


def _heap(cluster: Cluster) -> int:
    """What is left of it after a collection."""
    pid = cluster.nodes[0].pid
    command = ["jcmd", str(pid), "GC.run"]
    done = subprocess.run(command, capture_output=True, **unprivileged())
    assert done.returncode == 0, done.stderr
    (node,) = cluster.ask("/_nodes/stats/jvm")["nodes"].values()
    return int(node["jvm"]["mem"]["heap_used_in_bytes"])


if __name__ == "__main__":
    main()
