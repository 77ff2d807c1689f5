"""Values, fields and statistics, counted one event at a time."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, Final

from elkvision.core.event import FIELDS, Event
from elkvision.core.query import field_text, read_number
from elkvision.store.contract import FieldInfo, FieldStats, TopValues, ValueCount

_ATTRIBUTES: Final = "attributes."
_TYPES: Final = {str: "string", int: "integer", float: "float", bool: "boolean", list: "list", dict: "object"}
_TIMES: Final = ("@timestamp", "received_at")
_HIDDEN: Final = ("tenant_id", "attributes")


def values_of(event: Event, field: str) -> list[Any]:
    """The single values that an event has in a field, lists taken apart, empty ones left out."""
    if not field.startswith(_ATTRIBUTES):
        return list(_single(event.get(field)))
    return list(chain.from_iterable(map(_single, _at_path(event.get("attributes"), field.removeprefix(_ATTRIBUTES)))))


def _single(value: Any) -> Iterator[Any]:
    if isinstance(value, list):
        yield from chain.from_iterable(map(_single, value))
    elif not isinstance(value, dict) and value is not None and value != "":
        yield value


def _at_path(node: Any, path: str) -> Iterator[Any]:
    if isinstance(node, list):
        yield from chain.from_iterable(_at_path(element, path) for element in node)
    if not isinstance(node, dict):
        return
    if path in node:
        yield node[path]
    steps = path.split(".")
    for number in range(1, len(steps)):
        head, tail = ".".join(steps[:number]), ".".join(steps[number:])
        yield from _at_path(node.get(head), tail)


def top_values(events: Sequence[Event], field: str, limit: int, prefix: str) -> TopValues:
    per_event = [values_of(event, field) for event in events]
    # True and 1 are equal in Python, and two values here.
    counts = Counter((type(value), value) for value in chain.from_iterable(per_event))
    wanted = {key: count for key, count in counts.items() if _text(key[1]).startswith(prefix.lower())}
    ranked = sorted(wanted.items(), key=lambda item: (-item[1], *_order(item[0][1])))
    values = [ValueCount(value, count) for (_, value), count in ranked[:limit]]
    return TopValues(values, len(events), sum(map(bool, per_event)), len(wanted))


def _text(value: Any) -> str:
    return str(value).lower()


def _order(value: Any) -> tuple[bool, float, str]:
    """Numbers by size, then texts."""
    return (True, 0.0, value) if isinstance(value, str) else (False, float(value), "")


def fields(events: Iterable[Event]) -> list[FieldInfo]:
    types: dict[str, set[str]] = defaultdict(set)
    counts: Counter[str] = Counter()
    for event in events:
        seen = set()
        for name, value in _leaves(event):
            types[name].add("date" if name in _TIMES else _TYPES[type(value)])
            seen.add(name)
        counts.update(seen)
    return [FieldInfo(field_text(name), sorted(types[name]), counts[name]) for name in sorted(types)]


def _leaves(event: Event) -> Iterator[tuple[str, Any]]:
    for field in FIELDS:
        if field in event and field not in _HIDDEN and event[field] not in ("", []):
            yield field, event[field]
    yield from _attributes(event.get("attributes", {}), _ATTRIBUTES)


def _attributes(node: dict[str, Any], path: str) -> Iterator[tuple[str, Any]]:
    for key, value in node.items():
        if isinstance(value, dict):
            yield from _attributes(value, f"{path}{key}.")
        elif value not in ("", []):
            yield path + key, value


def field_stats(events: Iterable[Event], field: str) -> FieldStats:
    found = (number(value) for event in events for value in values_of(event, field))
    values = sorted(each for each in found if each is not None)
    if not values:
        return FieldStats(0, None, None, None, None, {})
    total = sum(values)
    percentiles = {name: percentile(values, int(name) / 100) for name in ("50", "90", "95", "99")}
    return FieldStats(len(values), values[0], values[-1], total / len(values), total, percentiles)


def number(value: Any) -> Any:
    if isinstance(value, str):
        value = read_number(value)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def percentile(values: Sequence[float], part: float) -> float:
    """The value at that part of the way, between two neighbours when it falls between them."""
    place = part * (len(values) - 1)
    below = int(place)
    above = min(below + 1, len(values) - 1)
    return values[below] + (values[above] - values[below]) * (place - below)
