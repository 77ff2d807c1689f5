"""What may happen to a cluster, on a real server: one clear sentence, nothing lost, nothing twice, and on it goes."""

from collections.abc import Iterator

import pytest
from tests.fakes.proxy import Proxy, proxy_to
from tests.store.elasticsearch.cases import Server, batch, named

from elkvision.core.clock import now_ms
from elkvision.core.errors import Unavailable
from elkvision.store.contract import LogStore
from elkvision.store.engines.elasticsearch import health, writing
from elkvision.store.engines.elasticsearch.address import read_address
from elkvision.store.engines.elasticsearch.template import index_of
from elkvision.store.registry import open_store


@pytest.fixture(autouse=True)
def _little_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "_PATIENCE", 1.0)


@pytest.fixture
def server(elasticsearch_url: str) -> Iterator[Server]:
    server = Server(elasticsearch_url)
    yield server
    server.client.close()


@pytest.fixture
def store(elasticsearch_url: str, server: Server) -> Iterator[LogStore]:
    """With nothing in it."""
    for name in server.ask("GET", f"/{server.prefix}-*/_alias"):
        server.ask("DELETE", f"/{name}")
    store = open_store(elasticsearch_url)
    yield store
    store.close()


@pytest.fixture
def today(elasticsearch_url: str) -> str:
    return index_of(read_address(elasticsearch_url), now_ms())


@pytest.fixture
def proxy(elasticsearch_url: str) -> Iterator[Proxy]:
    with proxy_to(int(elasticsearch_url.rpartition("/")[0].rpartition(":")[2])) as proxy:
        yield proxy


@pytest.fixture
def far(elasticsearch_url: str, proxy: Proxy, store: LogStore) -> Iterator[LogStore]:
    """The same store through a bad network."""
    server, _, prefix = elasticsearch_url.rpartition("/")
    far = open_store(f"{server.rpartition(':')[0]}:{proxy.port}/{prefix}")
    yield far
    far.close()


def reason(store: LogStore, status: str) -> str:
    found = store.health()
    assert found.status == status, found
    return found.reason


def test_a_cluster_that_is_well_is_green_and_says_what_it_is(store: LogStore) -> None:
    store.append(batch("hello"))
    found = store.health()
    assert (found.status, found.reason) == ("green", "Elasticsearch answers: 1 node, and every shard is in its place.")
    assert found.details["number_of_nodes"] == 1
    assert found.details["versions"] == ["8.19.16"]
    assert 0 < found.details["least_free_on_a_disk"] <= 100


def test_past_the_flood_stage_writing_waits_and_then_goes_on(store: LogStore, server: Server, today: str) -> None:
    store.append(batch("before"))
    server.ask("PUT", f"/{today}/_settings", {"index.blocks.read_only_allow_delete": True})
    waiting = batch(*named(3, "meanwhile"))

    with pytest.raises(Unavailable) as failed:
        store.append(waiting)

    sentence = f"Elasticsearch writes nothing into {today}: the disk of a node went past the flood stage"
    assert failed.value.message == sentence
    assert reason(store, "red").startswith(sentence + "; free room on the data nodes")
    server.ask("PUT", f"/{today}/_settings", {"index.blocks.read_only_allow_delete": None})
    assert list(store.append(waiting)) == []
    assert server.messages() == {"before": 1, "meanwhile-0": 1, "meanwhile-1": 1, "meanwhile-2": 1}
    reason(store, "green")


def test_an_index_that_somebody_blocked_is_named(store: LogStore, server: Server, today: str) -> None:
    store.append(batch("before"))
    server.ask("PUT", f"/{today}/_settings", {"index.blocks.write": True})

    with pytest.raises(Unavailable, match=f"does not write into {today}"):
        store.append(batch("meanwhile"))

    assert (
        reason(store, "red")
        == f"Elasticsearch writes nothing into {today}: index.blocks.write is set. Set it to false."
    )
    server.ask("PUT", f"/{today}/_settings", {"index.blocks.write": None})


@pytest.mark.parametrize(
    "mapping",
    [
        {"properties": {"level": {"type": "integer"}, "@timestamp": {"type": "date"}}},
        {"dynamic": "strict", "properties": {}},
    ],
    ids=["other types", "strict"],
)
def test_an_index_of_somebody_else_takes_no_log_and_buries_none(
    store: LogStore, server: Server, today: str, mapping: dict
) -> None:
    server.ask("PUT", f"/{today}", {"mappings": mapping})
    waiting = batch(*named(3))

    with pytest.raises(Unavailable) as failed:
        store.append(waiting)

    sentence = f"The index {today} was not made by ELK Vision, so its mapping does not take our events"
    assert failed.value.message == sentence
    assert reason(store, "red").startswith(sentence + "; rename or delete it")
    assert server.messages() == {}
    server.ask("DELETE", f"/{today}")
    assert list(store.append(waiting)) == []
    assert server.messages() == {"event-0": 1, "event-1": 1, "event-2": 1}
    reason(store, "green")


