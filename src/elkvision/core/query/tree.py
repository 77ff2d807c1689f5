"""The query tree: what every engine compiles, and what live tail and alerts evaluate in Python.

A field is a top-level field of the document (`core.event.FIELDS`) or a dotted path into the
attributes, written `attributes.<path>` here whatever the person typed (`user.id`, `attributes.user.id`).
`geoip` and `user_agent` are read as attributes until something of ours fills them.
A path means the same whether it was sent nested or dotted (`{"a": {"b": 1}}`, `{"a.b": 1}`), and goes
through lists of objects (`items.sku` of `{"items": [{"sku": 1}]}`).

A word is a longest run of Unicode letters and digits in the text lower-cased with `str.lower` (see
`words.py`). All text comparison ignores case. An absent field matches nothing but `Not`.
A field that holds a list matches when any element does. An object has no value of its own: it only exists.
Where a number or boolean is compared as text, its text is that of JSON, a whole number's without a point
(503.0 is `503`).

The parser settles what engines need not know: levels are folded and compared by severity (`level:>=error`
becomes `Or` of `Equals`), and times become a `Range` in nanoseconds.
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

    `parts` alternates literal text with the two tokens and begins and ends with literal text, which may be
    empty: ("/api/", "*", ".js"), ("", "*", "ment"). So even places are literal, an escaped star too.
    For `message` and for field None (any of WORD_FIELDS) the pattern has to match one whole word (when its
    literals are all letters and digits) or, where it holds other characters, is looked for anywhere in the
    text. Without any token it is text to be found anywhere, such as ("=>",), which has no words.
    """

    field: str | None
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Regex:
    """`field:/expr/`: the expression is found somewhere in the value, ignoring case. RE2 syntax, and `.`
    matches a line break too. Field None means any one of WORD_FIELDS."""

    field: str | None
    expression: str


@dataclass(frozen=True, slots=True)
class Exists:
    """The field is there and not empty: no "", [] or {}. An object exists when anything in it does."""

    field: str


@dataclass(frozen=True, slots=True)
class Range:
    """Between two bounds, at least one; None is open. Numbers are compared as numbers (a string that reads as
    one in decimal digits, with point and exponent, counts as one). For `@timestamp` and `received_at` bounds
    are int nanoseconds since 1970. A text bound compares strings only, lower-cased, by code point."""

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
