"""Which engine keeps the logs: chosen by the scheme of a URL, loaded only when it is."""

from collections.abc import Callable
from importlib import import_module
from typing import Final, cast

from elkvision.core import settings as house
from elkvision.core.errors import BadRequest
from elkvision.core.masking import masked
from elkvision.core.settings import Settings
from elkvision.store.contract import LogStore
from elkvision.store.measured import measured

#: Scheme to module and function. A new engine is a folder under `engines/` and a line here.
ENGINES: Final = {
    "memory": ("elkvision.store.engines.memory", "open_memory"),
    "clickhouse+embedded": ("elkvision.store.engines.clickhouse", "open_clickhouse"),
    "clickhouse+http": ("elkvision.store.engines.clickhouse", "open_clickhouse"),
    "clickhouse+https": ("elkvision.store.engines.clickhouse", "open_clickhouse"),
    "elasticsearch+http": ("elkvision.store.engines.elasticsearch", "open_elasticsearch"),
    "elasticsearch+https": ("elkvision.store.engines.elasticsearch", "open_elasticsearch"),
}


_NAMES: Final = {"memory": "Memory", "clickhouse": "ClickHouse", "elasticsearch": "Elasticsearch"}


def engine_name(url: str) -> str:
    """What people call the engine behind a URL; the scheme itself when it is none of ours."""
    scheme = url.partition("://")[0].partition("+")[0]
    return _NAMES.get(scheme, scheme)


def open_store(url: str, settings: Settings | None = None) -> LogStore:
    """The store behind a URL such as `memory://`. Raises BadRequest when no engine goes by its scheme."""
    scheme, separator, _ = url.partition("://")
    if not separator or scheme not in ENGINES:
        known = ", ".join(f"{name}://" for name in ENGINES)
        raise BadRequest(f'No store goes by "{masked(url)}".', hint=f"use one of {known}")
    module, opener = ENGINES[scheme]
    open_engine = cast(Callable[[str, Settings], LogStore], getattr(import_module(module), opener))
    return measured(open_engine(url, settings or house.load()))
