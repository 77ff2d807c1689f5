"""The ClickHouse engine: `clickhouse+embedded://`, `clickhouse+http(s)://user:password@host:port/database`."""

from elkvision.core.settings import Settings
from elkvision.store.contract import LogStore


def open_clickhouse(url: str, settings: Settings) -> LogStore:
    """Raises BadRequest for a URL that names no ClickHouse. Does not wait for ClickHouse to be there."""
    from elkvision.store.engines.clickhouse.client import Client
    from elkvision.store.engines.clickhouse.engine import ClickHouseStore

    return ClickHouseStore(Client(url, settings.store_socket))
