"""Hundreds of random asks: each engine works out just what the memory engine does."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from tests.exams.store.making import TEN, event, keep

from elkvision.core.event import Event
from elkvision.core.query import parse, to_text
from elkvision.core.tenancy import tenant_id
from elkvision.store.contract import Ask, EventBatch, LogStore, Measure, MeasureKind, Row, Span
from elkvision.store.registry import open_store

_COUNTERS = tenant_id("counters-of-acme")
_EVENTS = 400
_LASTS = timedelta(hours=2)
_KINDS: Sequence[MeasureKind] = ("count", "count", "sum", "average", "minimum", "maximum", "distinct")
_GROUPS = ("service", "level", "host", "tags", "status", "user.id", "path", "cached", "nowhere", "input", "message")
_FIELDS = ("took", "status", "user.id", "ms", "cached", "service", "tags", "@timestamp", "received_at", "nowhere")
_QUERIES = (
    "", "", "", "level:error", "NOT level:error", "service:web OR service:d*", "status:>=400", "took:[2 TO 8]", "word3",
    "tags:blue", "_exists_:user.id", 'message:"word1 of"', "nothing",
)  # fmt: skip


def _made(chance: random.Random) -> Event:
    """Numbers are quarters, so that no sum depends on its order."""
    one: dict[str, Any] = {
        "took": chance.choice([None, chance.randrange(1000) / 4, str(chance.randrange(9)), "slow", True, [1, "2", 0.5]]),
        "status": chance.choice([200, 200, 404, "404", 500, 500.0, None, [200, 500], [], ""]),
        "ms": chance.choice([None, 2**40, -7, 0, -0.0, "+5", "5.", "1e2", [[3], [4, {"x": 1}]]]),
        "cached": chance.choice([None, True, False, "true", 1, [False, "no"]]),
        "path": chance.choice([None, "/a", "/A", "/ä", "/a b", "/日本", '/"q"', "/\\"]),
    }  # fmt: skip
    user: dict[str, Any] = chance.choice(
        [{}, {"user": {"id": chance.randrange(5)}}, {"user.id": "x"}, {"user": [{"id": 1}, {"id": 2}]}]
    )
    at = TEN + chance.random() * _LASTS
    return event(
        _COUNTERS,
        f"word{chance.randrange(5)} of the day",
        at=at.replace(microsecond=chance.choice([0, 1, 999_999])),
        received=at + timedelta(milliseconds=chance.randrange(5000)),
        level=chance.choice(["info", "info", "warning", "error", None]),
        service=chance.choice(["web", "web", "db", "Dienst", None]),
        host=chance.choice(["h1", "h2", None]),
        tags=chance.choice([None, ["red"], ["red", "blue"], ["blue", "blue"]]),
        attributes={name: value for name, value in (one | user).items() if value is not None} or None,
    )


@pytest.fixture(scope="module")
def both(store: LogStore) -> tuple[LogStore, LogStore]:
    """The store, and a plain one, with the same events."""
    made = [_made(chance) for chance in [random.Random(1)] for _ in range(_EVENTS)]
    plain = open_store("memory://")
    plain.append(EventBatch("all", made))
    keep(store, *made)
    return store, plain


def _measure(chance: random.Random) -> Measure:
    text = chance.choice(_QUERIES)
    kind = chance.choice(_KINDS)
    return Measure(kind, "" if kind == "count" else chance.choice(_FIELDS), 50, parse(text) if text else None)


def _ask(chance: random.Random) -> Ask:
    measures = [_measure(chance) for _ in range(chance.randint(1, 5))]
    start = TEN + timedelta(seconds=chance.choice([0, 600, 1234, 3600]))
    end = start + timedelta(seconds=chance.choice([60, 777, 3600, 5000]))
    step = chance.choice([None, timedelta(minutes=1), timedelta(minutes=5), timedelta(seconds=97)])
    return Ask(
        Span(parse(chance.choice(_QUERIES)), start, end),
        measures,
        chance.sample(_GROUPS, chance.choice([0, 1, 1, 2, 3])),
        step,
        step * chance.choice([1, 2, 3, 7, 12]) if step and chance.random() < 0.6 else None,
        timedelta(seconds=chance.choice([0, 0, 30, -3600, 12_345])),
        chance.choice([1, 3, 1000]),
        chance.randrange(len(measures)),
        chance.random() < 0.3,
    )


@pytest.mark.parametrize("seed", range(8))
def test_random_asks_are_answered_as_a_plain_reading_does(
    store: LogStore, both: tuple[LogStore, LogStore], seed: int
) -> None:
    chance, plain = random.Random(seed), both[1]
    for _ in range(15):
        ask = _ask(chance)
        found, wanted = store.aggregate(_COUNTERS, ask), plain.aggregate(_COUNTERS, ask)
        said = _words(ask)
        assert (found.groups, list(found.starts)) == (wanted.groups, list(wanted.starts)), said
        assert [list(row.keys) for row in found.rows] == [list(row.keys) for row in wanted.rows], said
        for one, other in zip([found.total, *found.rows], [wanted.total, *wanted.rows], strict=True):
            assert _numbers(one) == _numbers(other), f"{said}\n{one.keys}"


def _numbers(row: Row) -> list[Any]:
    return [list(row.numbers), *(list(series) for series in row.series)]


def _words(ask: Ask) -> str:
    measures = [
        (each.kind, each.field, to_text(each.query.tree) if each.query is not None else "") for each in ask.measures
    ]
    return f"{to_text(ask.span.query.tree)!r} {replace(ask, measures=())} {measures}"
