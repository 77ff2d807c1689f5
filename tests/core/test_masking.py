"""What is shown of a URL lets nobody in."""

import pytest

from elkvision.core.masking import masked


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("memory://", "memory://"),
        ("clickhouse+embedded://", "clickhouse+embedded://"),
        ("clickhouse+http://alice:s3cret@logs:8123/elk", "clickhouse+http://alice:•••@logs:8123/elk"),
        ("elasticsearch+https://alice:a@b:c/d?e#f@h1:9200,h2:9200/logs", "elasticsearch+https://alice:•••@h1:9200,h2:9200/logs"),
        ("elasticsearch+https://h:9200/logs?api_key=c2VjcmV0&replicas=1", "elasticsearch+https://h:9200/logs?api_key=•••&replicas=1"),
        ("elasticsearch+https://h:9200/logs?replicas=1&Token=x", "elasticsearch+https://h:9200/logs?replicas=1&Token=•••"),
        ("elasticsearch+http://alice@h:9200", "elasticsearch+http://alice@h:9200"),
        ("elasticsearch+http://:s3cret@h:9200", "elasticsearch+http://:•••@h:9200"),
    ],
)  # fmt: skip
def test_a_secret_is_a_few_dots(url: str, shown: str) -> None:
    assert masked(url) == shown
