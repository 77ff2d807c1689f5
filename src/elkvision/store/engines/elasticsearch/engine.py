"""The log store on an Elasticsearch cluster: an index a day for all tenants."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from elkvision.core.clock import moment as moment_of
from elkvision.core.clock import now_ms
from elkvision.core.errors import Unsupported
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
from elkvision.store.engines.elasticsearch import asking, keeping, questions
from elkvision.store.engines.elasticsearch.checking import check_of
from elkvision.store.engines.elasticsearch.connection import Connection
from elkvision.store.engines.elasticsearch.health import health_of
from elkvision.store.engines.elasticsearch.indices import Indices
from elkvision.store.engines.elasticsearch.tables import aggregate
from elkvision.store.engines.elasticsearch.template import template_name
from elkvision.store.engines.elasticsearch.whose import tenants_of
from elkvision.store.engines.elasticsearch.writing import Writing


class ElasticsearchStore:
    """Asks nothing of the cluster before it is asked for something itself, so it may be opened before the cluster is up."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._indices = Indices(connection)
        self._writing = Writing(connection, self._indices)

    # -- writing

    def append(self, batch: EventBatch) -> Sequence[Rejected]:
        return self._writing.append(batch)

    def plan_lines(self, batch: LineBatch) -> Plan:
        raise Unsupported(f"Elasticsearch cannot read the lines of {batch.token} as they are.", hint="give it events")

    def append_lines(self, batch: LineBatch, plan: Plan) -> Sequence[int]:  # noqa: ARG002 (the contract names it)
        raise Unsupported(f"Elasticsearch cannot read the lines of {batch.token} as they are.", hint="give it events")

    # -- finding

    def get(self, tenant: TenantId, id: str) -> Event | None:
        return asking.get(self._connection, tenant, id)

    def search(
        self, tenant: TenantId, span: Span, *, limit: int = 50, order: Order = "newest", cursor: str | None = None
    ) -> Page:
        return asking.search(self._connection, tenant, span, limit=limit, order=order, cursor=cursor)

    def count(self, tenant: TenantId, span: Span) -> int:
        return asking.count(self._connection, tenant, span)

    def context(
        self,
        tenant: TenantId,
        id: str,
        *,
        before: int = 25,
        after: int = 25,
        same: Sequence[str] = ("source", "host", "service"),
    ) -> Context | None:
        return asking.context(self._connection, tenant, id, before=before, after=after, same=same)

    def export(
        self, tenant: TenantId, span: Span, *, order: Order = "oldest", only: Sequence[str] = ()
    ) -> Iterator[Sequence[Event]]:
        return asking.export(self._connection, tenant, span, order=order, only=only)

    # -- counting

    def histogram(self, tenant: TenantId, span: Span, *, step: timedelta) -> Histogram:
        return questions.histogram(self._connection, tenant, span, step=step)

    def top_values(self, tenant: TenantId, span: Span, field: str, *, limit: int = 10, prefix: str = "") -> TopValues:
        return questions.top_values(self._connection, tenant, span, field, limit=limit, prefix=prefix)

    def fields(self, tenant: TenantId, span: Span) -> Sequence[FieldInfo]:
        return questions.fields(self._connection, tenant, span)

    def field_stats(self, tenant: TenantId, span: Span, field: str) -> FieldStats:
        return questions.field_stats(self._connection, tenant, span, field)

    def aggregate(self, tenant: TenantId, ask: Ask) -> Table:
        return aggregate(self._connection, tenant, ask)

    # -- forgetting

    def delete(self, tenant: TenantId, span: Span) -> int:
        return keeping.delete(self._connection, asking.matching(self._connection, tenant, span))

    def remove(self, tenant: TenantId, events: Sequence[Event]) -> int:
        return keeping.remove(self._connection, tenant, events)

    def forget_before(self, tenant: TenantId, moment: datetime) -> int:
        return self.forget({tenant: moment})

    def forget(self, moments: Mapping[TenantId, datetime]) -> int:
        return keeping.forget(self._connection, moments)

    # -- itself

    def watermark(self) -> datetime:
        """What is appended is visible when `append` returns."""
        return moment_of(now_ms())

    def tenants(self) -> Sequence[TenantId]:
        return tenants_of(self._connection)

    def usage(self, tenant: TenantId) -> Usage:
        return keeping.usage(self._connection, tenant)

    def health(self) -> Health:
        return health_of(self._connection)

    def prepare(self) -> str:
        self._indices.abilities()
        return f"The template {template_name(self._connection.address)} is there, for indices to come."

    def check(self) -> Sequence[Checked]:
        return check_of(self._connection, self._indices)

    def close(self) -> None:
        self._connection.close()
