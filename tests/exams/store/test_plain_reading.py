"""Thousands of random conditions: each engine finds just what the plain reading of the tree says."""

import random
from collections.abc import Iterator, Sequence
from datetime import timedelta

import pytest
from tests.exams.store.making import TEN, event, ids, keep
from tests.exams.store.odd_samples import ODD_SAMPLES
from tests.exams.store.samples import SAMPLES

from elkvision.core.event import Event
from elkvision.core.query import Node, Not, Query, QueryError, matcher, parse, to_text, words
from elkvision.core.tenancy import tenant_id
from elkvision.store.contract import LogStore, Span

_GUESSERS = tenant_id("guessers-of-acme")
_ODD_GUESSERS = tenant_id("odd-guessers-of-acme")
Pairs = Sequence[tuple[str, str]]
#: Conditions asked together, as choices of one query: so a thousand cost little.
_BUNDLE = 5


@pytest.fixture(scope="module")
def kept(store: LogStore) -> list[Event]:
    made = [
        event(
            _GUESSERS,
            sample.message,
            at=sample.at or TEN + timedelta(seconds=number),
            level=sample.level,
            attributes=sample.attributes,
            **sample.fields,
        )
        for number, sample in enumerate(SAMPLES.values())
    ]
    keep(store, *made)
    return made


def _leaves(node: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Every path and single value in the samples' attributes, as texts."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield from _leaves(value, f"{path}.{key}" if path else key)
    elif isinstance(node, list):
        for element in node:
            yield from _leaves(element, path)
    else:
        yield path, str(node).lower() if isinstance(node, bool) else str(node)


@pytest.fixture(scope="module")
def odd(store: LogStore) -> list[Event]:
    made = [
        event(
            _ODD_GUESSERS,
            sample.message,
            at=sample.at if sample.at is not None else TEN + timedelta(seconds=number),
            attributes=sample.attributes,
            **sample.fields,
        )
        for number, sample in enumerate(ODD_SAMPLES.values())
    ]
    keep(store, *made)
    return made


_OWN = [(name, str(value)) for sample in SAMPLES.values() for name, value in sample.fields.items() if name != "tags"]
_PAIRS = sorted(
    {*_OWN, *(pair for sample in SAMPLES.values() for pair in _leaves(sample.attributes or {}, "attributes"))}
)
_WORDS = sorted({word for sample in SAMPLES.values() for word in words(sample.message)})
#: Nothing that would make a query longer than it may be.
_ODD_PAIRS = sorted(
    {
        (name, value[:300])
        for sample in ODD_SAMPLES.values()
        for name, value in _leaves(sample.attributes or {}, "attributes")
        if len(name) < 300
    }
)
_ODD_WORDS = sorted({word for sample in ODD_SAMPLES.values() for word in words(sample.message)})


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _escaped(text: str) -> str:
    return "".join("\\" + letter if not letter.isalnum() else letter for letter in text)


def _name(name: str) -> str:
    return "".join("\\" + letter if letter in ' "' else letter for letter in name)


def _condition(chance: random.Random, pairs: Pairs, words: Sequence[str]) -> str:
    name, value = chance.choice(pairs)
    other = chance.choice(pairs)[1] if chance.random() < 0.3 else value
    cut = chance.randint(0, len(other))
    word, second = chance.choice(words), chance.choice(words)
    return chance.choice(
        [
            f"{_name(name)}:{_quoted(other)}",
            f"{_name(name)}:{_escaped(other[:cut])}*",
            f"{_name(name)}:*{_escaped(other[cut:])}?",
            f"{_name(name)}:*{_escaped(other[cut:]) or 'a'}*",
            f"{_name(name)}:{chance.choice(['>', '>=', '<', '<='])}{_escaped(other) or '0'}",
            f"{_name(name)}:>={_quoted(other)}",
            f"{_name(name)}:/{_escaped(other[:cut]).replace(chr(92) + '/', '.') or '.'}/",
            f"{_name(name)}:*",
            word,
            f"{word[: chance.randint(1, len(word))]}*",
            f"*{word[chance.randint(0, len(word) - 1) :]}",
            f"{word[0]}?{word[2:]}*",
            f'"{word} {second}"',
            f"message:{_escaped(word[:cut] or word)}*{second[-1]}",
        ]
    )


def _query(chance: random.Random, pairs: Pairs = _PAIRS, words: Sequence[str] = _WORDS) -> str:
    bundle = []
    for _ in range(_BUNDLE):
        sign = chance.choice(["", "", "-"])
        bundle.append(
            f"({sign}{_condition(chance, pairs, words)} {chance.choice(['', 'level:info', '-status:*', 'x:*'])})"
        )
    return chance.choice([" OR ", " AND "]).join(bundle)


@pytest.mark.parametrize("seed", range(10))
def test_random_queries_find_what_the_plain_reading_finds(store: LogStore, kept: list[Event], seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(25):
        query = parse(_query(chance))
        matches = matcher(query)
        wanted = {made["id"] for made in kept if matches(made)}
        found = set(ids(store.search(_GUESSERS, Span(query), limit=1000).events))
        assert found == wanted, _differences(store, kept, query)


@pytest.mark.parametrize("seed", range(4))
def test_random_queries_about_odd_events_do_too(store: LogStore, odd: list[Event], seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(15):
        text = _query(chance, _ODD_PAIRS, _ODD_WORDS)
        try:
            query = parse(text)
        except QueryError:  # names that no query can have, and expressions that are none
            continue
        matches = matcher(query)
        wanted = {made["id"] for made in odd if matches(made)}
        found = set(ids(store.search(_ODD_GUESSERS, Span(query), limit=1000).events))
        assert found == wanted, _differences(store, odd, query)


def _differences(store: LogStore, kept: list[Event], query: Query) -> list[tuple[str, list[str]]]:
    """The parts of the query that differ, the smallest first, and on which messages."""
    odd = []
    for part in _parts(query.tree):
        found = set(ids(store.search(kept[0]["tenant_id"], Span(Query("", part)), limit=1000).events))
        matches = matcher(Query("", part))
        odd.append((to_text(part), [made["message"] for made in kept if matches(made) != (made["id"] in found)]))
    return [(text, messages) for text, messages in odd if messages]


def _parts(node: Node) -> Iterator[Node]:
    for child in getattr(node, "children", ()):
        yield from _parts(child)
    if isinstance(node, Not):
        yield from _parts(node.child)
    yield node
