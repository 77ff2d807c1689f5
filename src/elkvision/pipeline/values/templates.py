"""Texts with fields in them: `%{field}`, `%{[a][b]}`, `%{+yyyy.MM.dd}`, `%{{yyyy}}`, `%{+%s}`.

A field that is not there leaves its `%{…}` as it was written; a list is joined with commas, a hash
is JSON, a moment ISO 8601.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

from elkvision.pipeline.allowance import make
from elkvision.pipeline.event import WorkEvent
from elkvision.pipeline.values.json_text import json_text
from elkvision.pipeline.values.numbers import float_text
from elkvision.pipeline.values.patterns_of_time import time_writer
from elkvision.pipeline.values.references import BadReference, Reference, reference
from elkvision.pipeline.values.timestamp import Timestamp

#: Makes the text for an event.
Template = Callable[[WorkEvent], str]
#: Shorter texts are not counted.
LONG: Final = 1_000


@lru_cache(maxsize=16384)
def template(text: str) -> Template:
    """What fills in a text. Raises ValueError when a time in it is written in letters nobody knows."""
    parts = _parts(text)
    if all(isinstance(part, str) for part in parts):
        whole = "".join(part for part in parts if isinstance(part, str))
        return lambda event: whole  # noqa: ARG005 - every event gets the same
    writers = [part if callable(part) else _constant(part) for part in parts]
    if len(writers) == 1:
        return writers[0]

    def write_all(event: WorkEvent) -> str:
        texts = [write(event) for write in writers]
        size = sum(map(len, texts))
        if size > LONG:
            make(size)
        return "".join(texts)

    return write_all


def is_constant(text: str) -> bool:
    """Whether the text is the same for every event."""
    return "%{" not in text


def value_text(value: Any) -> str:
    """How a value reads inside a text."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return float_text(value)
    if isinstance(value, list):
        return ",".join(["" if item is None else value_text(item) for item in value])
    if isinstance(value, dict):
        return json_text(value)
    return "" if value is None else str(value)


def _parts(text: str) -> list[str | Template]:
    parts: list[str | Template] = []
    position = 0
    while True:
        start = text.find("%{", position)
        end = text.find("}", start) if start >= 0 else -1
        if end < 0:
            break
        parts.append(text[position:start])
        inside = text[start + 2 : end]
        if inside.startswith("{") and text.startswith("}", end + 1):
            parts.append(_time(time_writer(inside[1:])))
            end += 1
        elif inside.startswith("+%s"):
            parts.append(_epoch)
        elif inside.startswith("+"):
            parts.append(_time(time_writer(inside[1:])))
        else:
            parts.append(_field(inside))
        position = end + 1
    parts.append(text[position:])
    return [part for part in parts if part != ""] or [""]


def _constant(text: str) -> Template:
    return lambda event: text  # noqa: ARG005 - every event gets the same


def _field(name: str) -> Template:
    unfilled = f"%{{{name}}}"
    try:
        found: Reference = reference(name)
    except BadReference:
        return _constant(unfilled)
    get = found.get

    def write(event: WorkEvent) -> str:
        value = get(event)
        if value.__class__ is str:
            return str(value)
        return unfilled if value is None else value_text(value)

    return write


def _time(write: Callable[[Timestamp], str]) -> Template:
    def fill(event: WorkEvent) -> str:
        stamp = event.timestamp()
        return "" if stamp is None else write(stamp)

    return fill


def _epoch(event: WorkEvent) -> str:
    stamp = event.timestamp()
    return "" if stamp is None else str(stamp.nanoseconds // 1_000_000_000)
