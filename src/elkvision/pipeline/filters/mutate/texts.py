"""Changes of texts, and of the texts in lists."""

from collections.abc import Callable, Sequence
from typing import Any

from elkvision.pipeline.event import WorkEvent
from elkvision.pipeline.expressions import BadExpression, Expression, compile_expression
from elkvision.pipeline.filters.contract import BadSetting
from elkvision.pipeline.values import ruby
from elkvision.pipeline.values.references import reference
from elkvision.pipeline.values.replacing import TIME_LIMIT, Deadline, replaced, replacement
from elkvision.pipeline.values.templates import is_constant, template

Change = Callable[[WorkEvent], None]


def uppercase(names: Sequence[Any]) -> Change:
    """Everything in capitals."""
    return _each_text(names, str.upper)


def lowercase(names: Sequence[Any]) -> Change:
    """Everything in small letters."""
    return _each_text(names, str.lower)


def capitalize(names: Sequence[Any]) -> Change:
    """The first letter a capital, the others small."""
    return _each_text(names, lambda text: text[:1].upper() + text[1:].lower())


def _each_text(names: Sequence[Any], change: Callable[[str], str]) -> Change:
    fields = [reference(ruby.to_s(name)) for name in names]

    def run(event: WorkEvent) -> None:
        for field in fields:
            value = field.get(event)
            if value.__class__ is str:
                field.set(event, change(value))
            elif value.__class__ is list:
                field.set(event, [change(item) if item.__class__ is str else item for item in value])

    return run


def strip(names: Sequence[Any]) -> Change:
    """No white space at both ends. A list with anything but texts in it fails."""
    fields = [reference(ruby.to_s(name)) for name in names]

    def run(event: WorkEvent) -> None:
        for field in fields:
            value = field.get(event)
            if value.__class__ is str:
                field.set(event, ruby.strip(value))
            elif value.__class__ is list:
                field.set(event, [_stripped(item) for item in value])

    return run


def _stripped(item: Any) -> str:
    if not isinstance(item, str):
        raise TypeError(f"{item!r} cannot be stripped: it is no text")
    return ruby.strip(item)


def gsub(triples: Sequence[Any], seconds: float = TIME_LIMIT) -> Change:
    """Replaces what an expression matches: field, expression, replacement, and again. Raises BadSetting.

    An event on which one of them takes longer than so many seconds fails.
    """
    if len(triples) % 3:
        raise BadSetting(
            f"gsub has {len(triples)} values: a field, an expression and a replacement belong together", option="gsub"
        )
    texts = [ruby.to_s(value) for value in triples]
    steps = [_gsub(*triple, seconds) for triple in zip(texts[::3], texts[1::3], texts[2::3], strict=True)]

    def run(event: WorkEvent) -> None:
        for step in steps:
            step(event)

    return run


def _gsub(name: str, needle: str, new: str, seconds: float) -> Change:
    field, find, write = reference(name), _finder(needle), template(new)

    def run(event: WorkEvent) -> None:
        value = field.get(event)
        if value.__class__ is not str and value.__class__ is not list:
            return
        expression = find(event)
        fill = replacement(write(event), expression.names)
        if value.__class__ is str:
            field.set(event, replaced(expression, fill, value, seconds))
        else:
            left = Deadline(seconds, needle).left
            texts = [item if item.__class__ is not str else replaced(expression, fill, item, left()) for item in value]
            field.set(event, texts)

    return run


def _finder(needle: str) -> Callable[[WorkEvent], Expression]:
    """The expression of an event. Raises BadSetting when it is none for any."""
    if not is_constant(needle):
        write = template(needle)
        return lambda event: compile_expression(write(event))
    try:
        found = compile_expression(needle)
    except BadExpression as error:
        raise BadSetting(str(error), option="gsub") from None
    return lambda event: found  # noqa: ARG005 - the same for every event
