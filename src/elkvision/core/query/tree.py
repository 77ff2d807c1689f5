"""The query tree: what every engine compiles, and what live tail and alerts evaluate in Python.

A field is a top-level field of the document (`core.event.FIELDS`) or a dotted path into the
attributes, written `attributes.<path>` here whatever the person typed (`user.id`, `attributes.user.id`).

A word is a longest run of Unicode letters and digits, lower-cased with `str.lower` (see `words.py`).
All text comparison ignores case. An absent field matches nothing but `Not`.
A field that holds a list matches when any element does.
"""

from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network


@dataclass(frozen=True, slots=True)
class Everything:
    """Matches every event: the empty query."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """These words one after another. `field` None means any one of WORD_FIELDS; `message` is the only
    other one. With `prefix`, the last one is the beginning of a word.

    A bare word is a phrase of one; `payment-service` is a phrase of two.
    """

    words: tuple[str, ...]
    field: str | None = None
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Equals:
    """The whole value is this text, ignoring case. A number or boolean is compared by value: 500, "500"
    and 500.0 are equal to `500`; True is equal to `true`. Never used for `message`: that is a Phrase."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Wildcard:
    """The whole value matches a pattern of `*` (any run) and `?` (one character), ignoring case.

    `parts` alternates literal text with the two tokens, e.g. ("/api/", "*", ".js"). For `message` and for
    field None (any of WORD_FIELDS) the pattern is looked for in one word (no separators in it) or, where
    it holds other characters, anywhere in the text.
    """

    field: str | None
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Regex:
    """`field:/expr/`: the expression is found somewhere in the value, ignoring case. RE2 syntax."""

    field: str | None
    expression: str


@dataclass(frozen=True, slots=True)
class Exists:
    """The field is there and not empty."""

    field: str


@dataclass(frozen=True, slots=True)
class Range:
    """Between two bounds; None is open. Numbers are compared as numbers (a string that reads as one counts
    as one). For `@timestamp` and `received_at` bounds are int nanoseconds since 1970. A text bound compares
    texts, lower-cased, by code point."""

    field: str
    low: float | int | str | None = None
    high: float | int | str | None = None
    include_low: bool = True
    include_high: bool = True


@dataclass(frozen=True, slots=True)
class InNetwork:
    """The value is an IP address of the network."""

    field: str
    network: IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True)
class And:
    children: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or:
    children: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Not:
    child: "Node"


Node = Everything | Phrase | Equals | Wildcard | Regex | Exists | Range | InNetwork | And | Or | Not


@dataclass(frozen=True, slots=True)
class Query:
    """A query that was read: the text as typed, and its tree."""

    text: str
    tree: Node

    def __str__(self) -> str:
        return self.text


EVERYTHING = Query("", Everything())
