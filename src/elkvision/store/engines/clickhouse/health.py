"""How the store is, in words that say what to do."""

from collections.abc import Callable
from typing import Final

from elkvision.core.errors import ElkVisionError
from elkvision.store.contract import Health
from elkvision.store.engines.clickhouse.client import Client
from elkvision.store.engines.clickhouse.table import TABLE

_LITTLE: Final = 0.1
_HARDLY_ANY: Final = 1 << 30
#: ClickHouse slows inserts down at 1,000 parts of a partition, and refuses them at 3,000.
_MANY_PARTS: Final = 600

_SQL: Final = """SELECT
    (SELECT min(free_space) FROM system.disks) AS free, (SELECT min(total_space) FROM system.disks) AS room,
    (SELECT count() FROM system.parts WHERE active AND database = {database:String} AND table = {table:String}) AS parts,
    (SELECT max(n) FROM (SELECT count() AS n FROM system.parts WHERE active AND database = {database:String}
        AND table = {table:String} GROUP BY partition_id)) AS crowd,
    (SELECT sum(bytes_on_disk) FROM system.parts WHERE active AND database = {database:String}) AS bytes,
    (SELECT count() FROM system.merges) AS merges,
    (SELECT any(latest_fail_reason) FROM system.mutations WHERE database = {database:String} AND NOT is_done
        AND latest_fail_reason != '') AS stuck,
    version() AS version"""


def health_of(client: Client, ready: Callable[[], Client]) -> Health:
    """Asks for a few figures; never raises."""
    try:
        row = ready().rows(_SQL, {"database": client.database, "table": TABLE}, max_execution_time=10)[0]
    except ElkVisionError as error:
        return Health("red", str(error))
    details = {name: row[name] for name in ("free", "room", "parts", "bytes", "merges", "version")}
    if row["free"] < _HARDLY_ANY:
        return Health(
            "red",
            f"Only {row['free'] >> 20} MB are free on the logs' disk: free some, or keep logs for fewer days.",
            details,
        )
    if row["stuck"]:
        return Health("yellow", f"A deletion does not get on: {row['stuck'][:200]}", details)
    if row["free"] < _LITTLE * row["room"]:
        return Health("yellow", f"Only {100 * row['free'] // row['room']} % of the logs' disk are free.", details)
    if (row["crowd"] or 0) > _MANY_PARTS:
        return Health(
            "yellow",
            f"Merging is behind: {row['crowd']} parts in one day. It needs more processor or a faster disk.",
            details,
        )
    return Health("green", "ClickHouse answers, and there is room on its disk.", details)
