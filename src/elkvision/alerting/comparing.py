"""Two numbers compared, and how that is said."""

import operator
from collections.abc import Callable, Mapping
from typing import Final

from elkvision.alerting.rule import Operator

_COMPARE: Final[Mapping[str, Callable[[float, float], bool]]] = {
    ">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le, "==": operator.eq, "!=": operator.ne,
}  # fmt: skip
_SPOKEN: Final[Mapping[str, str]] = {
    ">": "more than", ">=": "at least", "<": "less than", "<=": "at most", "==": "exactly", "!=": "other than",
}  # fmt: skip


def compare(value: float, op: Operator, other: float) -> bool:
    return _COMPARE[op](value, other)


def comparer(op: Operator) -> Callable[[float, float], bool]:
    return _COMPARE[op]


def spoken_operator(op: Operator) -> str:
    return _SPOKEN[op]


def figure(number: float | None) -> str:
    """A number for people: four digits that matter, thousands parted."""
    if number is None:
        return "no number"
    if number == int(number) and abs(number) < 1e15:
        return f"{int(number):,}"
    if abs(number) >= 1000:
        return f"{number:,.0f}"
    return f"{number:.4g}"
