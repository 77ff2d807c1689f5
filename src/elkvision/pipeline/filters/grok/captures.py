"""What a match puts into an event: each capture under its field, as a text or a number."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from elkvision.pipeline.event import WorkEvent
from elkvision.pipeline.values.references import Reference, reference

_INTEGER: Final = re.compile(r"\s*([+-]?[0-9]+(?:_[0-9]+)*)")
#: Python reads numbers of about so many digits, and nobody writes longer ones on purpose.
_MOST_DIGITS: Final = 4000
_FLOAT: Final = re.compile(r"\s*([+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)")


@dataclass(frozen=True, slots=True)
class Capture:
    """One group of an expression and the field it fills."""

    #: Position in `match.groups()`.
    group: int
    field: Reference
    convert: Callable[[str], Any] | None
    overwrite: bool


def captures_of(names: Sequence[str], *, target: str | None, overwrite: frozenset[str]) -> tuple[Capture, ...]:
    """The captures of an expression whose groups have these names, in the order Logstash fills fields.

    Groups of the same name follow each other, wherever they stand in the expression.
    """
    found: list[Capture] = []
    for name in dict.fromkeys(name for name in names if name):
        pattern, field, kind, *_ = [*name.split(":"), "", ""]
        field = field or pattern
        where = reference(_below(target, field) if target else field)
        found += [
            Capture(group, where, _CONVERT.get(kind), field in overwrite)
            for group, other in enumerate(names)
            if other == name
        ]
    return tuple(found)


def _below(target: str, field: str) -> str:
    outer = target if target.startswith("[") else f"[{target}]"
    return outer + (field if field.startswith("[") else f"[{field}]")


def fill(event: WorkEvent, groups: Sequence[str | None], captures: Sequence[Capture], *, keep_empty: bool) -> None:
    """Puts what was captured into the event. Raises CannotSet.

    A field that has a text already becomes a list; one that is neither text nor list stays as it is.
    """
    data = event.data
    for capture in captures:
        value: Any = groups[capture.group]
        if not value and not keep_empty:
            continue
        if capture.convert is not None and value is not None:
            value = capture.convert(value)
        field = capture.field
        if not field.parents and not field.metadata:
            key = field.key
            old = data.get(key)
            if old is None or capture.overwrite:
                data[key] = value
            elif isinstance(old, list):
                old.append(value)
            elif isinstance(old, str):
                data[key] = [old, value]
        else:
            _fill_nested(event, field, value, capture.overwrite)


def _fill_nested(event: WorkEvent, field: Reference, value: Any, overwrite: bool) -> None:
    old = field.get(event)
    if old is None or overwrite:
        field.set(event, value)
    elif isinstance(old, list):
        old.append(value)
    elif isinstance(old, str):
        field.set(event, [old, value])


def to_integer(text: str) -> Any:
    """The whole number a text begins with; 0 when it begins with none. One of thousands of digits stays a text."""
    found = _INTEGER.match(text)
    if found is None:
        return 0
    return int(found[1]) if len(found[1]) <= _MOST_DIGITS else text


def to_float(text: str) -> float:
    """The number a text begins with; 0.0 when it begins with none."""
    found = _FLOAT.match(text)
    return float(found[1]) if found else 0.0


_CONVERT: Final[dict[str, Callable[[str], Any]]] = {"int": to_integer, "float": to_float}
