"""Conditions: what stands between `if` and `{`.

`and` and `nand` bind tighter than `or` and `xor`. Runs of them are put together the way Logstash's
compiler does it, which differs from the usual reading in one case (see `_join`).
"""

import re
from typing import Final

from elkvision.pipeline.language.scanner import Scanner
from elkvision.pipeline.language.source import Place
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

_MOST: Final = 300
_BINDING: Final = {"and": 2, "nand": 2, "or": 1, "xor": 1}
_COMPARISONS: Final = ("==", "!=", "<=", ">=", "=~", "!~", "<", ">")
_SELECTOR: Final = re.compile(r"(?:\[[^\]\[,]+\])+")
_NESTED_SELECTOR: Final = re.compile(r"\[(?:\s*\[[^\]\[,]+\]\s*)+\]")
_REGEX: Final = re.compile(r"/((?:\\/|[^/])*+)/")
_NOT_IN: Final = re.compile(r"not\s+in\b")
_IN: Final = re.compile(r"in\b")
_QUOTED_INSIDE: Final = re.compile(r"""\[\s*("[^"]*"|'[^']*'|-?[0-9]+(?:\.[0-9]*)?)\s*\]$""")


def condition(scan: Scanner) -> Condition:
    """Expressions with and, or, xor and nand between them."""
    operands = [_expression(scan)]
    operators: list[tuple[str, Place]] = []
    while (word := scan.peek_word()) in _BINDING:
        place = scan.place()
        scan.word()
        operators.append((word, place))
        operands.append(_expression(scan))
        if len(operands) > _MOST:
            scan.fail(f"at most {_MOST} conditions in a row")
    if scan.sees("&&") or scan.sees("||"):
        scan.fail("`and`, `or`, `xor`, `nand` or `{`", "write `and` for `&&`, `or` for `||`")
    return _join(scan, operands, operators)


def _join(scan: Scanner, operands: list[Condition], operators: list[tuple[str, Place]]) -> Condition:
    """Puts a run of expressions together.

    Logstash takes at most one waiting operator off when a weaker one comes: `a and b and c or d` is
    `a and (b and c or d)`. We do as it does, and say so.
    """
    waiting: list[tuple[str, Place]] = []
    out: list[Condition | tuple[str, Place]] = [operands[0]]
    for operator, operand in zip(operators, operands[1:], strict=True):
        if waiting and _BINDING[waiting[-1][0]] > _BINDING[operator[0]]:
            out.append(waiting.pop())
            if waiting and _BINDING[waiting[-1][0]] > _BINDING[operator[0]]:
                scan.warn(operator[1], f"Logstash reads what stands before this `{operator[0]}` from the right: "
                                       "the first part must hold in any case", "put parentheses")  # fmt: skip
        waiting.append(operator)
        out.append(operand)
    out.extend(reversed(waiting))
    stack: list[Condition] = []
    for item in out:
        if isinstance(item, tuple):
            right, left = stack.pop(), stack.pop()
            stack.append(Junction(item[0], left, right, item[1]))
        else:
            stack.append(item)
    return stack[0]


def _expression(scan: Scanner) -> Condition:
    scan.skip()
    place = scan.place()
    if scan.take("("):
        with scan.deeper():
            inner = condition(scan)
        scan.expect(")", "`)`, `and`, `or`, `xor` or `nand`")
        return inner
    if scan.sees("!") and not scan.sees("!=") and not scan.sees("!~"):
        scan.take("!")
        return _negation(scan, place)
    left = _operand(scan)
    operator = _operator(scan)
    if operator is None:
        if isinstance(left, FieldOperand | Text | Number):
            return Truth(left, place)
        scan.fail("a comparison")
    right = _operand(scan, after=operator)
    if isinstance(right, RegexOperand) and operator not in ("=~", "!~"):
        scan.at = right.place.offset
        scan.fail(f"a field, a string or a number after `{operator}`", "an expression is matched with `=~`")
    return Comparison(operator, left, right, place)


def _negation(scan: Scanner, place: Place) -> Condition:
    if scan.take("("):
        with scan.deeper():
            inner = condition(scan)
        scan.expect(")", "`)`, `and`, `or`, `xor` or `nand`")
        return Negation(inner, place)
    if scan.sees("!"):
        scan.fail("`(` or a field after `!`")
    before = scan.place()
    field = _field(scan)
    if field is None:
        scan.fail("`(` or a field such as `[name]` after `!`")
    if (operator := _operator(scan)) is not None:
        scan.at = before.offset
        scan.fail("a field by itself after `!`", f"write `!({field.text} {operator} …)`")
    return Negation(Truth(field, before), place)


def _operator(scan: Scanner) -> str | None:
    if scan.pattern(_NOT_IN):
        return "not in"
    if scan.pattern(_IN):
        return "in"
    for symbol in _COMPARISONS:
        if scan.take(symbol):
            return symbol
    if scan.sees("="):
        scan.fail("a comparison", "write `==`")
    return None


def _operand(scan: Scanner, after: str = "") -> Operand:
    scan.skip()
    if found := scan.string() or scan.number():
        if after in ("=~", "!~") and isinstance(found, Text):
            return RegexOperand(found.value, found.place)
        return found
    place = scan.place()
    if field := _field(scan):
        return _one_item_list(scan, field) if after in ("in", "not in") else field
    if scan.take("["):
        return _list(scan, place)
    if scan.sees("/"):
        found_regex = scan.pattern(_REGEX)
        if found_regex is None:
            scan.fail("the `/` that closes the expression")
        return RegexOperand(found_regex[1], place)
    word = scan.peek_word()
    hint = f"write `[{word}]` for the field, or quotes for a text" if word else ""
    return scan.fail("a field such as `[name]`, a string or a number", hint)


def _field(scan: Scanner) -> FieldOperand | None:
    scan.skip()
    place = scan.place()
    if found := scan.pattern(_SELECTOR):
        return FieldOperand(found[0], place)
    if found := scan.pattern(_NESTED_SELECTOR):
        scan.warn(
            place, "doubled brackets around a field are an error in Logstash", f"write `{found[0][1:-1].strip()}`"
        )
        return FieldOperand(found[0][1:-1].strip(), place)
    return None


def _one_item_list(scan: Scanner, field: FieldOperand) -> Operand:
    """`in ["a"]` means a list of one here; in Logstash, a field of that name."""
    found = _QUOTED_INSIDE.match(field.text)
    if found is None:
        return field
    scan.warn(field.place, "a list of one is read as a list here; Logstash takes it for a field and never matches",
              f"write `== {found[1]}`")  # fmt: skip
    written = found[1]
    if written[0] in "\"'":
        return ListValue((Text(written[1:-1], field.place),), field.place)
    return ListValue((Number(float(written) if "." in written else int(written), field.place),), field.place)


def _list(scan: Scanner, place: Place) -> ListValue:
    items: list[Text | Number] = []
    while not scan.take("]"):
        if items:
            scan.expect(",", "`,` or `]`")
        item = scan.string() or scan.number() or scan.word()
        if item is None:
            scan.fail("a string, a number or `]`")
        items.append(item)
    return ListValue(tuple(items), place)
