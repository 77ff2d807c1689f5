"""What a leaf of the query tree asks of one value, as SQL, for values of each kind."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network
from typing import Final

from elkvision.core.query import read_number
from elkvision.core.query.tree import Equals, InNetwork, Range, Regex, Wildcard
from elkvision.store.engines.clickhouse.parameters import Parameters

#: An expression to a condition on it.
Condition = Callable[[str], str]

NEVER: Final = "0"
_BOOLEANS: Final = {"true": "true", "false": "false"}
_SPECIAL: Final = frozenset("\\.+*?()|[]{}^$")
_NUMBER: Final = r"^[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]+)?$"


def _never(_expression: str) -> str:
    return NEVER


@dataclass(frozen=True)
class ValueTest:
    """The same question of a text, a number and a boolean; each may be one that no value passes."""

    text: Condition
    number: Condition = _never
    boolean: Condition = _never


def test_of(node: Equals | Wildcard | Regex | Range | InNetwork, parameters: Parameters) -> ValueTest:
    match node:
        case Equals(_, value):
            return _equals(value, parameters)
        case Wildcard(_, parts):
            return _found("^" + wildcard(parts, ".") + "$", parameters, lower=True)
        case Regex(_, expression):
            return _found(f"(?is){expression}", parameters, lower=False)
        case Range():
            return _range(node, parameters)
        case InNetwork(_, network):
            return ValueTest(_network(network))


def escaped(text: str) -> str:
    """A text as an expression that matches it alone."""
    return "".join("\\" + letter if letter in _SPECIAL else letter for letter in text)


def wildcard(parts: tuple[str, ...], letter: str) -> str:
    """`a*b?` as an expression; `letter` is what one character may be. Texts are lower case, a dot matches all."""
    pieces = ["(?s)" if letter == "." else "", escaped(parts[0].lower())]
    for wild, literal in zip(parts[1::2], parts[2::2], strict=True):
        pieces += [f"{letter}*" if wild == "*" else letter, escaped(literal.lower())]
    return "".join(pieces)


def one_of(values: Sequence[str], parameters: Parameters) -> ValueTest:
    """Equal to any of these. IN looks into the few values that a LowCardinality column has, `has` at every row."""
    texts = parameters.texts(sorted({value.lower() for value in values}))
    numbers = sorted({number for number in map(read_number, values) if number is not None})
    booleans = sorted({_BOOLEANS[value.lower()] for value in values if value.lower() in _BOOLEANS})
    return ValueTest(
        lambda x: f"lowerUTF8({x}) IN {texts}",
        (lambda x: f"{x} IN ({', '.join(map(_literal, numbers))})") if numbers else _never,
        (lambda x: f"{x} IN ({', '.join(booleans)})") if booleans else _never,
    )


def _equals(value: str, parameters: Parameters) -> ValueTest:
    text, number, boolean = parameters.text(value.lower()), read_number(value), _BOOLEANS.get(value.lower())
    return ValueTest(
        lambda x: f"lowerUTF8({x}) = {text}",
        (lambda x: f"{x} = {_literal(number)}") if number is not None else _never,
        (lambda x: f"{x} = {boolean}") if boolean else _never,
    )


def _found(expression: str, parameters: Parameters, *, lower: bool) -> ValueTest:
    wanted = parameters.text(expression)
    return ValueTest(
        lambda x: f"match({f'lowerUTF8({x})' if lower else x}, {wanted})",
        lambda x: f"match(toString({x}), {wanted})",
        lambda x: f"match(if({x}, 'true', 'false'), {wanted})",
    )


def _range(node: Range, parameters: Parameters) -> ValueTest:
    bounds = [
        (bound, sign)
        for bound, sign in (
            (node.low, ">=" if node.include_low else ">"),
            (node.high, "<=" if node.include_high else "<"),
        )
        if bound is not None
    ]
    texts = [_text_bound(bound, sign, parameters) for bound, sign in bounds]
    if any(isinstance(bound, str) for bound, _ in bounds):
        return ValueTest(lambda x: " AND ".join(text(x) for text in texts))
    kept = [f" {sign} {_literal(bound)}" for bound, sign in bounds if not isinstance(bound, str)]

    def between(x: str) -> str:
        return " AND ".join(x + each for each in kept)

    return ValueTest(lambda x: " AND ".join(text(x) for text in texts), between)


def _text_bound(bound: float | int | str, sign: str, parameters: Parameters) -> Condition:
    if isinstance(bound, str):
        wanted = parameters.text(bound.lower())
        return lambda x: f"lowerUTF8({x}) {sign} {wanted}"
    number = parameters.text(_NUMBER)
    return lambda x: (
        f"(match({x}, {number}) AND isFinite(toFloat64OrZero({x})) AND toFloat64OrZero({x}) {sign} {_literal(bound)})"
    )


def _network(network: IPv4Network | IPv6Network) -> Condition:
    first, last = network.network_address, network.broadcast_address
    if network.version == 4:
        # The engine takes 010.1.2.3 for an address, which could as well be octal.
        return lambda x: (
            f"(ifNull(toUInt32(toIPv4OrNull({x})) BETWEEN {int(first)} AND {int(last)}, 0)"
            f" AND NOT match({x}, '(^|[.])0[0-9]'))"
        )
    return lambda x: (
        f"(position({x}, ':') > 0 AND ifNull(toIPv6OrNull({x}) BETWEEN toIPv6('{first}') AND toIPv6('{last}'), 0))"
    )


def _literal(number: float | int) -> str:
    return repr(number)
