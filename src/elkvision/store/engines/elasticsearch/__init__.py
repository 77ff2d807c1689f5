"""The Elasticsearch engine: `elasticsearch+http(s)://[user:password@]host:port[,host:port…][/prefix][?options]`."""

from elkvision.core.settings import Settings
from elkvision.store.contract import LogStore


def open_elasticsearch(url: str, settings: Settings) -> LogStore:  # noqa: ARG001 (all engines are opened alike)
    """Raises BadRequest for a URL that cannot be read. Does not wait for the cluster to be there."""
    from elkvision.store.engines.elasticsearch.address import read_address
    from elkvision.store.engines.elasticsearch.connection import Connection
    from elkvision.store.engines.elasticsearch.engine import ElasticsearchStore

    return ElasticsearchStore(Connection(read_address(url)))
