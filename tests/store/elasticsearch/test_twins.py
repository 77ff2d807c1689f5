"""Which paths are counted by fields of their own: the server decides, once for each index."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.store.elasticsearch.cases import Server, batch

from elkvision.core.clock import now_ms
from elkvision.core.query import parse
from elkvision.core.tenancy import TenantId
from elkvision.store.contract import EventBatch, Span
from elkvision.store.engines.elasticsearch import template
from elkvision.store.engines.elasticsearch.address import read_address
from elkvision.store.engines.elasticsearch.connection import Connection
from elkvision.store.engines.elasticsearch.engine import ElasticsearchStore
from elkvision.store.engines.elasticsearch.indices import Indices
from elkvision.store.engines.elasticsearch.template import MOST_TWINS, index_of
from elkvision.store.engines.elasticsearch.twins import Twins, names_in


@pytest.fixture
def connection(elasticsearch_url: str) -> Connection:
    return Connection(read_address(f"{elasticsearch_url}-{'abcdefgh'[now_ms() % 8]}{now_ms()}"))


def _twins(connection: Connection) -> Twins:
    """As another process sees them."""
    return Indices(connection).index(index_of(connection.address, now_ms())).twins


def test_a_path_that_is_new_gets_a_twin_that_everybody_sees(connection: Connection) -> None:
    twins = _twins(connection)
    assert twins.decided(".user.id") is None
    twins.decide([".user.id", ".größe (cm)"])
    for each in (twins, _twins(connection)):
        assert each.decided(".user.id") == "~user~id"
        assert each.decided(".größe (cm)")


def test_when_the_index_is_full_a_path_never_gets_one(connection: Connection) -> None:
    twins, other = _twins(connection), _twins(connection)
    paths = [f".name_{number}" for number in range(MOST_TWINS + 200)]
    twins.decide(paths)
    mine = [path for path in paths if twins.decided(path)]
    assert len(mine) == MOST_TWINS
    assert all(twins.decided(path) == "" for path in paths if path not in mine)
    other.decide([".late", *paths])
    assert other.decided(".late") == ""
    assert [path for path in paths if other.decided(path)] == mine


def test_writers_that_race_agree_in_the_end(connection: Connection) -> None:
    writers = [_twins(connection) for _ in range(4)]
    shared = [f".shared_{number}" for number in range(40)]
    wanted = [[*(f".w{writer}_{number}" for number in range(150)), *shared] for writer in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda pair: pair[0].decide(pair[1]), zip(writers, wanted, strict=True)))
    found = connection.ask("GET", f"/{index_of(connection.address, now_ms())}/_mapping")
    there = names_in(next(iter(found.values()))["mappings"])
    assert len(there) == MOST_TWINS
    for writer, paths in zip(writers, wanted, strict=True):
        assert all((writer.decided(path) in there) == (path.replace(".", "~") in there) for path in paths)


def test_an_index_that_is_made_again_has_the_twins_of_what_is_on_its_way(connection: Connection) -> None:
    store = ElasticsearchStore(connection)
    made = batch("first", "second")
    events = [{**event, "attributes": {"user": event["message"]}} for event in made.events]
    store.append(EventBatch("a", events[:1]))
    connection.ask("DELETE", f"/{index_of(connection.address, now_ms())}")
    store.append(EventBatch("b", events[1:]))
    found = store.top_values(TenantId("acme"), Span(parse("")), "user")
    assert [(each.value, each.count) for each in found.values] == [("second", 1)]
    assert _twins(connection).decided(".user") == "~user"


def test_the_template_has_room_for_just_so_many(elasticsearch_url: str) -> None:
    address = read_address(elasticsearch_url)
    found = template.template(address, message_type="text")["template"]["settings"]["index"]
    assert found["mapping"]["total_fields"]["limit"] > 2 * MOST_TWINS
    assert Server(elasticsearch_url).prefix == address.prefix
