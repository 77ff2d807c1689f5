"""Deleting, and retention.

Logs of a day lie together on disk, so what is past its time is mostly whole parts: those are dropped, which takes no
time whatever their size. Only a part that has logs to keep as well is written anew without the others.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from elkvision.core.tenancy import TenantId
from elkvision.store.contract import Span
from elkvision.store.engines.clickhouse.client import Client, StatementError
from elkvision.store.engines.clickhouse.conditions import nanoseconds
from elkvision.store.engines.clickhouse.logs import Logs, asked
from elkvision.store.engines.clickhouse.parameters import Parameters
from elkvision.store.engines.clickhouse.table import TABLE

_NO_SUCH_PART: Final = 232


def delete(logs: Logs, tenant: TenantId, span: Span) -> int:
    """Rows are taken out of the parts that hold them, and are not on disk any more when it returns."""
    parameters, where = asked(tenant, span)
    found = int(logs.rows(f"SELECT count() AS n FROM {logs.name} WHERE {where}", parameters)[0]["n"])
    if found:
        logs.client().run(f"ALTER TABLE {logs.name} DELETE WHERE {where}", parameters, mutations_sync=2)
    return found


def forget(logs: Logs, moments: Mapping[TenantId, datetime]) -> int:
    """Each organisation's logs that were received before its moment; returns how many."""
    if not moments:
        return 0
    client, parameters = logs.client(), Parameters()
    past = _past(moments, parameters)
    found = client.rows(
        f"SELECT _part AS part, any(_partition_id) AS day, count() AS n FROM {logs.name} WHERE {past} GROUP BY part",
        parameters,
    )
    rows = _rows_of_parts(client) if found else {}
    mixed: set[str] = set()
    for each in found:
        whole = rows.get(each["part"]) == each["n"]
        if not (whole and _dropped(logs, each["part"])):
            mixed.add(each["day"])
    for day in sorted(mixed):
        client.run(f"ALTER TABLE {logs.name} DELETE IN PARTITION ID '{day}' WHERE {past}", parameters, mutations_sync=2)
    return sum(int(each["n"]) for each in found)


def _past(moments: Mapping[TenantId, datetime], parameters: Parameters) -> str:
    together: defaultdict[int, list[str]] = defaultdict(list)
    for tenant, moment in moments.items():
        together[max(-(-nanoseconds(moment) // 1_000_000), 0)].append(tenant)
    tests = [
        f"(tenant_id IN {parameters.texts(sorted(tenants))} AND received_ms < {parameters.whole(limit)})"
        for limit, tenants in together.items()
    ]
    return f"({' OR '.join(tests)})"


def _rows_of_parts(client: Client) -> dict[str, int]:
    active = f"active AND database = '{client.database}' AND table = '{TABLE}'"
    return {each["name"]: each["rows"] for each in client.rows(f"SELECT name, rows FROM system.parts WHERE {active}")}


def _dropped(logs: Logs, part: str) -> bool:
    """By the part's name and not its day's: logs that come at this moment, late, are in another part and stay."""
    try:
        logs.client().run(f"ALTER TABLE {logs.name} DROP PART '{part}'")
    except StatementError as error:
        if error.code == _NO_SUCH_PART:  # merged with another meanwhile
            return False
        raise
    return True
