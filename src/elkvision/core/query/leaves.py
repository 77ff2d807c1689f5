"""The tests that a single value or text is put to. Texts of words arrive in lower case."""

import re
import socket
from collections.abc import Callable
from ipaddress import IPv4Network, IPv6Network
from typing import Any

import re2

from elkvision.core.query.tree import Range
from elkvision.core.query.values import compile_regex, read_number
from elkvision.core.query.words import is_word

#: Floats below this hold every whole number.
_EXACT = 1 << 53
_BOOLEANS = {"true": True, "false": False}


def text_of(value: Any) -> str:
    """A value as the text that its JSON has; a whole number's has no point."""
    kind = type(value)
    if kind is str:
        return value  # type: ignore[no-any-return]  # it is a str
    if kind is float and value.is_integer() and abs(value) < _EXACT:
        return str(int(value))
    return str(value).lower() if kind is bool else str(value)


def phrase_in(words: tuple[str, ...], *, prefix: bool) -> Callable[[str], bool]:
    """Are these words in a text, one after another?"""
    if len(words) == 1:
        return _word_in(words[0], prefix=prefix)
    longest = max(words, key=len)
    after = "" if prefix else r"(?![^\W_])"
    search = re.compile(r"(?<![^\W_])" + r"[\W_]++".join(map(re.escape, words)) + after).search
    return lambda text: longest in text and search(text) is not None


def _word_in(word: str, *, prefix: bool) -> Callable[[str], bool]:
    length = len(word)

    def found(text: str) -> bool:
        at = text.find(word)
        while at >= 0:
            end = at + length
            begins = at == 0 or not text[at - 1].isalnum()
            if begins and (prefix or end == len(text) or not text[end].isalnum()):
                return True
            at = text.find(word, at + 1)
        return False

    return found


def word_like(parts: tuple[str, ...]) -> Callable[[str], bool]:
    """Does a whole word of the text fit the pattern or, when it has more than letters, any part of the text?"""
    literals = [part.lower() for part in parts[::2]]
    if len(parts) == 1:
        return lambda text: literals[0] in text
    if all(is_word(literal) for literal in literals if literal):
        inner = _expression(literals, parts[1::2], "[\\p{L}\\p{N}]")
        search = re2.compile(f"(?:^|[^\\p{{L}}\\p{{N}}]){inner}(?:[^\\p{{L}}\\p{{N}}]|$)", _options()).search
    else:
        search = re2.compile(_expression(literals, parts[1::2], "."), _options()).search
    longest = max(literals, key=len)
    return lambda text: longest in text and search(text) is not None


def whole_like(parts: tuple[str, ...]) -> Callable[[Any], bool]:
    """Does the whole value fit the pattern?"""
    literals = [part.lower() for part in parts[::2]]
    if parts[1::2] == ("*",):
        first, last = literals
        least = len(first) + len(last)

        def fits(value: Any) -> bool:
            text = text_of(value).lower()
            return len(text) >= least and text.startswith(first) and text.endswith(last)

        return fits
    search = re2.compile(f"\\A{_expression(literals, parts[1::2], '.')}\\z", _options()).search
    return lambda value: search(text_of(value).lower()) is not None


def _expression(literals: list[str], tokens: tuple[str, ...], letter: str) -> str:
    pieces = [re2.escape(literals[0])]
    for wild, literal in zip(tokens, literals[1:], strict=True):
        pieces += [f"{letter}*?" if wild == "*" else letter, re2.escape(literal)]
    return "".join(pieces)


def _options() -> "re2.Options":
    options = re2.Options()
    options.dot_nl = True
    options.never_capture = True
    options.log_errors = False
    return options


def regex_in(expression: str) -> Callable[[Any], bool]:
    search = compile_regex(expression).search
    return lambda value: search(text_of(value)) is not None


def equal_to(value: str) -> Callable[[Any], bool]:
    """Is it this text, number or boolean?"""
    text, number, boolean = value.lower(), read_number(value), _BOOLEANS.get(value.lower())

    def equal(found: Any) -> bool:
        kind = type(found)
        if kind is str:
            return found.lower() == text  # type: ignore[no-any-return]  # it is a str
        return found is boolean if kind is bool else number is not None and found == number

    return equal


def is_filled(value: Any) -> bool:
    """Is there anything in it?"""
    if type(value) is dict:
        return any(map(is_filled, value.values()))
    if type(value) is list:
        return any(map(is_filled, value))
    return value is not None and value != ""


def within(range: Range) -> Callable[[Any], bool]:
    """Is it between the bounds, each compared as what it is: a number or a text?"""
    checks = []
    if range.low is not None:
        checks.append(_beyond(range.low, above=True, included=range.include_low))
    if range.high is not None:
        checks.append(_beyond(range.high, above=False, included=range.include_high))
    first, last = checks[0], checks[-1]
    return first if first is last else lambda value: first(value) and last(value)


def _beyond(bound: float | int | str, *, above: bool, included: bool) -> Callable[[Any], bool]:
    of_kind = _text if isinstance(bound, str) else _number

    def check(value: Any) -> bool:
        found = of_kind(value)
        if found is None:
            return False
        if found == bound:
            return included
        return (found > bound) is above

    return check


def _number(value: Any) -> Any:
    kind = type(value)
    if kind is int or kind is float:
        return value
    return read_number(value) if kind is str else None


def _text(value: Any) -> Any:
    return value.lower() if type(value) is str else None


def in_network(network: IPv4Network | IPv6Network) -> Callable[[Any], bool]:
    """Is it an address of the network?"""
    mask, base = int(network.netmask), int(network.network_address)
    family = socket.AF_INET if network.version == 4 else socket.AF_INET6
    separator = "." if network.version == 4 else ":"

    def inside(value: Any) -> bool:
        if type(value) is not str or separator not in value:
            return False
        try:
            packed = socket.inet_pton(family, value)
        except (OSError, ValueError):
            return False
        return int.from_bytes(packed) & mask == base

    return inside
