"""How many events have each path of the JSON column, also when one event has hundreds that no other has.

A path costs as much time as there are rows, however few of them have it. So rows that have more paths than the column
keeps apart (`DYNAMIC_PATHS`), which are few, are counted by what is in them, and the paths of all others one by one.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import orjson

from elkvision.store.engines.clickhouse import questions
from elkvision.store.engines.clickhouse.logs import Logs
from elkvision.store.engines.clickhouse.parameters import Parameters

Types = Mapping[str, Sequence[str]]

#: With fewer than these, one by one is the fastest way.
_MANY: Final = 100
_AT_ONCE: Final = 100
#: So many rows are looked at here; beyond that ClickHouse is the faster one.
_MOST_READ: Final = 1000
_IS_WIDE: Final = "notEmpty(JSONSharedDataPaths(attributes))"
#: The engine's cache of which rows a condition leaves out confuses a PREWHERE with the WHERE that came with it.
_ANEW: Final = {"use_query_condition_cache": 0}


def count_paths(logs: Logs, where: str, parameters: Parameters, types: Types) -> dict[str, int]:
    """Given all paths that there are, with their types. Empty texts do not count."""
    if len(types) <= _MANY:
        return _one_by_one(logs, where, parameters, types)
    narrow = f"{where} AND NOT {_IS_WIDE}"
    sql = f"SELECT distinctJSONPathsAndTypes(attributes) AS paths FROM {logs.name} WHERE {narrow}"
    there: Types = logs.rows(sql, parameters)[0]["paths"]
    counts = Counter(_one_by_one(logs, narrow, parameters, there))
    counts.update(_in_wide_rows(logs, where, parameters, types))
    return dict(counts)


def _one_by_one(logs: Logs, where: str, parameters: Parameters, types: Types) -> dict[str, int]:
    counts: dict[str, int] = {}
    names = list(types)
    for first in range(0, len(names), _AT_ONCE):
        some = {name: types[name] for name in names[first : first + _AT_ONCE]}
        row = logs.rows(questions.paths_sql(logs.name, where, some), parameters)[0]
        counts |= dict(zip(some, row.values(), strict=True))
    return counts


def _in_wide_rows(logs: Logs, where: str, parameters: Parameters, types: Types) -> dict[str, int]:
    # Asked first, as PREWHERE: else the whole column is read for rows that are not wanted.
    rows = f"{logs.name} PREWHERE {_IS_WIDE} WHERE {where}"
    text = "toString(attributes)"
    sql = f"SELECT {text} AS text FROM {rows} AND position({text}, ':\"\"') > 0 LIMIT {_MOST_READ + 1}"
    with_empty = logs.rows(sql, parameters, **_ANEW)
    if len(with_empty) > _MOST_READ:
        return _one_by_one(logs, f"{where} AND {_IS_WIDE}", parameters, types)
    sql = (
        f"SELECT path, count() AS n FROM (SELECT arrayJoin(JSONAllPaths(attributes)) AS path FROM {rows}) GROUP BY path"
    )
    counts = Counter({row["path"]: int(row["n"]) for row in logs.rows(sql, parameters, **_ANEW)})
    for row in with_empty:
        counts.subtract(_empty(orjson.loads(row["text"])))
    return counts


def _empty(attributes: Mapping[str, object], before: str = "") -> Iterator[str]:
    """The paths whose value is an empty text."""
    for name, value in attributes.items():
        if value == "":
            yield before + name
        elif isinstance(value, dict):
            yield from _empty(value, f"{before}{name}.")
