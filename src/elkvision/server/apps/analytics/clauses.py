"""What is added to a query to have only the lines with a value, or all but those."""

from elkvision.core.query import Equals, Exists, Node, Not, Phrase, field_named, to_text, words


def with_value(field: str, value: str | None) -> Node:
    """Lines whose field has the value; with None those that lack the field."""
    name = field_named(field)
    if value is None:
        return Not(Exists(name))
    if name == "message":
        said = tuple(words(value))
        return Phrase(said, "message") if said else Exists("message")
    return Equals(name, value)


def include(field: str, value: str | None) -> str:
    return to_text(with_value(field, value))


def exclude(field: str, value: str | None) -> str:
    return to_text(Exists(field_named(field)) if value is None else Not(with_value(field, value)))
