"""What `elkvision store check` finds out about a ClickHouse."""

from collections.abc import Callable, Sequence
from typing import Final

from elkvision.core.errors import ElkVisionError
from elkvision.store.contract import Checked
from elkvision.store.engines.clickhouse.client import Client
from elkvision.store.engines.clickhouse.health import health_of
from elkvision.store.engines.clickhouse.table import TABLE

#: What the table's text index and its JSON column need.
_OLDEST: Final = (25, 10)
#: What the product does with its table.
_RIGHTS: Final = ("SELECT", "INSERT", "ALTER DELETE")


def check_of(client: Client, ready: Callable[[], Client]) -> Sequence[Checked]:
    """One line a thing; what cannot be looked at because of the one before is left out."""
    try:
        version = str(client.rows("SELECT version() AS version")[0]["version"])
    except ElkVisionError as error:
        return [Checked("server", "problem", str(error))]
    found = [_version(version, client)]
    try:
        ready()
    except ElkVisionError as error:
        return [*found, Checked("table", "problem", f"The table cannot be made: {error}")]
    found.append(Checked("table", "good", f"{client.database}.{TABLE} is there."))
    found.append(_rights(client))
    health = health_of(client, ready)
    found.append(Checked("health", "problem" if health.status == "red" else "good", health.reason))
    found.append(Checked("lines", "good", "JSON lines are read by ClickHouse itself: the express lane."))
    return found


def _version(version: str, client: Client) -> Checked:
    number = tuple(int(part) for part in version.split(".")[:2] if part.isdigit())
    where = "embedded" if client.embedded else f"at {client.place}"
    if number < _OLDEST:
        oldest = ".".join(map(str, _OLDEST))
        return Checked("server", "problem", f"ClickHouse {version} {where} is too old: {oldest} or later is needed.")
    return Checked("server", "good", f"ClickHouse {version}, {where}.")


def _rights(client: Client) -> Checked:
    missing = []
    for right in _RIGHTS:
        try:
            row = client.rows(f"CHECK GRANT {right} ON `{client.database}`.{TABLE}")[0]
        except ElkVisionError:
            return Checked("rights", "without", "This server does not say what its user may do.")
        if not int(row["result"]):
            missing.append(right)
    if missing:
        return Checked("rights", "problem", f"The user may not {', '.join(missing)}.")
    return Checked("rights", "good", f"The user may {', '.join(_RIGHTS)}.")
