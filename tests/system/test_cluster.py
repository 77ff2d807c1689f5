"""Three nodes of Elasticsearch, killed one after another under load: the short form of `make exam-cluster`."""

import random
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from tests.gateway.running import until
from tests.store.elasticsearch.cases import batch
from tests.system.cluster import Stage, kill_and_bring_back, stage

from elkvision.core.errors import Unavailable
from elkvision.store.engines.elasticsearch import writing

pytestmark = pytest.mark.system


@pytest.fixture(scope="module")
def on() -> Iterator[Stage]:
    with TemporaryDirectory(prefix="elkvision-cluster-") as folder, stage(Path(folder)) as on:
        yield on


def test_while_nodes_are_killed_health_says_so_and_afterwards_each_acknowledged_event_is_there_once(
    on: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "_PATIENCE", 1.0)
    until(lambda: on.store.health().status == "green", 30, lambda: on.store.health().reason)
    kill_and_bring_back(on, 1, random.Random())  # the master

    # without a majority there is no master: nothing is written, everything waits
    cluster = on.cluster
    away = cluster.nodes[:2]
    for node in away:
        node.kill()
    until(lambda: "no master" in on.store.health().reason, 40, lambda: on.store.health().reason)
    assert on.store.health().status == "red"
    assert "more than half of the nodes that may be master must be up" in on.store.health().reason
    with pytest.raises(Unavailable, match="has no master"):
        on.store.append(batch("meanwhile"))
    before = sum(len(sender.acknowledged) for sender in on.senders)
    time.sleep(0.5)
    assert sum(len(sender.acknowledged) for sender in on.senders) > before

    for node in away:
        node.begin()
    for node in away:
        node.wait()
    cluster.wait("green", seconds=120)
    result = on.finish()

    assert result.unknown == ["meanwhile"] * len(result.unknown)  # ours may have arrived in the end
    assert (result.lost, result.twice, result.dead) == ([], [], 0), str(result)
    assert result.acknowledged > 1_000
    until(lambda: on.store.health().status == "green", 30, lambda: on.store.health().reason)
    assert on.delivery.stats()["last_error"] is None
