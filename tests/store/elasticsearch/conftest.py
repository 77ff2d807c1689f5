"""A store of odd events, on Elasticsearch with twins for all of their paths, for some and for none, and in memory."""

import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from tests.exams.store.making import TEN, event, keep
from tests.store.elasticsearch.cases import ACME, Server

from elkvision.core.event import Event
from elkvision.store.contract import LogStore
from elkvision.store.engines.elasticsearch import template
from elkvision.store.engines.elasticsearch.twins import names_in
from elkvision.store.registry import open_store

DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def events() -> list[Event]:
    return _events()


@pytest.fixture(scope="module")
def memory(events: list[Event]) -> LogStore:
    store = open_store("memory://")
    keep(store, *events)
    return store


@pytest.fixture(scope="module", params=["twins for all", "twins for some", "twins for none"])
def store(request: pytest.FixtureRequest, elasticsearch_url: str, events: list[Event]) -> Iterator[LogStore]:
    """The mapping of the indices takes as many twins as that."""
    most = {"twins for all": 300, "twins for some": 4, "twins for none": 0}[request.param]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(template, "MOST_TWINS", most)
        shards = 3 if most == 300 else 1
        opened = open_store(f"{elasticsearch_url}-{request.param.rpartition(' ')[2]}?shards={shards}")
        keep(opened, *events)
    assert max(map(len, _twins(f"{elasticsearch_url}-{request.param.rpartition(' ')[2]}"))) <= most
    yield opened
    opened.close()


def _events() -> list[Event]:
    """Lists with repeats, types that differ, values that are very long, two days of receipt."""
    chance = random.Random(7)
    made = []
    for number in range(300):
        value: Any = chance.choice([1, 1.0, "1", True, "x", "X", "", 10, 9, -3, 2.5, "2.5", ["a", "a"], [3, "3", 3]])
        attributes = {
            "v": value,
            "n": chance.randint(1, 20),
            "list": [chance.randint(1, 3) for _ in range(chance.randint(0, 5))],
            "user.id" if number % 2 else "user": chance.randint(1, 5) if number % 2 else {"id": chance.randint(1, 5)},
            "mixed": chance.choice(["é", "É", "e", "Ωmega", "\x01odd", 'quo"te', "7", 7, [[7], {"x": 7}]]),
            "items": [{"sku": chance.choice(["A", "B", "C"])} for _ in range(chance.randint(0, 4))],
        }
        if number % 50 == 0:
            attributes["v"] = ["short", "very long " * 1000]
        made.append(
            event(
                ACME,
                f"message {number % 7}" if number % 7 else "12",
                at=TEN + timedelta(seconds=number),
                received=TEN - DAY * (number % 2),
                level=chance.choice(["info", "error", None]),
                service=chance.choice(["api", "web", "Web", "9", "s" * 9000, None]),
                host=f"host-{chance.randint(1, 4)}",
                tags=chance.choice([None, ["a"], ["a", "b"], ["b", "b"], ["c"]]),
                attributes=attributes,
            )
        )
    return made


def _twins(store_url: str) -> list[set[str]]:
    """The twins that each index has."""
    server = Server(store_url)
    found = server.ask("GET", f"/{server.prefix}/_mapping")
    server.client.close()
    return [names_in(index["mappings"]) for index in found.values()]
