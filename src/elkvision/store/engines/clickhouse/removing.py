"""Takes out very events: what was parsed anew comes in their place."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from elkvision.core.event import Event, parts_of_id
from elkvision.core.tenancy import TenantId
from elkvision.store.engines.clickhouse.logs import Logs
from elkvision.store.engines.clickhouse.parameters import Parameters

_DAY_MS: Final = 86_400_000
#: Ids of one statement.
_AT_ONCE: Final = 20_000
_PLACE: Final = "(received_ms, segment, line, child)"


def remove(logs: Logs, tenant: TenantId, events: Sequence[Event]) -> int:
    """Marked as deleted in their parts, day by day; merges take them off the disk later."""
    days: defaultdict[int, list[Event]] = defaultdict(list)
    for event in events:
        days[parts_of_id(event["id"])[0] // _DAY_MS].append(event)
    return sum(
        _remove(logs, tenant, day, some[first : first + _AT_ONCE])
        for day, some in days.items()
        for first in range(0, len(some), _AT_ONCE)
    )


def _remove(logs: Logs, tenant: TenantId, day: int, events: Sequence[Event]) -> int:
    parameters = Parameters()
    times = [event["@timestamp"] for event in events]
    places = ", ".join(f"({', '.join(map(str, parts_of_id(event['id'])))})" for event in events)
    where = (
        f"tenant_id = {parameters.text(tenant)}"
        f" AND timestamp >= fromUnixTimestamp64Nano({parameters.integer(min(times))}, 'UTC')"
        f" AND timestamp <= fromUnixTimestamp64Nano({parameters.integer(max(times))}, 'UTC')"
        f" AND intDiv(received_ms, {_DAY_MS}) = {parameters.whole(day)} AND {_PLACE} IN ({places})"
    )
    found = int(logs.rows(f"SELECT count() AS n FROM {logs.name} WHERE {where}", parameters)[0]["n"])
    if found:
        logs.client().run(
            f"DELETE FROM {logs.name} IN PARTITION ID '{day}' WHERE {where}",
            parameters,
            lightweight_deletes_sync=2,
            max_query_size=64_000_000,
            max_ast_elements=1_000_000,
            max_expanded_ast_elements=2_000_000,
        )
    return found
