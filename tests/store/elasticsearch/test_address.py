"""Where the cluster is, as the store's URL says it."""

from pathlib import Path

import pytest

from elkvision.core.errors import BadRequest
from elkvision.store.engines.elasticsearch.address import read_address


def test_a_host_is_enough() -> None:
    found = read_address("elasticsearch+http://es-1", {})
    assert (found.nodes, found.prefix, found.user, found.replicas) == (("http://es-1:9200",), "logs", "", None)


def test_several_nodes_a_prefix_and_a_password_with_signs_in_it() -> None:
    found = read_address("elasticsearch+https://alice:p%40ss%2Fword@es-1:9201,[2001:db8::2]:9202,es-3/acme-logs", {})
    assert found.nodes == ("https://es-1:9201", "https://[2001:db8::2]:9202", "https://es-3:9200")
    assert (found.user, found.password, found.prefix) == ("alice", "p@ss/word", "acme-logs")


def test_every_option_is_read(tmp_path: Path) -> None:
    ca = tmp_path / "ca.pem"
    ca.write_text("x")
    found = read_address(
        f"elasticsearch+https://es?ca={ca}&fingerprint={':'.join(['AB'] * 32)}&api_key=k&replicas=2&shards=3"
        "&durability=async&codec=default",
        {},
    )
    assert (found.ca, found.fingerprint, found.api_key) == (ca, "ab" * 32, "k")
    assert (found.replicas, found.shards, found.durability, found.codec) == (2, 3, "async", "default")


def test_an_api_key_may_be_in_the_environment() -> None:
    assert read_address("elasticsearch+http://es", {"ELKVISION_STORE_API_KEY": "key"}).api_key == "key"


def test_what_is_secret_is_never_shown() -> None:
    found = read_address("elasticsearch+http://alice:s3cret@es?api_key=hidden", {})
    assert not {"s3cret", "hidden"} & set(repr(found).replace("'", " ").split())
    assert "s3cret" not in repr(found)
    assert "s3cret" not in found.place


@pytest.mark.parametrize(
    "url",
    [
        "elasticsearch+ftp://alice:s3cret@es",
        "elasticsearch+http://alice:s3cret@",
        "elasticsearch+http://alice:s3cret@es:nine",
        "elasticsearch+http://alice:s3cret@es/Logs",
        "elasticsearch+http://alice:s3cret@es/logs-2026",
        "elasticsearch+http://alice:s3cret@es/*",
        "elasticsearch+http://alice:s3cret@es?replicas=many",
        "elasticsearch+http://alice:s3cret@es?shards=0",
        "elasticsearch+http://alice:s3cret@es?durability=never",
        "elasticsearch+http://alice:s3cret@es?fingerprint=ab",
        "elasticsearch+http://alice:s3cret@es?ca=/no/such/file",
        "elasticsearch+http://alice:s3cret@es?colour=red",
    ],
)
def test_what_cannot_be_read_is_told_without_the_password(url: str) -> None:
    with pytest.raises(BadRequest) as caught:
        read_address(url, {})
    assert "s3cret" not in str(caught.value)
