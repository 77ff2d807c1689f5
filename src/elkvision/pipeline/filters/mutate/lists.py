"""Changes between texts and lists, and of two fields into one."""

from collections.abc import Callable, Mapping
from typing import Any

from elkvision.pipeline.event import WorkEvent
from elkvision.pipeline.values import ruby
from elkvision.pipeline.values.references import Reference, reference
from elkvision.pipeline.values.trees import copied

Change = Callable[[WorkEvent], None]


def split(separators: Mapping[str, Any]) -> Change:
    """A text becomes the list of its parts."""
    prepared = [(reference(name), ruby.to_s(separator)) for name, separator in separators.items()]

    def run(event: WorkEvent) -> None:
        for field, separator in prepared:
            value = field.get(event)
            if value.__class__ is str:
                field.set(event, ruby.split(value, separator))

    return run


def join(separators: Mapping[str, Any]) -> Change:
    """A list becomes a text."""
    prepared = [(reference(name), ruby.to_s(separator)) for name, separator in separators.items()]

    def run(event: WorkEvent) -> None:
        for field, separator in prepared:
            value = field.get(event)
            if value.__class__ is list:
                field.set(event, ruby.join(value, separator))

    return run


def merge(additions: Mapping[str, Any]) -> Change:
    """Lists and texts go together as a list, two hashes as a hash; a hash and anything else stay as they are."""
    prepared = [
        (reference(name), [reference(ruby.to_s(added)) for added in ruby.array(added)])
        for name, added in additions.items()
    ]

    def run(event: WorkEvent) -> None:
        for target, added in prepared:
            _merge(event, target, added)

    return run


def _merge(event: WorkEvent, target: Reference, added: list[Reference]) -> None:
    value = copied(target.get(event))
    for field in added:
        more = copied(field.get(event))
        if isinstance(value, dict) != isinstance(more, dict):
            continue
        if isinstance(value, dict):
            value.update(more)
            target.set(event, value)
        else:
            merged = ruby.array(value)
            merged.extend(ruby.array(more))
            # A list is one and the same for all that are added; a text alone is not.
            target.set(event, list(merged))
