"""Three nodes of Elasticsearch on bad days, under load from senders: the last test is the short form of `make exam-cluster`."""

import random
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from tests.gateway.running import until
from tests.store.elasticsearch.cases import Server, batch, named
from tests.system.cluster import Stage, kill_and_bring_back, stage

from elkvision.core.errors import Unavailable
from elkvision.store.contract import LogStore
from elkvision.store.engines.elasticsearch import writing
from elkvision.store.registry import open_store

pytestmark = pytest.mark.system

#: More than any disk has left: all of them are past the flood stage then.
FULL = {f"cluster.routing.allocation.disk.watermark.{name}": "10000tb" for name in ("low", "high", "flood_stage")}
FULL |= {"cluster.routing.allocation.disk.threshold_enabled": "true", "cluster.info.update.interval": "10s"}


@pytest.fixture(scope="module")
def on() -> Iterator[Stage]:
    with TemporaryDirectory(prefix="elkvision-cluster-") as folder, stage(Path(folder), pause=0.2) as on:
        until(lambda: on.store.health().status == "green", 60, lambda: on.store.health().reason)
        yield on


@pytest.fixture(autouse=True)
def _little_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "_PATIENCE", 1.0)


def says(store: LogStore, status: str, words: str, seconds: float = 60) -> str:
    """What Health says, once it says that."""

    def said() -> bool:
        seen = store.health()
        return seen.status == status and words in seen.reason

    until(said, seconds, lambda: str(store.health()))
    return store.health().reason


def test_the_only_copy_of_a_shard_makes_it_red_until_its_node_is_back(on: Stage) -> None:
    url = on.cluster.store("/lonely")
    store = open_store(url + "?replicas=0&shards=3")
    store.append(batch(*named(300, "before")))
    leader = on.cluster.master()
    node = next(each for each in on.cluster.nodes if each is not leader)
    waiting = batch(*named(300, "meanwhile"))

    node.kill()

    reason = says(store, "red", "cannot be read or written since")
    assert reason.startswith("Red: 1 shard of lonely-20")
    assert reason.endswith(
        "because its node left the cluster; no node that is up has its data: start the node that had it, "
        "or restore a snapshot."
    )
    with pytest.raises(Unavailable, match=r"A shard of lonely-20.* is away: no node that is up has its data"):
        store.append(waiting)
    node.start()
    on.cluster.wait("green")
    assert list(store.append(waiting)) == []
    server = Server(f"elasticsearch+{leader_url(on)}/lonely")
    assert server.messages() == dict.fromkeys([*named(300, "before"), *named(300, "meanwhile")], 1)
    store.close()


def test_a_node_that_hangs_is_told_and_goes_on(on: Stage) -> None:
    leader = on.cluster.master()
    node = next(each for each in on.cluster.nodes if each is not leader)
    node.pause()
    try:
        # the question may have come to that very node
        until(lambda: "not answer" in on.store.health().reason, 40, lambda: on.store.health().reason)
    finally:
        node.go_on()
    on.cluster.wait("green")
    says(on.store, "green", "3 nodes")


def test_full_disks_stop_writing_and_room_on_them_starts_it_again_by_itself(on: Stage) -> None:
    on.cluster.ask("/_cluster/settings", {"persistent": FULL}, "PUT")
    try:
        reason = says(on.store, "red", "went past the flood stage")

        assert reason.startswith("Elasticsearch writes nothing into logs-20")
        with pytest.raises(Unavailable, match="the disk of a node went past the flood stage"):
            on.store.append(batch("meanwhile"))
    finally:
        on.cluster.ask("/_cluster/settings", {"persistent": dict.fromkeys(FULL)}, "PUT")
    says(on.store, "green", "3 nodes", 90)


def test_while_nodes_are_killed_health_says_so_and_afterwards_each_acknowledged_event_is_there_once(on: Stage) -> None:
    kill_and_bring_back(on, 1, random.Random())  # the master

    # without a majority there is no master: nothing is written, everything waits
    away = on.cluster.nodes[:2]
    for node in away:
        node.kill()
    says(on.store, "red", "The cluster has no master: more than half of the nodes that may be master must be up")
    with pytest.raises(Unavailable, match="has no master"):
        on.store.append(batch("meanwhile"))
    before = sum(len(sender.acknowledged) for sender in on.senders)
    time.sleep(0.5)
    assert sum(len(sender.acknowledged) for sender in on.senders) > before

    for node in away:
        node.begin()
    for node in away:
        node.wait()
    on.cluster.wait("green")
    result = on.finish()

    assert set(result.unknown) <= {"meanwhile"}  # ours, which may have arrived in the end
    assert (result.lost, result.twice, result.dead) == ([], [], 0), str(result)
    assert result.acknowledged > 1_000
    says(on.store, "green", "3 nodes")
    assert on.delivery.stats()["last_error"] is None


def leader_url(on: Stage) -> str:
    return f"http://127.0.0.1:{on.cluster.master().http}"
