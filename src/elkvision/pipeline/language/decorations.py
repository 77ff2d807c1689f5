"""What every filter does to an event that it was successful with: add_field, remove_field, add_tag, remove_tag."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from elkvision.pipeline.event import WorkEvent
from elkvision.pipeline.values.references import Reference, reference
from elkvision.pipeline.values.templates import Template, is_constant, template, value_text

#: Changes an event that a filter was successful with.
Decorate = Callable[[WorkEvent], None]


def decoration(
    add_field: Mapping[str, Any], remove_field: Sequence[str], add_tag: Sequence[str], remove_tag: Sequence[str]
) -> Decorate | None:
    """All four in Logstash's order, or None when there is nothing to do."""
    steps = [_adding(field, value) for field, value in add_field.items()]
    steps += [_removing(field) for field in remove_field]
    steps += [_tagging(template(tag)) for tag in add_tag]
    if remove_tag:
        steps.append(_untagging([template(tag) for tag in remove_tag]))
    if not steps:
        return None
    if len(steps) == 1:
        return steps[0]

    def decorate(event: WorkEvent) -> None:
        for step in steps:
            step(event)

    return decorate


def _adding(field: str, value: Any) -> Decorate:
    """A field that is there already becomes a list, and the value its last item."""
    name = template(field)
    values = [template(value_text(item)) for item in (value if isinstance(value, list) else [value])]
    fixed = reference(field) if is_constant(field) else None

    def add(event: WorkEvent) -> None:
        target = fixed or reference(name(event))
        for write in values:
            _append(event, target, write(event))

    return add


def _append(event: WorkEvent, target: Reference, text: str) -> None:
    if not target.has(event):
        target.set(event, text)
        return
    found = target.get(event)
    if isinstance(found, list):
        found.append(text)
    else:
        target.set(event, [text] if found is None else [found, text])


def _removing(field: str) -> Decorate:
    if is_constant(field):
        remove = reference(field).remove
        return lambda event: _forget(remove(event))
    name = template(field)
    return lambda event: _forget(reference(name(event)).remove(event))


def _forget(value: object) -> None:
    """What is removed is not looked at."""


def _tagging(write: Template) -> Decorate:
    return lambda event: event.tag(write(event))


def _untagging(templates: Sequence[Template]) -> Decorate:
    def untag(event: WorkEvent) -> None:
        tags = event.data.get("tags")
        if not tags:
            return
        gone = {write(event) for write in templates}
        event.data["tags"] = [tag for tag in (tags if isinstance(tags, list) else [tags]) if tag not in gone]

    return untag
