"""Whose logs are in the cluster."""

from collections.abc import Sequence
from typing import Any, Final

from elkvision.core.tenancy import TenantId
from elkvision.store.engines.elasticsearch.connection import Connection
from elkvision.store.engines.elasticsearch.searching import ask

_PAGE: Final = 1000


def tenants_of(connection: Connection) -> Sequence[TenantId]:
    """In order, however many they are."""
    found: list[TenantId] = []
    after: dict[str, Any] = {}
    while True:
        source = {"sources": [{"tenant": {"terms": {"field": "tenant_id"}}}], "size": _PAGE, **after}
        aggregation = {"whose": {"composite": source}}
        answer = ask(connection, {"size": 0, "track_total_hits": False, "aggs": aggregation})
        page = answer.get("aggregations", {}).get("whose", {})
        found += [TenantId(bucket["key"]["tenant"]) for bucket in page.get("buckets", [])]
        if "after_key" not in page:
            return found
        after = {"after": page["after_key"]}
