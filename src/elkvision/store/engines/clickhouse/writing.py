"""Appends events: the full lane."""

from collections.abc import Sequence
from typing import Any, Final

import orjson

from elkvision.store.contract import EventBatch, Rejected
from elkvision.store.engines.clickhouse.client import Client, StatementError, quoted
from elkvision.store.engines.clickhouse.rows import COLUMNS, STRUCTURE, row_of, selected
from elkvision.store.engines.clickhouse.table import JSON_TYPE, TABLE

#: One block an insert, so that a token stands for all of it; nothing that looks like a date in text becomes one.
INSERT_SETTINGS: Final[dict[str, Any]] = {
    "max_threads": 1,
    "max_insert_threads": 1,
    "max_insert_block_size": 2_000_000,
    "max_block_size": 2_000_000,
    "min_insert_block_size_rows": 2_000_000,
    "min_insert_block_size_bytes": 0,
    "input_format_parallel_parsing": 0,
    "input_format_try_infer_dates": 0,
    "input_format_try_infer_datetimes": 0,
    "input_format_json_max_depth": 1000,
    "max_query_size": 16_000_000,
}


def append_events(client: Client, batch: EventBatch) -> list[Rejected]:
    """Keep them; what cannot be kept at all comes back, and never holds up the rest. Raises Unavailable for whatever
    says nothing about the events: then the same batch is given again, whole and under the same token."""
    rows: list[tuple[int, bytes]] = []
    refused: list[Rejected] = []
    for index, event in enumerate(batch.events):
        try:
            rows.append((index, row_of(event)))
        except (KeyError, TypeError, ValueError, orjson.JSONEncodeError) as error:
            refused.append(Rejected(index, f"It is no event that the table has a place for: {error!r}."))
    if rows:
        refused += _insert(client, batch.token, rows)
    return sorted(refused, key=lambda each: each.index)


def _insert(client: Client, token: str, rows: Sequence[tuple[int, bytes]]) -> list[Rejected]:
    """Insert in one piece; when ClickHouse refuses the piece, its halves. The same rows are halved the same way."""
    columns = f"`{client.database}`.{TABLE} ({COLUMNS})"
    sql = (
        f"INSERT INTO {columns} SELECT {selected(quoted(JSON_TYPE))} FROM input({quoted(STRUCTURE)}) FORMAT JSONEachRow"
    )
    try:
        client.run(sql, data=b"\n".join(row for _, row in rows), insert_deduplication_token=token, **INSERT_SETTINGS)
    except StatementError as error:
        if not error.is_about_data:
            raise error.later() from error
        if len(rows) == 1:
            return [Rejected(rows[0][0], error.message[:500])]
        half = len(rows) // 2
        return _insert(client, f"{token}/0", rows[:half]) + _insert(client, f"{token}/1", rows[half:])
    return []
