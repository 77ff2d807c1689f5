"""Stores open by URL."""

import pytest

from elkvision.core.errors import BadRequest, Unsupported
from elkvision.store.contract import LineBatch
from elkvision.store.registry import ENGINES, engine_name, open_store


def test_a_memory_store_opens_empty_each_time() -> None:
    assert open_store("memory://") is not open_store("memory://")


@pytest.mark.parametrize("url", ["", "memory", "postgres://x", "elasticsearch://", "Memory://"])
def test_an_unknown_scheme_is_refused_with_those_known(url: str) -> None:
    with pytest.raises(BadRequest) as caught:
        open_store(url)
    assert all(f"{scheme}://" in caught.value.hint for scheme in ENGINES)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("clickhouse+embedded://", "ClickHouse"),
        ("elasticsearch+https://alice:s3cret@logs:9200/x", "Elasticsearch"),
        ("memory://", "Memory"),
        ("fancy://", "fancy"),
    ],
)
def test_an_engine_has_a_name_that_people_know(url: str, name: str) -> None:
    assert engine_name(url) == name


def test_the_memory_engine_reads_no_lines() -> None:
    batch = LineBatch("token", 1, b"{}\n", [])
    with pytest.raises(Unsupported):
        open_store("memory://").plan_lines(batch)
