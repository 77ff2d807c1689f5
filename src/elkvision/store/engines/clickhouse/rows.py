"""An event as a row of the table, and back."""

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

import orjson

from elkvision.core.event import KEYWORD_FIELDS, Event, event_id, parts_of_id
from elkvision.store.engines.clickhouse.table import SKIPPED

_SKIPPED: Final = frozenset(SKIPPED)
_TEXTS: Final = (*KEYWORD_FIELDS, "message", "input", "upload_id", "raw")
_OBJECTS: Final = ("geoip", "user_agent")
_DEEPEST: Final = 30
_SMALLEST, _LARGEST = -(1 << 63), (1 << 64) - 1

#: What the engine reads an appended event as, and the columns that this fills.
STRUCTURE: Final = (
    "tenant_id String, ts Int64, received_ms UInt64, segment UInt64, line UInt32, child UInt16, "
    + ", ".join(f"{name} String" for name in _TEXTS)
    + ", tags Array(String), a String, attributes_text String, more_paths Array(String), more_values Array(String),"
    " geoip String, user_agent String"
)
_PLAIN: Final = (
    "tenant_id", "received_ms", "segment", "line", "child", *_TEXTS,
    "tags", "attributes_text", "more_paths", "more_values", *_OBJECTS,
)  # fmt: skip
COLUMNS: Final = "timestamp, attributes, " + ", ".join(_PLAIN)

#: The columns that make an event, for a SELECT.
EVENT: Final = (
    "toUnixTimestamp64Nano(timestamp) AS ts, received_ms, segment, line, child, tenant_id, "
    + ", ".join(_TEXTS)
    + ", tags, attributes, attributes_text, geoip, user_agent"
)


def columns_of(only: Sequence[str]) -> str:
    """The columns that hold these fields alone."""
    return ", ".join("toUnixTimestamp64Nano(timestamp) AS ts" if name == "@timestamp" else name for name in only)


def part_of(only: Sequence[str], row: Mapping[str, Any]) -> Event:
    """What a row of those columns has of an event."""
    found = ((name, row["ts" if name == "@timestamp" else name]) for name in only)
    return {name: value for name, value in found if value != "" or name == "message"}


def selected(json_type: str) -> str:
    """What is read of an appended event, in the order of COLUMNS. `json_type` is a quoted literal."""
    return f"fromUnixTimestamp64Nano(ts, 'UTC'), accurateCastOrDefault(a, {json_type}), " + ", ".join(_PLAIN)


def row_of(event: Event) -> bytes:
    """One line of JSON in STRUCTURE. Raises ValueError when the event has no place in the table."""
    received_ms, segment, line, child = parts_of_id(event["id"])
    row: dict[str, Any] = {name: event[name] for name in _TEXTS if name in event}
    row["tenant_id"] = event["tenant_id"]
    row["ts"] = event["@timestamp"]
    row["received_ms"], row["segment"], row["line"], row["child"] = received_ms, segment, line, child
    if "tags" in event:
        row["tags"] = event["tags"]
    for name in _OBJECTS:
        if name in event:
            row[name] = orjson.dumps(event[name]).decode()
    attributes = event.get("attributes")
    if not attributes:
        row["a"] = "{}"
    elif _SKIPPED.isdisjoint(attributes) and is_regular(attributes):
        row["a"] = orjson.dumps(attributes).decode()
    else:
        row["a"] = "{}"
        row["attributes_text"] = orjson.dumps(attributes).decode()
        row["more_paths"], row["more_values"] = leaves(attributes)
    return orjson.dumps(row)


def is_regular(node: Mapping[str, Any], depth: int = 1) -> bool:
    """Does the JSON column give it back as it came?"""
    if depth > _DEEPEST:
        return False
    for key, value in node.items():
        if not key or "." in key or "\0" in key or "`" in key or "[]" in key:
            return False
        kind = type(value)
        if kind is str or kind is bool:
            continue
        if kind is int:
            if not _SMALLEST <= value <= _LARGEST:
                return False
        elif kind is dict:
            if not value or not is_regular(value, depth + 1):
                return False
        elif kind is not float or not math.isfinite(value):
            return False
    return True


def leaves(attributes: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """Every path and every value below it. A letter before the value says what it is: `s`, `i`, `f`, `b`,
    a capital one when it is in a list; `[` is a list that has something in it."""
    paths: list[str] = []
    values: list[str] = []

    def walk(node: Any, path: str, listed: bool) -> None:
        if isinstance(node, dict):
            for key, value in node.items():
                walk(value, f"{path}.{key}" if path or path == key else key, listed)
            return
        if isinstance(node, list):
            if node and not listed:
                paths.append(path)
                values.append("[")
            for value in node:
                walk(value, path, True)
            return
        paths.append(path)
        values.append(_value(node, listed))

    walk(attributes, "", False)
    return paths, values


def _value(value: Any, listed: bool) -> str:
    if isinstance(value, str):
        kind, text = "s", value
    elif isinstance(value, bool):
        kind, text = "b", str(value).lower()
    elif isinstance(value, int):
        kind, text = "i", str(value)
    else:
        kind, text = "f", repr(value)
    return (kind.upper() if listed else kind) + text


def event_of(row: Mapping[str, Any]) -> Event:
    """The event of a row of EVENT."""
    received_ms = row["received_ms"]
    event: Event = {
        "id": event_id(received_ms, row["segment"], row["line"], row["child"]),
        "@timestamp": row["ts"],
        "received_at": received_ms,
        "tenant_id": row["tenant_id"],
        "message": row["message"],
    }
    for name in _TEXTS:
        if row[name]:
            event[name] = row[name]
    if row["tags"]:
        event["tags"] = row["tags"]
    attributes = orjson.loads(row["attributes_text"]) if row["attributes_text"] else row["attributes"]
    if attributes:
        event["attributes"] = attributes
    for name in _OBJECTS:
        if row[name]:
            event[name] = orjson.loads(row[name])
    return event
