"""Live tests talk to the test run's own Valkey, empty at the start of each."""

from collections.abc import Iterator

import pytest
import redis


@pytest.fixture
def live_url(redis_url: str) -> str:
    return redis_url


@pytest.fixture
def valkey(live_url: str) -> Iterator[redis.Redis]:
    with redis.Redis.from_url(live_url) as client:
        client.flushall()
        yield client
