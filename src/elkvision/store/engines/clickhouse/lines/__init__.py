"""The express lane: ClickHouse's own parser reads lines, and SQL normalises them."""

from collections.abc import Sequence
from typing import Final

from elkvision.core.errors import Refused, Unsupported
from elkvision.store.contract import LineBatch, Plan
from elkvision.store.engines.clickhouse.client import Client, StatementError
from elkvision.store.engines.clickhouse.lines.senders import is_simple
from elkvision.store.engines.clickhouse.lines.sql import Reading
from elkvision.store.engines.clickhouse.lines.templates import Template, templates_of
from elkvision.store.engines.clickhouse.writing import INSERT_SETTINGS

#: When fewer lines than this have a form that the engine reads, reading them twice would cost more than it saves.
_WORTH_IT: Final = 0.3
_THROWN: Final = 395
_VERSION: Final = 1
#: Small blocks while reading keep the memory flat; they are joined to one before the insert.
_SETTINGS: Final = {**INSERT_SETTINGS, "max_block_size": 16_384, "max_insert_block_size": 16_384}

#: Templates of batches that had odd lines: those are looked for first, rather than by failing.
_had_odd_lines: set[tuple[Template, ...]] = set()


def plan_lines(batch: LineBatch) -> Plan:
    """Raises Unsupported when most lines are for the full lane anyway."""
    templates, share = templates_of(batch.payload)
    if share < _WORTH_IT or not templates or not is_simple(batch):
        raise Unsupported("These lines are not ones that the engine reads by itself.")
    return Plan({"version": _VERSION, "templates": [list(template) for template in templates]})


def append_lines(client: Client, batch: LineBatch, plan: Plan) -> Sequence[int]:
    """Which lines are sure depends on nothing but the line and the plan, so a repeat makes the same split.

    Raises Refused when ClickHouse never takes these lines: whoever hears it has to remember it, since a repeat that
    took them here after all would have them twice."""
    templates = _templates(plan)
    reading = Reading(batch, templates)
    insert = reading.insert(client.database, strict=templates not in _had_odd_lines)
    odd: list[int] = []
    try:
        if templates in _had_odd_lines:
            odd = _odd(client, batch, reading)
        _run(client, insert, reading, batch)
    except StatementError as error:
        if error.code != _THROWN:
            raise (_refused(error) if error.is_final else error.later()) from error
        _had_odd_lines.add(templates)
        return append_lines(client, batch, plan)
    return odd


def _templates(plan: Plan) -> tuple[Template, ...]:
    if plan.data.get("version") != _VERSION:
        raise Unsupported("This plan was made by another version.")
    found = plan.data["templates"]
    return tuple(tuple(map(str, keys)) for keys in found) if isinstance(found, list) else ()


def _odd(client: Client, batch: LineBatch, reading: Reading) -> list[int]:
    rows = client.rows(reading.odd(), reading.parameters, data=batch.payload, **_SETTINGS)
    return sorted(row["odd"] for row in rows)


def _run(client: Client, sql: str, reading: Reading, batch: LineBatch) -> None:
    client.run(sql, reading.parameters, batch.payload, insert_deduplication_token=f"{batch.token}/lines", **_SETTINGS)


def _refused(error: StatementError) -> Refused:
    return Refused(f"The engine does not read these lines by itself: {error.message[:300]}")
