"""The table of logs: made when it is first needed, and asked within limits."""

import threading
from typing import Any, Final

from elkvision.core.tenancy import TenantId
from elkvision.store.contract import Span
from elkvision.store.engines.clickhouse.client import Client
from elkvision.store.engines.clickhouse.conditions import span_condition
from elkvision.store.engines.clickhouse.parameters import Parameters
from elkvision.store.engines.clickhouse.settled import Settled
from elkvision.store.engines.clickhouse.table import TABLE, create_table

#: What a question may take; a longer one says what to try.
LIMITS: Final[dict[str, Any]] = {
    "max_execution_time": 30,
    "max_memory_usage": 300_000_000,
    "max_query_size": 64_000_000,
    "max_ast_elements": 1_000_000,
    "max_expanded_ast_elements": 2_000_000,
    "max_bytes_before_external_group_by": 100_000_000,
    "max_bytes_before_external_sort": 100_000_000,
}


class Logs:
    """Makes the table when it is first asked for anything, so that it may be opened before ClickHouse is there."""

    def __init__(self, client: Client) -> None:
        self.name: Final = f"`{client.database}`.{TABLE}"
        self.settled: Final = Settled()
        self._client = client
        self._made = False
        self._lock = threading.Lock()

    def rows(self, sql: str, parameters: Parameters, **settings: Any) -> list[dict[str, Any]]:
        """The whole answer to a question, within LIMITS."""
        return self.client().rows(sql, parameters, **LIMITS, **settings)

    def rows_with(self, data: bytes, sql: str, parameters: Parameters) -> list[dict[str, Any]]:
        """The whole answer to a question about the table and data that goes with it, within LIMITS."""
        return self.client().rows(sql, parameters, data=data, **LIMITS)

    def figures(self, sql: str, parameters: Parameters) -> bytes:
        """An answer in ClickHouse's own format, within LIMITS."""
        return self.client().figures(sql, parameters, **LIMITS)

    def client(self) -> Client:
        """ClickHouse, with the table in it."""
        if not self._made:
            with self._lock:
                if not self._made:
                    for sql in create_table(self._client.database):
                        self._client.run(sql)
                    self._made = True
        return self._client


def asked(tenant: TenantId, span: Span) -> tuple[Parameters, str]:
    """The condition for what a span means, and its parameters."""
    parameters = Parameters()
    return parameters, span_condition(tenant, span, parameters)
