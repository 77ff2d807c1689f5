"""What `migrate` does in ClickHouse. Each version of the table has a name of its own; this one makes its own alone."""

from typing import Final

from elkvision.core.errors import Refused
from elkvision.store.engines.clickhouse.client import Client
from elkvision.store.engines.clickhouse.table import TABLE

_NAME, _NUMBER = TABLE.rsplit("_", 1)
_LATER: Final = (
    "SELECT name FROM system.tables WHERE database = {database:String} AND"
    f" toUInt32OrZero(extract(name, '^{_NAME}_([0-9]+)$')) > {_NUMBER} ORDER BY name"
)


def prepared(client: Client, place: str) -> str:
    """Of a client that has the table in it. Raises Refused when a newer version has been here."""
    later = [str(row["name"]) for row in client.rows(_LATER, {"database": client.database})]
    if later:
        raise Refused(
            f"The store has logs of a newer version of ELK Vision ({', '.join(later)}).",
            hint="install that version or a later one",
        )
    return f"The table {client.database}.{TABLE} is there, on {place}."
