"""The lanes exam is sat by engines that read lines themselves."""

from collections.abc import Iterator

import pytest
from tests.exams.conftest import clickhouse_process

from elkvision.core.settings import Settings
from elkvision.store.contract import LogStore
from elkvision.store.registry import open_store

__all__ = ["clickhouse_process"]


@pytest.fixture(scope="module")
def store(clickhouse_process: Settings) -> Iterator[LogStore]:
    opened = open_store("clickhouse+embedded://", clickhouse_process)
    yield opened
    opened.close()
