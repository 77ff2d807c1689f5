"""From conditions to closures, with Logstash's truth, comparison and missing-field rules.

- A field is true when it is there and neither null, false, nor an empty text (0 is true, and so
  is an empty list).
- Values of different types are never equal (7 is not "7", and not 7.0), nor ordered: the
  comparison is false, as it is when the field is missing.
- `in` looks for a text in a text, or for an item in a list; in a list that is written out, items are
  compared by their text (5 is in ["5", "6"]).
"""

import math
from collections.abc import Callable, Sequence
from operator import ge, gt, le, lt
from typing import Any, Final

from elkvision.pipeline.event import WorkEvent
from elkvision.pipeline.expressions import BadExpression, compile_expression
from elkvision.pipeline.language.source import PipelineError, Problem
from elkvision.pipeline.language.tree import (
    Comparison,
    Condition,
    FieldOperand,
    Junction,
    ListValue,
    Negation,
    Number,
    Operand,
    RegexOperand,
    Text,
    Truth,
)
from elkvision.pipeline.values.references import BadReference, reference
from elkvision.pipeline.values.templates import value_text
from elkvision.pipeline.values.timestamp import Timestamp

Test = Callable[[WorkEvent], bool]
Getter = Callable[[WorkEvent], Any]

#: Seconds that an expression may take for one text.
TIME_LIMIT: Final = 1.0

_ORDERS: Final = {"<": lt, ">": gt, "<=": le, ">=": ge}


def compile_condition(condition: Condition, most_seconds: float = math.inf) -> Test:
    """The closure for a condition. Raises PipelineError for a field or an expression that cannot be.

    An expression in it may take a second for a text, or `most_seconds` when that is less.
    """
    if isinstance(condition, Negation):
        inner = compile_condition(condition.inner, most_seconds)
        return lambda event: not inner(event)
    if isinstance(condition, Junction):
        return _junction(condition, most_seconds)
    if isinstance(condition, Truth):
        return _truth(condition)
    return _comparison(condition, most_seconds)


def is_true(value: Any) -> bool:
    """Whether a value counts as true by itself."""
    return value is not None and value is not False and value != "" and value != "false"


def same(one: Any, other: Any) -> bool:
    """Equal and of the same type."""
    return type(one) is type(other) and bool(one == other)


def ordered(compare: Callable[[Any, Any], bool], one: Any, other: Any) -> bool:
    """Numbers with numbers, texts with texts, moments with moments; anything else is not ordered."""
    if isinstance(one, bool) or isinstance(other, bool):
        return False
    if isinstance(one, str):
        return isinstance(other, str) and compare(one, other)
    if isinstance(one, int | float):
        return isinstance(other, int | float) and compare(one, other)
    return isinstance(one, Timestamp) and isinstance(other, Timestamp) and compare(one, other)


def contains(holder: Any, item: Any) -> bool:
    """Whether a text contains a text, a list an item; otherwise whether both are the same."""
    if isinstance(item, list | dict) or item is None:
        return False
    if isinstance(holder, str):
        return isinstance(item, str) and item in holder
    if isinstance(holder, list):
        return any(same(one, item) for one in holder)
    return same(holder, item)


def _junction(junction: Junction, most_seconds: float) -> Test:
    tests = [compile_condition(part, most_seconds) for part in _parts(junction)]
    if len(tests) > 2:
        return _all(tests) if junction.operator == "and" else _any(tests)
    left, right = tests
    if junction.operator == "and":
        return lambda event: left(event) and right(event)
    if junction.operator == "or":
        return lambda event: left(event) or right(event)
    if junction.operator == "xor":
        return lambda event: left(event) is not right(event)
    return lambda event: not (left(event) and right(event))


def _parts(junction: Junction) -> list[Condition]:
    """A run of `and`, or of `or`, is one junction of many."""
    if junction.operator not in ("and", "or"):
        return [junction.left, junction.right]
    parts: list[Condition] = []
    waiting: list[Condition] = [junction]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Junction) and part.operator == junction.operator:
            waiting += [part.right, part.left]
        else:
            parts.append(part)
    return parts


def _all(tests: Sequence[Test]) -> Test:
    def test(event: WorkEvent) -> bool:
        for one in tests:  # noqa: SIM110 - a loop is half as dear as `all` over a generator, for each event
            if not one(event):
                return False
        return True

    return test


def _any(tests: Sequence[Test]) -> Test:
    def test(event: WorkEvent) -> bool:
        for one in tests:  # noqa: SIM110 - a loop is half as dear as `any` over a generator, for each event
            if one(event):
                return True
        return False

    return test


