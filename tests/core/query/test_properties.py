"""What holds for every text and every tree."""

import string
from ipaddress import IPv4Network

from hypothesis import example, given, settings
from hypothesis import strategies as some

from elkvision.core.query import (
    And,
    Equals,
    Everything,
    Exists,
    InNetwork,
    Node,
    Not,
    Or,
    Phrase,
    Query,
    QueryError,
    Range,
    Regex,
    Wildcard,
    matcher,
    parse,
    to_text,
    words,
)

EVENT = {
    "id": "0" * 32,
    "@timestamp": 1_773_489_600_000_000_000,
    "received_at": 1_773_489_600_000,
    "tenant_id": "acme",
    "level": "error",
    "message": "Payment 4711 timed out",
    "service": "shop",
    "tags": ["a"],
    "attributes": {"a": {"b": [1, "x", {"c": True}]}, "n": 5, "s": "text", "e": [], "o": {}},
    "input": "tcp",
}

#: Texts made of what the language is made of.
PIECES = [
    *'():"[]{}<>=!+-*?/\\|&,.@_ ',
    *("AND", "OR", "NOT", "and", "or", "not", " TO ", ">=", "<=", "level", "message:", "@timestamp:", "status:"),
    *("now-1h", "10.0.0.0/8", "500", "a", "ß", "_exists_:", "x:(", "/a+/", "warn", "tags:"),
]
soup = some.lists(some.sampled_from(PIECES), max_size=25).map("".join)


def _read(text: str) -> Node | QueryError:
    try:
        return parse(text).tree
    except QueryError as error:
        return error


@given(some.text(max_size=80) | soup)
@settings(max_examples=1000, deadline=None)
def test_any_text_is_read_or_refused_with_a_column_and_a_hint(text: str) -> None:
    found = _read(text)
    if isinstance(found, QueryError):
        assert 1 <= found.column <= len(text) + 1
        assert found.message
        assert found.hint
    else:
        assert matcher(Query(text, found))(EVENT) in {True, False}


@given(soup)
@settings(max_examples=1000, deadline=None)
@example(r"\AND:x or (y)")
@example("level:>=warn -x:[1 TO b}")
def test_what_was_read_prints_as_a_text_that_reads_the_same(text: str) -> None:
    found = _read(text)
    if not isinstance(found, QueryError):
        assert parse(to_text(found)).tree == found


names = some.text(string.ascii_letters + "._@ü0-9/$ \"'`()*:", min_size=1, max_size=8)
fields = names.map(lambda name: f"attributes.{name}") | some.sampled_from(
    ["service", "tags", "id", "attributes.host.name"]
)
texts = some.text(some.characters(exclude_categories=["Cs"]), max_size=8)
word = some.text(string.ascii_lowercase + "öж1", min_size=1, max_size=4)
numbers = some.integers(-(2**63), 2**63 - 1) | some.floats(allow_nan=False, allow_infinity=False)
instants = some.integers(-(2**63), 2**63 - 2)


@some.composite
def patterns(draw: some.DrawFn) -> tuple[str, ...]:
    """Ending in a literal, so that none is a prefix or a test for being there."""
    parts = [draw(texts)]
    for _ in range(draw(some.integers(1, 3))):
        parts += [draw(some.sampled_from("*?")), draw(texts.filter(bool))]
    return tuple(parts)


@some.composite
def ranges(draw: some.DrawFn) -> Range:
    bound = numbers | texts.filter(bool).map(str.lower)
    low, high = draw(some.none() | bound), draw(some.none() | bound)
    if low is None and high is None:
        low = 0
    same = low is not None and high is not None and isinstance(low, str) == isinstance(high, str)
    if same and low > high:  # type: ignore[operator]  # they are of one kind
        low, high = high, low
    return Range(draw(fields), low, high, draw(some.booleans()), draw(some.booleans()))


leaves = (
    some.builds(lambda found, field, prefix: Phrase(tuple(found), field, prefix), some.lists(word, min_size=1, max_size=3),
                some.sampled_from([None, "message"]), some.booleans())
    | some.builds(Equals, fields, texts)
    | some.builds(Wildcard, fields | some.sampled_from([None, "message"]), patterns())
    | some.builds(Regex, fields | some.sampled_from([None, "message"]), some.sampled_from(["a+", "^/x/$", r"\d", "a b", r"\\/"]))
    | some.builds(Exists, fields)
    | ranges()
    | some.builds(lambda low, after: Range("@timestamp", min(low, after), max(low, after), True, False), instants, instants)
    | some.builds(InNetwork, fields, some.just(IPv4Network("10.0.0.0/8")))
)  # fmt: skip


def _joined(kind: type[And] | type[Or]):
    def join(children: list[Node]) -> Node:
        flat: list[Node] = []
        for child in children:
            flat += child.children if isinstance(child, kind) else (child,)
        return kind(tuple(flat))

    return join


trees = some.just(Everything()) | some.recursive(
    leaves,
    lambda inner: (
        some.lists(inner, min_size=2, max_size=4).map(_joined(And))
        | some.lists(inner, min_size=2, max_size=4).map(_joined(Or))
        | inner.map(Not)
    ),
    max_leaves=12,
)


@given(trees)
@settings(max_examples=1000, deadline=None)
def test_every_tree_prints_as_a_text_that_reads_as_it(tree: Node) -> None:
    assert parse(to_text(tree)).tree == tree


@given(trees)
@settings(max_examples=500, deadline=None)
def test_a_query_and_its_negation_divide_the_events(tree: Node) -> None:
    assert matcher(Query("", tree))(EVENT) is not matcher(Query("", Not(tree)))(EVENT)


@given(some.text(max_size=60))
def test_the_words_of_a_text_are_found_in_it(text: str) -> None:
    found = words(text)
    event = {**EVENT, "message": text}
    if found:
        assert matcher(Query("", Phrase(found, "message")))(event)
        assert matcher(Query("", Phrase((*found[:-1], found[-1][:1]), "message", prefix=True)))(event)
        assert matcher(Query("", And(tuple(Phrase((each,)) for each in found))))(event)
