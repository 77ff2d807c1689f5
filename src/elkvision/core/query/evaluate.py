"""The tree's plain reading in Python: what live tail and alerts run, many thousand times a second.

A query is compiled once into closures that allocate little; of conditions joined by And the cheap come first.
"""

from collections.abc import Callable
from typing import Any, Final

from elkvision.core.event import WORD_FIELDS, Event
from elkvision.core.query.leaves import (
    equal_to,
    in_network,
    is_filled,
    phrase_in,
    regex_in,
    whole_like,
    within,
    word_like,
)
from elkvision.core.query.tree import (
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
    Range,
    Regex,
    Wildcard,
)
from elkvision.core.query.values import ATTRIBUTES

Matcher = Callable[[Event], bool]
Test = Callable[[Any], bool]

_OTHER_WORD_FIELDS: Final = tuple(field for field in WORD_FIELDS if field != "message")


def matcher(query: Query) -> Matcher:
    """A function that says whether an event matches the query."""
    return _compile(query.tree)


def _compile(node: Node) -> Matcher:
    match node:
        case Everything():
            return lambda _: True
        case And(children):
            return _all([_compile(child) for child in sorted(children, key=_cost)])
        case Or(children):
            return _one_of(children) or _any([_compile(child) for child in sorted(children, key=_cost)])
        case Not(child):
            inner = _compile(child)
            return lambda event: not inner(event)
        case _:
            return _leaf(node)


def _leaf(node: Node) -> Matcher:
    match node:
        case Phrase(words, field, prefix):
            return _in_text(field, phrase_in(words, prefix=prefix))
        case Wildcard(None | "message" as field, parts):
            return _in_text(field, word_like(parts))
        case Regex(None, expression):
            return _in_text(None, regex_in(expression), lower=False)
        case Equals("level", value):
            level = value.lower()
            return lambda event: event.get("level") == level
        case Equals(field, value):
            return _on_field(field, equal_to(value))
        case Wildcard(str() as field, parts):
            return _on_field(field, whole_like(parts))
        case Regex(str() as field, expression):
            return _on_field(field, regex_in(expression))
        case Exists(field) if field.startswith(ATTRIBUTES):
            path = field.removeprefix(ATTRIBUTES)
            return lambda event: "attributes" in event and _is_there(event["attributes"], path)
        case Exists(name):
            return lambda event: is_filled(event.get(name))
        case Range("received_at"):
            between = within(node)
            return lambda event: between(event["received_at"] * 1_000_000)
        case Range(field):
            return _on_field(field, within(node))
        case InNetwork(field, network):
            return _on_field(field, in_network(network))
    raise AssertionError(f"{node!r} is no leaf")


# -- joining


def _all(parts: list[Matcher]) -> Matcher:
    """Joined two by two, which is quicker than a loop and never deep."""
    if len(parts) == 1:
        return parts[0]
    half = (len(parts) + 1) // 2
    first, second = _all(parts[:half]), _all(parts[half:])
    return lambda event: first(event) and second(event)


def _any(parts: list[Matcher]) -> Matcher:
    if len(parts) == 1:
        return parts[0]
    half = (len(parts) + 1) // 2
    first, second = _any(parts[:half]), _any(parts[half:])
    return lambda event: first(event) or second(event)


def _one_of(children: tuple[Node, ...]) -> Matcher | None:
    """Several levels to choose from are one look into a set."""
    levels = frozenset(
        child.value.lower() for child in children if isinstance(child, Equals) and child.field == "level"
    )
    if len(levels) != len(children):
        return None
    return lambda event: event.get("level") in levels


_COSTS: Final = {Everything: 0, Exists: 1, Equals: 2, Range: 3, InNetwork: 4, Phrase: 5, Wildcard: 7, Regex: 9}


def _cost(node: Node) -> int:
    if isinstance(node, And | Or):
        return sum(_cost(child) for child in node.children)
    if isinstance(node, Not):
        return _cost(node.child)
    everywhere = 0 if getattr(node, "field", None) else 4
    attribute = 1 if (getattr(node, "field", None) or "").startswith(ATTRIBUTES) else 0
    return _COSTS[type(node)] + everywhere + attribute


# -- finding the values


def _in_text(field: str | None, test: Callable[[str], bool], *, lower: bool = True) -> Matcher:
    """The test on the message or, with field None, on any of WORD_FIELDS."""
    others = () if field else _OTHER_WORD_FIELDS

    def lowered(event: Event) -> bool:
        if test(event.get("message", "").lower()):
            return True
        for other in others:
            value = event.get(other)
            if value is not None and test(value.lower()):
                return True
        return False

    def as_is(event: Event) -> bool:
        return test(event.get("message", "")) or any(test(event[other]) for other in others if other in event)

    return lowered if lower else as_is


def _on_field(field: str, test: Test) -> Matcher:
    """The test on a field's value, or on each element of a list."""
    tested = _each(test)
    if field.startswith(ATTRIBUTES):
        path = field.removeprefix(ATTRIBUTES)
        if "." in path:
            return lambda event: "attributes" in event and _at_path(event["attributes"], path, tested)
        return _attribute(path, tested)

    def top(event: Event) -> bool:
        value = event.get(field)
        return value is not None and tested(value)

    return top


def _attribute(name: str, tested: Test) -> Matcher:
    def matches(event: Event) -> bool:
        attributes = event.get("attributes")
        if attributes is None:
            return False
        value = attributes.get(name)
        return value is not None and tested(value)

    return matches


def _each(test: Test) -> Test:
    def tested(value: Any) -> bool:
        kind = type(value)
        if kind is list:
            return any(map(tested, value))
        return kind is not dict and test(value)

    return tested


def _at_path(node: Any, path: str, tested: Test) -> bool:
    """Is there a value at the path that passes? Its dots may be steps or part of a key, and lists are gone through."""
    if type(node) is list:
        return any(_at_path(element, path, tested) for element in node)
    if type(node) is not dict:
        return False
    value = node.get(path)
    if value is not None and tested(value):
        return True
    dot = path.find(".")
    while dot >= 0:
        inner = node.get(path[:dot])
        if inner is not None and _at_path(inner, path[dot + 1 :], tested):
            return True
        dot = path.find(".", dot + 1)
    return False


def _is_there(node: Any, path: str) -> bool:
    """Is there anything at the path, or below it?"""
    if type(node) is list:
        return any(_is_there(element, path) for element in node)
    if type(node) is not dict:
        return False
    below = path + "."
    for key, value in node.items():
        if key == path or key.startswith(below):
            if is_filled(value):
                return True
        elif path.startswith(key + ".") and _is_there(value, path[len(key) + 1 :]):
            return True
    return False
