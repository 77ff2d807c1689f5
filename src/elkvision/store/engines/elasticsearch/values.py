"""What a leaf of the query tree asks of one field's values, as terms of the index."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Final

from elkvision.core.query import Equals, Exists, InNetwork, Query, Range, Regex, Wildcard, matcher, read_number
from elkvision.core.query.leaves import regex_in, text_of, whole_like
from elkvision.store.engines.elasticsearch.coding import (
    AFTER,
    BREAK,
    TERMS,
    WHOLE_MESSAGE,
    boolean_term,
    hash_term,
    is_long,
    long_term,
    number_term,
    path_of,
    sortable,
    text_term,
)
from elkvision.store.engines.elasticsearch.dsl import ALWAYS, NEVER, Asked, Dsl, any_of, one_of_terms, regexp
from elkvision.store.engines.elasticsearch.expressions import Lucene, escaped, found_by, like
from elkvision.store.engines.elasticsearch.networks import ANY_IPV6, in_network, ipv4

#: Own fields that are searched in fields of their own, which hold the text in lower case, and not among the terms.
PLAIN: Final = {"message": WHOLE_MESSAGE, "level": "level", "id": "id", "tenant_id": "tenant_id"}
_BOOLEANS: Final = {"true": True, "false": False}
_ANY_NUMBER: Final = r"[+\-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)(e[+\-]?[0-9]+)?"
#: What a number's text has.
_NUMERIC: Final = frozenset("0123456789+-.e")
_ALWAYS: Final = frozenset({"@timestamp", "received_at", "id", "tenant_id"})
_ATTRIBUTES: Final = "attributes."
_LONG_MESSAGE: Final = long_term("message")
#: How the terms of texts, and of numbers as texts, go on after the path.
_TEXT_OR_NUMBER: Final = f"(s|n[^{BREAK}]*{BREAK})"

Leaf = Equals | Wildcard | Regex | Range | InNetwork | Exists


def asked_of(node: Leaf, simpler: int = 0) -> Asked:
    """The question of the node's one field. `simpler` is how often the server found the expressions too complex."""
    field = str(node.field)
    match node:
        case Exists():
            return Asked(filled(field))
        case Equals():
            return Asked(equal_to_any(field, [node.value]))
        case Range(low=low, high=high) if mixed(low, high):
            return _both(node)
        case _ if field in PLAIN:
            return _of_plain(node, PLAIN[field], simpler)
        case Wildcard(parts=parts):
            return _wildcard(field, parts, simpler)
        case Regex(expression=expression):
            return _expression(field, expression, simpler)
        case Range():
            return _between(field, node)
        case InNetwork(network=network):
            return Asked(in_network(field, network))


def mixed(low: object, high: object) -> bool:
    """Is one bound a number and the other a text? Then a value has to be both."""
    return low is not None and high is not None and isinstance(low, str) != isinstance(high, str)


# -- equal, there


def equal_to_any(field: str, values: Sequence[str]) -> Dsl:
    """Equal to one of these: an id, a level, or a value of any type."""
    if field == "id":
        return {"ids": {"values": [value.lower() for value in values]}}
    if field in PLAIN:
        return one_of_terms(PLAIN[field], [value.lower() for value in values])
    path = path_of(field)
    terms: dict[str, None] = {}
    for value in values:
        terms |= dict.fromkeys(_terms(path, value))
    return one_of_terms(TERMS, list(terms))


def _terms(path: str, value: str) -> list[str]:
    found = [hash_term(path, value) if is_long(value) else text_term(path, value)]
    number = read_number(value)
    if number is not None:
        found.append(number_term(path, number))
        if float(number) == number:  # the same number with a point may have another text
            found.append(number_term(path, float(number)))
        if float(number).is_integer():
            found.append(number_term(path, int(number)))
    boolean = _BOOLEANS.get(value.lower())
    if boolean is not None:
        found.append(boolean_term(path, boolean))
    return found


def filled(field: str) -> Dsl:
    """Is there anything at the path, or below it?"""
    if not field.startswith(_ATTRIBUTES):
        return has_value(field)
    below = regexp(TERMS, escaped(path_of(field)) + rf"\.[^{BREAK}]*{BREAK}(s.+|[^s].*)")
    return any_of([has_value(field), below])


def has_value(field: str) -> Dsl:
    """Is there a single value at the very path that is not the empty text?"""
    if field in _ALWAYS:
        return ALWAYS
    if field in PLAIN:
        there: Dsl = {"exists": {"field": PLAIN[field]}}
        return any_of([there, {"term": {TERMS: long_term(field)}}]) if field == "message" else there
    start = path_of(field) + BREAK
    before = {"range": {TERMS: {"gte": start, "lt": start + "s"}}}
    return any_of([before, {"range": {TERMS: {"gt": start + "s", "lt": path_of(field) + AFTER}}}])


def has_number(field: str) -> Dsl:
    """Is there a value that is a number or reads as one?"""
    if field in PLAIN:
        return regexp(PLAIN[field], _ANY_NUMBER)
    return ALWAYS if field in _ALWAYS else {"prefix": {TERMS: path_of(field) + BREAK + "n"}}


# -- expressions


def texts_like(fields: Sequence[str], expression: Lucene, *, numbers: bool = False) -> Asked:
    """Of fields that have terms: does any text match, or with `numbers` any number as a text?"""
    paths = [path_of(field) for field in fields]
    named = escaped(paths[0]) if len(paths) == 1 else "(" + "|".join(map(escaped, paths)) + ")"
    found = regexp(TERMS, f"{named}{BREAK}{_TEXT_OR_NUMBER if numbers else 's'}({expression.text})")
    long = tuple(long_term(path) for path in paths)
    if expression.exact:
        return Asked(found, one_of_terms(TERMS, long), long)
    return Asked(NEVER, any_of([found, one_of_terms(TERMS, long)]))


