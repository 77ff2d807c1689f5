"""Both lanes make the same document of the same line."""

import json
import os
from collections.abc import Mapping, Sequence
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.exams.lanes.cases import CASES, line

from elkvision.core.event import Event, event_id
from elkvision.core.query import EVERYTHING
from elkvision.core.tenancy import TenantId, tenant_id
from elkvision.pipeline.normalise import normalise_line
from elkvision.store.contract import EventBatch, LineBatch, LogStore, Plan, Run, Span
from elkvision.store.engines.clickhouse.lines.templates import is_allowed

RECEIVED = 1_773_500_000_123
_segments = count(int.from_bytes(os.urandom(4)) << 7)


def both(
    store: LogStore, lines: Sequence[bytes], defaults: Mapping[str, object] | None = None, input: str = "tcp"
) -> tuple[list[Event], list[Event], list[int]]:
    """What the engine read itself, what the full lane makes of the same lines, and which lines the engine left."""
    segment = next(_segments)
    tenant = tenant_id(f"lanes-{segment:x}")
    batch = LineBatch(
        f"lanes-{segment}",
        segment,
        b"".join(each + b"\n" for each in lines),
        [Run(0, tenant, RECEIVED, input, defaults or {})],
    )
    left = list(store.append_lines(batch, plan_of(lines)))
    found = store.search(tenant, Span(EVERYTHING), limit=100_000).events
    full = other(lines, segment, tenant, [n for n in range(len(lines)) if n not in set(left)], defaults or {}, input)
    store.append(EventBatch(f"full-{segment}", [{**event, "tenant_id": f"{tenant}-f"} for event in full]))
    again = store.search(tenant_id(f"{tenant}-f"), Span(EVERYTHING), limit=100_000).events
    return in_order(found), [{**event, "tenant_id": tenant} for event in in_order(again)], left


def plan_of(lines: Sequence[bytes]) -> Plan:
    """As `plan_lines` makes it, but of all lines, so that every allowed form is tried."""
    templates: dict[tuple[str, ...], None] = {}
    for each in lines:
        try:
            keys = tuple(json.loads(each))
        except (ValueError, TypeError):
            continue
        if is_allowed(keys) and isinstance(json.loads(each), dict):
            templates[keys] = None
    usual = [*json.loads(line())]
    return Plan({"version": 1, "templates": [usual, *(list(keys) for keys in templates if list(keys) != usual)]})


def other(
    lines: Sequence[bytes],
    segment: int,
    tenant: TenantId,
    numbers: Sequence[int],
    defaults: Mapping[str, object],
    input: str,
) -> list[Event]:
    return [
        normalise_line(
            lines[n],
            id=event_id(RECEIVED, segment, n),
            tenant=tenant,
            received_ms=RECEIVED,
            input=input,
            defaults=defaults,
        )
        for n in numbers
    ]


def in_order(events: Sequence[Event]) -> list[Event]:
    return sorted(events, key=lambda event: str(event["id"]))


@pytest.mark.parametrize("kind", list(CASES))
def test_odd_lines_are_read_the_same_or_left_alone(store: LogStore, kind: str) -> None:
    lines = CASES[kind]
    fast, full, left = both(store, lines)
    assert len(fast) + len(left) == len(lines)
    for one, two in zip(fast, full, strict=True):
        assert one == two


@pytest.mark.parametrize("kind", ["times", "levels", "raw"])
def test_defaults_fill_the_same_gaps(store: LogStore, kind: str) -> None:
    defaults = {
        "service": "till",
        "level": "notice",
        "environment": "test",
        "tags": ["a", "_no_timestamp", "b"],
        "upload_id": "7",
        "timezone": "Europe/Berlin",
    }
    fast, full, _ = both(store, CASES[kind], defaults, "upload")
    assert fast == full


def test_the_usual_line_takes_the_express_lane(store: LogStore) -> None:
    fast, full, left = both(store, [line(n=n, price=n / 4, ok=True) for n in range(100)])
    assert left == []
    assert fast == full


def test_a_beat_without_a_level_is_left_to_the_full_lane(store: LogStore) -> None:
    lines = [b'{"message":"ERROR disk full"}', b'{"message":"x","level":"info"}']
    fast, full, left = both(store, lines, input="beats")
    assert left == [0]
    assert fast == full


_KEYS = st.sampled_from(
    [
        "a",
        "b",
        "a.b",
        "msg",
        "message",
        "level",
        "severity",
        "ts",
        "time",
        "service",
        "app",
        "host",
        "hostname",
        "user",
        "x y",
        "logger",
        "trace_id",
        "env",
        "",
    ]
)
_SCALARS = st.none() | st.booleans() | st.integers(-(2**64), 2**65) | st.floats(allow_nan=False, allow_infinity=False) | st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(["info", "WARN", "2026-03-14T10:00:00Z", "1773482400", "error"])  # fmt: skip
_VALUES = st.recursive(
    _SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=3), max_leaves=6
)
_OBJECTS = st.dictionaries(_KEYS, _VALUES, max_size=6)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(objects=st.lists(_OBJECTS, min_size=20, max_size=60), compact=st.booleans(), escaped=st.booleans())
def test_any_objects_are_read_the_same_or_left_alone(
    store: LogStore, objects: list[dict[str, object]], compact: bool, escaped: bool
) -> None:
    separators = (",", ":") if compact else (", ", ": ")
    lines = [
        json.dumps({"message": "m", **each}, separators=separators, ensure_ascii=escaped).encode() for each in objects
    ]
    fast, full, left = both(store, lines)
    assert len(fast) + len(left) == len(lines)
    for one, two in zip(fast, full, strict=True):
        assert one == two
