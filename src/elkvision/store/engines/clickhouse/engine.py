"""The log store in ClickHouse: one table for all tenants, embedded or on a server."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from elkvision.core.clock import moment, now_ms
from elkvision.core.event import Event
from elkvision.core.tenancy import TenantId
from elkvision.store.contract import (
    Ask,
    Checked,
    Context,
    EventBatch,
    FieldInfo,
    FieldStats,
    Health,
    Histogram,
    LineBatch,
    Order,
    Page,
    Plan,
    Rejected,
    Span,
    Table,
    TopValues,
    Usage,
)
from elkvision.store.engines.clickhouse import figures, forgetting, pages, removing, tables
from elkvision.store.engines.clickhouse.checking import check_of
from elkvision.store.engines.clickhouse.client import Client
from elkvision.store.engines.clickhouse.health import health_of
from elkvision.store.engines.clickhouse.lines import append_lines, plan_lines
from elkvision.store.engines.clickhouse.logs import Logs
from elkvision.store.engines.clickhouse.preparing import prepared
from elkvision.store.engines.clickhouse.writing import append_events


class ClickHouseStore:
    """May be opened before ClickHouse is there."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._logs = Logs(client)

    # -- writing

    def append(self, batch: EventBatch) -> Sequence[Rejected]:
        return append_events(self._logs.client(), batch)

    def plan_lines(self, batch: LineBatch) -> Plan:
        return plan_lines(batch)

    def append_lines(self, batch: LineBatch, plan: Plan) -> Sequence[int]:
        return append_lines(self._logs.client(), batch, plan)

    # -- finding

    def get(self, tenant: TenantId, id: str) -> Event | None:
        return pages.get(self._logs, tenant, id)

    def search(
        self, tenant: TenantId, span: Span, *, limit: int = 50, order: Order = "newest", cursor: str | None = None
    ) -> Page:
        return pages.search(self._logs, tenant, span, limit=limit, order=order, cursor=cursor)

    def context(
        self,
        tenant: TenantId,
        id: str,
        *,
        before: int = 25,
        after: int = 25,
        same: Sequence[str] = ("source", "host", "service"),
    ) -> Context | None:
        return pages.context(self._logs, tenant, id, before=before, after=after, same=same)

    def export(
        self, tenant: TenantId, span: Span, *, order: Order = "oldest", only: Sequence[str] = ()
    ) -> Iterator[Sequence[Event]]:
        return pages.export(self._logs, tenant, span, order=order, only=only)

    # -- counting

    def count(self, tenant: TenantId, span: Span) -> int:
        return figures.count(self._logs, tenant, span)

    def histogram(self, tenant: TenantId, span: Span, *, step: timedelta) -> Histogram:
        return figures.histogram(self._logs, tenant, span, step=step)

    def top_values(self, tenant: TenantId, span: Span, field: str, *, limit: int = 10, prefix: str = "") -> TopValues:
        return figures.top_values(self._logs, tenant, span, field, limit=limit, prefix=prefix)

    def aggregate(self, tenant: TenantId, ask: Ask) -> Table:
        return tables.aggregate(self._logs, tenant, ask)

    def fields(self, tenant: TenantId, span: Span) -> Sequence[FieldInfo]:
        return figures.fields(self._logs, tenant, span)

    def field_stats(self, tenant: TenantId, span: Span, field: str) -> FieldStats:
        return figures.field_stats(self._logs, tenant, span, field)

    def usage(self, tenant: TenantId) -> Usage:
        return figures.usage(self._logs, tenant)

    def tenants(self) -> Sequence[TenantId]:
        return figures.tenants(self._logs)

    # -- forgetting

    def delete(self, tenant: TenantId, span: Span) -> int:
        return forgetting.delete(self._logs, tenant, span)

    def remove(self, tenant: TenantId, events: Sequence[Event]) -> int:
        return removing.remove(self._logs, tenant, events)

    def forget_before(self, tenant: TenantId, moment: datetime) -> int:
        return self.forget({tenant: moment})

    def forget(self, moments: Mapping[TenantId, datetime]) -> int:
        return forgetting.forget(self._logs, moments)

    # -- itself

    def watermark(self) -> datetime:
        """An insert is visible when it returns."""
        return moment(now_ms())

    def health(self) -> Health:
        return health_of(self._client, self._logs.client)

    def check(self) -> Sequence[Checked]:
        return check_of(self._client, self._logs.client)

    def prepare(self) -> str:
        return prepared(self._logs.client(), self._client.place)

    def close(self) -> None:
        self._client.close()