def _wildcard(field: str, parts: tuple[str, ...], simpler: int) -> Asked:
    path = path_of(field)
    own = not field.startswith(_ATTRIBUTES)
    numbers = not own and _NUMERIC.issuperset("".join(parts[::2]).lower())
    if parts[1:] == ("*", "") and not numbers:
        long = long_term(path)
        asked = Asked({"prefix": {TERMS: text_term(path, parts[0])}}, {"term": {TERMS: long}}, (long,))
    else:
        asked = texts_like([field], like(parts, simpler), numbers=numbers)
    return asked if own else _or_boolean(asked, path, whole_like(parts))


def _expression(field: str, expression: str, simpler: int) -> Asked:
    own = not field.startswith(_ATTRIBUTES)
    asked = texts_like([field], found_by(expression, simpler), numbers=not own)
    return asked if own else _or_boolean(asked, path_of(field), regex_in(expression))


def _or_boolean(asked: Asked, path: str, test: Callable[[Any], bool]) -> Asked:
    terms = [boolean_term(path, value) for value in (False, True) if test(value)]
    return replace(asked, sure=any_of([asked.sure, one_of_terms(TERMS, terms)])) if terms else asked


def plain_expression(field: str, expression: Lucene) -> Asked:
    """Of a field that is searched for itself."""
    found = regexp(PLAIN[field], expression.text)
    if field != "message":
        return Asked(found) if expression.exact else Asked(NEVER, found)
    long: Dsl = {"term": {TERMS: _LONG_MESSAGE}}
    if expression.exact:
        return Asked(found, long, (_LONG_MESSAGE,))
    return Asked(NEVER, any_of([found, long]))


def _of_plain(node: Wildcard | Regex | Range | InNetwork, name: str, simpler: int) -> Asked:
    field = str(node.field)
    match node:
        case Wildcard(parts=parts):
            asked = plain_expression(field, like(parts, simpler))
        case Regex(expression=expression):
            asked = plain_expression(field, found_by(expression, simpler))
        case Range(low=low, high=high) if isinstance(low, str) or isinstance(high, str):
            asked = Asked(_text_range(name, "", node))
            if field == "message":
                asked = replace(asked, doubtful={"term": {TERMS: _LONG_MESSAGE}}, marks=(_LONG_MESSAGE,))
        case Range():
            asked = Asked(NEVER, regexp(name, _ANY_NUMBER))
        case InNetwork(network=network):
            text = ipv4(network) if network.version == 4 else ANY_IPV6
            asked = Asked(regexp(name, text)) if network.version == 4 else Asked(NEVER, regexp(name, text))
    return or_no_message(asked) if field == "message" and matcher(Query("", node))({"message": ""}) else asked


def or_no_message(asked: Asked) -> Asked:
    """The same, or an empty message, which is nowhere in the index."""
    return replace(asked, sure=any_of([asked.sure, {"bool": {"must_not": [filled("message")]}}]))


# -- ranges


def _between(field: str, node: Range) -> Asked:
    path = path_of(field)
    if isinstance(node.low, str) or isinstance(node.high, str):
        long = long_term(path)
        return Asked(_text_range(TERMS, f"{path}{BREAK}s", node), {"term": {TERMS: long}}, (long,))
    return Asked(_number_range(path, node))


def _both(node: Range) -> Asked:
    """A number and a text as bounds: what has a value beyond either is looked at."""
    low = asked_of(Range(node.field, node.low, None, node.include_low, True))
    high = asked_of(Range(node.field, None, node.high, True, node.include_high))
    either = [query for asked in (low, high) for query in (asked.sure, asked.doubtful) if query]
    return Asked(NEVER, any_of(either))


def _text_range(name: str, start: str, node: Range) -> Dsl:
    bounds: dict[str, str] = {}
    if node.low is not None:
        bounds["gte" if node.include_low else "gt"] = f"{start}{node.low}"
    elif start:
        bounds["gte"] = start
    if node.high is not None:
        bounds["lte" if node.include_high else "lt"] = f"{start}{node.high}"
    elif start:
        bounds["lt"] = start[:-1] + chr(ord(start[-1]) + 1)
    return {"range": {name: bounds}}


def _number_range(path: str, node: Range) -> Dsl:
    """Nothing goes on from a sortable number but BREAK and its text, so all that equal it are before AFTER."""
    start = f"{path}{BREAK}n"
    bounds = {"gt": start, "lt": f"{path}{BREAK}o"}
    if node.low is not None and not isinstance(node.low, str):
        bounds["gt"] = start + sortable(node.low) + ("" if node.include_low else AFTER)
        if node.include_low:
            bounds["gte"] = bounds.pop("gt")
    if node.high is not None and not isinstance(node.high, str):
        bounds["lt"] = start + sortable(node.high) + (AFTER if node.include_high else "")
    return {"range": {TERMS: bounds}}


# -- the same as another event


def alike(field: str, values: Sequence[Any]) -> Dsl:
    """Has it each of these values, whatever their case; or, where there are none, no value at all? What it finds is
    compared anew, and may be more."""
    if not values:
        return {"bool": {"must_not": [has_value(field)]}}
    if field in ("@timestamp", "received_at", "message"):
        return ALWAYS
    return {"bool": {"filter": [equal_to_any(field, [text_of(value)]) for value in values]}}
