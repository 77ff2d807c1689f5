"""Retention on daily indices: dropped as a whole where it can be, and nobody's events but those that are to go."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.store.elasticsearch.cases import ACME, Server, batch

from elkvision.core.clock import moment, now_ms
from elkvision.core.errors import Unavailable
from elkvision.core.query import parse
from elkvision.core.tenancy import TenantId
from elkvision.store.contract import EventBatch, Span
from elkvision.store.engines.elasticsearch import keeping
from elkvision.store.engines.elasticsearch.address import read_address
from elkvision.store.engines.elasticsearch.connection import Connection
from elkvision.store.engines.elasticsearch.engine import ElasticsearchStore
from elkvision.store.engines.elasticsearch.template import index_of

GLOBEX = TenantId("globex")
DAY = timedelta(days=1)
NOW = moment(now_ms() // 1000 * 1000)


@pytest.fixture
def store(elasticsearch_url: str) -> ElasticsearchStore:
    return ElasticsearchStore(Connection(read_address(f"{elasticsearch_url}-k{now_ms()}")))


def _keep(store: ElasticsearchStore, tenant: TenantId, at: datetime, *messages: str) -> None:
    made = batch(*messages, received_ms=int(at.timestamp() * 1000))
    store.append(EventBatch(made.token, [{**event, "tenant_id": tenant} for event in made.events]))


def _indices(store: ElasticsearchStore) -> set[str]:
    address = store._connection.address
    return set(Server(f"elasticsearch+{address.nodes[0]}/{address.prefix}").ask("GET", f"/{address.prefix}*/_alias"))


def _index(store: ElasticsearchStore, at: datetime) -> str:
    return index_of(store._connection.address, int(at.timestamp() * 1000))


def test_an_index_goes_as_a_whole_when_the_last_who_had_something_forgets(store: ElasticsearchStore) -> None:
    _keep(store, ACME, NOW - 5 * DAY, "a", "b")
    _keep(store, GLOBEX, NOW - 5 * DAY, "c")
    _keep(store, ACME, NOW, "today")
    assert store.forget_before(ACME, NOW - 2 * DAY) == 2
    assert _indices(store) == {_index(store, NOW - 5 * DAY), _index(store, NOW)}
    assert (store.usage(ACME).events, store.usage(GLOBEX).events) == (1, 1)
    assert store.forget_before(GLOBEX, NOW - 2 * DAY) == 1
    assert _indices(store) == {_index(store, NOW)}


def test_organisations_that_forget_together_drop_what_they_share(store: ElasticsearchStore) -> None:
    _keep(store, ACME, NOW - 9 * DAY, "a")
    _keep(store, GLOBEX, NOW - 9 * DAY, "b")
    _keep(store, GLOBEX, NOW - 4 * DAY, "c")
    assert store.forget({ACME: NOW - 2 * DAY, GLOBEX: NOW - 6 * DAY}) == 2
    assert _indices(store) == {_index(store, NOW - 4 * DAY)}
    assert store.usage(GLOBEX).events == 1


def test_of_the_day_of_the_moment_only_what_came_before_goes(store: ElasticsearchStore) -> None:
    noon = (NOW - 3 * DAY).replace(hour=12, minute=0, second=0)
    _keep(store, ACME, noon - timedelta(milliseconds=1), "before")
    _keep(store, ACME, noon, "at")
    assert store.forget_before(ACME, noon) == 1
    assert store.usage(ACME).events == 1
    assert store.forget_before(ACME, noon + timedelta(microseconds=1)) == 1


def test_what_comes_late_for_somebody_else_keeps_the_index(
    store: ElasticsearchStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Charlie's event comes after the look at the index, and before it is closed for writing."""
    _keep(store, ACME, NOW - 5 * DAY, "old")
    looked = keeping._is_only
    late = iter([True])

    def look(connection: Connection, index: str, mine: keeping.Dsl) -> bool:
        found = looked(connection, index, mine)
        if next(late, False):
            monkeypatch.setattr(keeping, "_is_only", looked)
            _keep(store, GLOBEX, NOW - 5 * DAY, "late")
        return found

    monkeypatch.setattr(keeping, "_is_only", look)
    assert store.forget_before(ACME, NOW) == 1
    assert (store.usage(ACME).events, store.usage(GLOBEX).events) == (0, 1)
    _keep(store, GLOBEX, NOW - 5 * DAY, "and later")
    assert store.usage(GLOBEX).events == 2