def _truth(truth: Truth) -> Test:
    if not isinstance(truth.operand, FieldOperand):
        constant = is_true(_constant(truth.operand))
        return lambda event: constant  # noqa: ARG005 - the same for every event
    get = _getter(truth.operand)

    def test(event: WorkEvent) -> bool:
        value = get(event)
        return value is not None and value is not False and value != "" and value != "false"

    return test


def _comparison(comparison: Comparison, most_seconds: float) -> Test:
    operator = comparison.operator
    if operator in ("=~", "!~"):
        return _match(comparison, min(TIME_LIMIT, most_seconds))
    if operator == "not in":
        inside = _in(comparison)
        return lambda event: not inside(event)
    if operator == "in":
        return _in(comparison)
    if operator == "!=":
        equal = _equal(comparison)
        return lambda event: not equal(event)
    return _equal(comparison) if operator == "==" else _order(comparison)


def _equal(comparison: Comparison) -> Test:
    left, right = comparison.left, comparison.right
    if isinstance(right, FieldOperand) and not isinstance(left, FieldOperand):
        left, right = right, left
    if not isinstance(left, FieldOperand):
        constant = same(_constant(left), _constant(right))
        return lambda event: constant  # noqa: ARG005 - the same for every event
    get = _getter(left)
    if isinstance(right, FieldOperand):
        other = _getter(right)
        return lambda event: same(get(event), other(event))
    value = _constant(right)
    if isinstance(value, str):
        return lambda event: bool(get(event) == value)
    kind = type(value)

    def test(event: WorkEvent) -> bool:
        found = get(event)
        return type(found) is kind and bool(found == value)

    return test


def _order(comparison: Comparison) -> Test:
    compare = _ORDERS[comparison.operator]
    left, right = _either(comparison.left), _either(comparison.right)
    return lambda event: ordered(compare, left(event), right(event))


def _match(comparison: Comparison, seconds: float) -> Test:
    if not isinstance(comparison.right, RegexOperand):
        raise _problem(comparison.right, "expected an expression in slashes or quotes")
    try:
        search = compile_expression(comparison.right.pattern.replace("\\/", "/")).search
    except BadExpression as error:
        raise _problem(comparison.right, str(error)) from error
    wanted = comparison.operator == "=~"
    get = _either(comparison.left)

    def test(event: WorkEvent) -> bool:
        value = get(event)
        return (isinstance(value, str) and search(value, seconds) is not None) is wanted

    return test


def _in(comparison: Comparison) -> Test:
    left, right = comparison.left, comparison.right
    if isinstance(right, ListValue):
        texts = frozenset(value_text(_constant(item)) for item in right.items if isinstance(item, Text | Number))
        get = _either(left)

        def listed(event: WorkEvent) -> bool:
            value = get(event)
            return value is not None and value_text(value) in texts

        return listed
    if isinstance(left, FieldOperand) and not isinstance(right, FieldOperand):
        text = value_text(_constant(right))
        get = _getter(left)

        def inside(event: WorkEvent) -> bool:
            value = get(event)
            return isinstance(value, str) and value in text

        return inside
    holder = _either(right)
    if isinstance(left, Text):
        return _text_in(left.value, holder)
    item = _either(left)
    return lambda event: contains(holder(event), item(event))


def _text_in(text: str, holder: Getter) -> Test:
    """What is asked most: whether a tag is there."""

    def test(event: WorkEvent) -> bool:
        found = holder(event)
        return (isinstance(found, list) or isinstance(found, str)) and text in found  # noqa: SIM101 - quicker in two

    return test


def _either(operand: Operand) -> Getter:
    if isinstance(operand, FieldOperand):
        return _getter(operand)
    constant = _constant(operand)
    return lambda event: constant  # noqa: ARG005 - the same for every event


def _getter(operand: FieldOperand) -> Getter:
    try:
        found = reference(operand.text)
    except BadReference as error:
        raise _problem(operand, str(error)) from error
    if not found.parents and not found.metadata:
        key = found.key
        return lambda event: event.data.get(key)
    return found.get


def _constant(operand: Operand) -> Any:
    if isinstance(operand, Text | Number):
        return operand.value
    if isinstance(operand, ListValue):
        return [item.value for item in operand.items if isinstance(item, Text | Number)]
    raise _problem(operand, "expected a field, a string, a number or a list")


def _problem(operand: Operand, message: str) -> PipelineError:
    return PipelineError([Problem(operand.place, message)])