def test_a_template_that_wins_over_ours_is_noticed_before_a_log_is_written(
    store: LogStore, server: Server, today: str
) -> None:
    body = {"index_patterns": [f"{server.prefix}-*"], "priority": 900, "template": {"mappings": {"dynamic": False}}}
    server.ask("PUT", "/_index_template/elkvision-" + server.prefix + "-other", body)
    waiting = batch("hello")

    with pytest.raises(Unavailable, match=f"The index {today} was not made by ELK Vision"):
        store.append(waiting)

    assert f"The index {today} was not made by ELK Vision" in reason(store, "red")
    server.ask("DELETE", "/_index_template/elkvision-" + server.prefix + "-other")
    server.ask("DELETE", f"/{today}")
    assert list(store.append(waiting)) == []
    assert server.messages() == {"hello": 1}


def test_an_index_that_is_deleted_under_us_is_made_again(store: LogStore, server: Server, today: str) -> None:
    store.append(batch("before"))
    server.ask("DELETE", f"/{today}")

    assert list(store.append(batch("after"))) == []

    assert server.messages() == {"after": 1}
    assert server.ask("GET", f"/{today}/_mapping")[today]["mappings"]["dynamic"] == "false"


def test_a_closed_index_is_waited_for(store: LogStore, server: Server, today: str) -> None:
    store.append(batch("before"))
    server.ask("POST", f"/{today}/_close")
    waiting = batch("meanwhile")

    with pytest.raises(Unavailable, match="does not write into our indices: closed"):
        store.append(waiting)

    assert reason(store, "red") == f"The index {today} is closed, and takes no logs: open it."
    server.ask("POST", f"/{today}/_open?wait_for_active_shards=1")
    assert list(store.append(waiting)) == []
    assert server.messages() == {"before": 1, "meanwhile": 1}


def test_a_replica_without_a_second_node_is_yellow_with_the_way_out(
    store: LogStore, server: Server, today: str
) -> None:
    store.append(batch("before"))
    server.ask("PUT", f"/{today}/_settings", {"index.auto_expand_replicas": False, "index.number_of_replicas": 1})

    said = reason(store, "yellow")

    assert said.startswith(f"Yellow: 1 replica of {today} is unassigned since ")
    assert said.endswith(
        " UTC because the replica is new; no other data node is there to have it: start one more, or set ?replicas=0."
    )


@pytest.mark.parametrize("where", [-5, 40, 0], ids=["in the body", "in the head", "before all"])
def test_answers_that_are_cut_off_lose_nothing_and_double_nothing(
    far: LogStore, proxy: Proxy, server: Server, where: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server took what it was asked, and we never heard of it."""
    monkeypatch.setattr(writing, "_PATIENCE", 15.0)
    proxy.cut, proxy.cut_after = 3, where
    names = named(2_000)

    assert list(far.append(batch(*names))) == []

    assert proxy.cut == 0
    assert server.messages() == dict.fromkeys(names, 1)


def test_a_node_that_always_goes_away_is_told_and_waited_for(far: LogStore, proxy: Proxy, server: Server) -> None:
    far.append(batch("before"))
    proxy.cut = 1_000
    waiting = batch("meanwhile")

    with pytest.raises(Unavailable, match=r"went away in the middle of its answer|closed the connection"):
        far.append(waiting)

    proxy.cut = 0
    assert list(far.append(waiting)) == []
    assert server.messages() == {"before": 1, "meanwhile": 1}


def test_a_slow_node_costs_time_and_nothing_else(
    far: LogStore, proxy: Proxy, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "_SLOW", 0.1)
    proxy.delay = 0.15

    assert list(far.append(batch(*named(100)))) == []

    assert reason(far, "yellow").startswith("Elasticsearch took 0.")
    assert server.messages() == dict.fromkeys(named(100), 1)


def test_a_node_that_does_not_answer_in_time_is_told(
    far: LogStore, proxy: Proxy, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    far.append(batch("before"))
    monkeypatch.setattr(health, "_PATIENCE", 0.2)
    proxy.delay = 0.5

    assert "does not answer in time: a node is overloaded or stuck" in reason(far, "red")


def test_a_cluster_that_is_away_is_told_and_waited_for(far: LogStore, proxy: Proxy, server: Server) -> None:
    far.append(batch("before"))
    proxy.closed = True
    far.close()
    waiting = batch("meanwhile")

    with pytest.raises(Unavailable):
        far.append(waiting)

    assert far.health().status == "red"
    proxy.closed = False
    assert list(far.append(waiting)) == []
    assert server.messages() == {"before": 1, "meanwhile": 1}


def test_a_store_may_be_opened_before_its_cluster_is_up() -> None:
    store = open_store("elasticsearch+http://127.0.0.1:1/logs")

    with pytest.raises(Unavailable, match="cannot be reached: connection refused"):
        store.append(batch("early"))

    assert reason(store, "red") == (
        "Elasticsearch at 127.0.0.1:1 cannot be reached: connection refused; see that it runs, and on that port."
    )
