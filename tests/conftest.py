"""What all tests may ask for: a real Elasticsearch, that is started when the first does, and a database as the product has it."""

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


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A file, as in the product: several threads write to it and wait for one another. Where `ELKVISION_DATABASE` names
    a PostgreSQL, a database there, for each process of the run its own."""
    from django.db import connections

    settings = connections["default"].settings_dict
    file = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
    settings["TEST"]["NAME"] = file if connections["default"].vendor == "sqlite" else f"test_{os.getpid()}"
