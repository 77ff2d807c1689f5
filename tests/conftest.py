"""What all tests may ask for: a real Elasticsearch, that is started when the first does."""

import os
from collections.abc import Iterator
from itertools import count

import pytest
from tests import real_elasticsearch

_numbers = count(1)


@pytest.fixture(scope="session")
def elasticsearch_server() -> str:
    """Where the server of this run is, as `elasticsearch+http://host:port`: indices are under prefixes of one's own."""
    return real_elasticsearch.server()


@pytest.fixture(scope="module")
def elasticsearch_url(elasticsearch_server: str) -> Iterator[str]:
    """A store URL with a prefix that nobody else has."""
    url = f"{elasticsearch_server}/test-p{os.getpid()}-n{next(_numbers)}"
    yield url
    real_elasticsearch.forget(url)
