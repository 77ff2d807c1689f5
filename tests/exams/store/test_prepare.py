"""What `migrate` does in a store: once or often, by one or by several."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from elkvision.core.errors import Refused
from elkvision.core.settings import Settings
from elkvision.store.contract import LogStore, Prepares
from elkvision.store.engines.clickhouse.client import Client
from elkvision.store.engines.clickhouse.engine import ClickHouseStore


def test_it_can_be_prepared_again_and_by_several_at_once(store: LogStore) -> None:
    if not isinstance(store, Prepares):
        return  # nothing has to be made before the first log
    first = store.prepare()
    with ThreadPoolExecutor(4) as several:
        assert {each.result() for each in [several.submit(store.prepare) for _ in range(4)]} == {first}
    assert first.endswith(".")
    assert "\n" not in first


def test_logs_of_a_newer_version_are_left_alone(clickhouse_process: Settings) -> None:
    client = Client("clickhouse+embedded://", clickhouse_process.store_socket)
    store = ClickHouseStore(client)
    store.prepare()
    client.run(f"CREATE TABLE `{client.database}`.logs_2 (a UInt8) ENGINE = Memory")
    with pytest.raises(Refused, match=r"newer version of ELK Vision \(logs_2\)"):
        store.prepare()
    client.run(f"DROP TABLE `{client.database}`.logs_2")