def test_an_index_that_could_not_be_dropped_can_be_written_to_again(
    store: ElasticsearchStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    _keep(store, ACME, NOW - 5 * DAY, "old")

    def fail(*_: object) -> bool:
        raise Unavailable("The cluster went away.")

    with monkeypatch.context() as patched:
        patched.setattr(keeping, "_count", lambda *_: 0)
        patched.setattr(keeping, "_show", fail)
        with pytest.raises(Unavailable):
            store.forget_before(ACME, NOW)
    _keep(store, ACME, NOW - 5 * DAY, "more")
    assert store.usage(ACME).events == 2


def test_what_others_gave_a_like_name_is_left_alone(store: ElasticsearchStore) -> None:
    address = store._connection.address
    _keep(store, ACME, NOW - 5 * DAY, "old")
    store._connection.ask("PUT", f"/{address.prefix}-notes")
    store.forget_before(ACME, NOW + DAY)
    assert _indices(store) == {f"{address.prefix}-notes"}


def test_deleting_thousands_takes_each_once(store: ElasticsearchStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "_AT_ONCE", 37)
    _keep(store, ACME, NOW, *(f"message {number}" for number in range(200)))
    _keep(store, GLOBEX, NOW, "other")
    assert keeping.delete(store._connection, {"term": {"tenant_id": ACME}}) == 200
    assert (store.usage(ACME).events, store.usage(GLOBEX).events) == (0, 1)


def test_an_index_that_somebody_closed_is_left_as_it_is(store: ElasticsearchStore) -> None:
    """Nobody can see that Charlie's log is in it, who forgets nothing."""
    _keep(store, ACME, NOW - 9 * DAY, "a")
    _keep(store, GLOBEX, NOW - 9 * DAY, "kept for ever")
    _keep(store, ACME, NOW - 8 * DAY, "b")
    closed = _index(store, NOW - 9 * DAY)
    store._connection.ask("POST", f"/{closed}/_close")

    assert store.forget({ACME: NOW - 2 * DAY}) == 1

    assert _indices(store) == {closed}
    store._connection.ask("POST", f"/{closed}/_open", wait_for_active_shards="all")
    assert (store.usage(ACME).events, store.usage(GLOBEX).events) == (1, 1)
    assert store.forget({ACME: NOW - 2 * DAY}) == 1


def test_an_index_that_is_closed_during_the_look_is_not_dropped(
    store: ElasticsearchStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    _keep(store, GLOBEX, NOW - 9 * DAY, "kept for ever")
    there = keeping._days(store._connection)
    monkeypatch.setattr(keeping, "_days", lambda _: there)
    index = _index(store, NOW - 9 * DAY)
    store._connection.ask("POST", f"/{index}/_close")

    with pytest.raises(Unavailable, match="closed"):
        store.forget({ACME: NOW - 2 * DAY})

    assert _indices(store) == {index}


def test_what_is_deleted_is_gone_though_the_server_goes_away_at_the_end(
    store: ElasticsearchStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    _keep(store, ACME, NOW, "a", "b")
    ask = store._connection.ask

    def away_at_the_end(method: str, path: str, *rest: Any, **named: Any) -> Any:
        if (method, path) == ("DELETE", "/_pit"):
            raise Unavailable("The node went away.")
        return ask(method, path, *rest, **named)

    monkeypatch.setattr(store._connection, "ask", away_at_the_end)
    assert store.delete(ACME, Span(parse(""))) == 2
    assert store.usage(ACME).events == 0
