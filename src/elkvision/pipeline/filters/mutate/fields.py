"""Changes that give, rename and copy whole fields."""

from collections.abc import Callable, Mapping
from typing import Any

from elkvision.pipeline.event import WorkEvent
from elkvision.pipeline.values.references import reference
from elkvision.pipeline.values.ruby import to_s
from elkvision.pipeline.values.templates import is_constant, template
from elkvision.pipeline.values.trees import copied

Change = Callable[[WorkEvent], None]


def coerce(defaults: Mapping[str, Any]) -> Change:
    """A field that is there and null gets a value."""
    prepared = [(reference(name), template(to_s(value))) for name, value in defaults.items()]

    def run(event: WorkEvent) -> None:
        for field, write in prepared:
            if field.get(event) is None and field.has(event):
                field.set(event, write(event))

    return run


def rename(names: Mapping[str, Any]) -> Change:
    """Fields get other names, which may depend on the event."""
    steps = [_rename(old, to_s(new)) for old, new in names.items()]

    def run(event: WorkEvent) -> None:
        for step in steps:
            step(event)

    return run


def _rename(old: str, new: str) -> Change:
    if is_constant(old) and is_constant(new):
        source, target = reference(old), reference(new)

        def constant(event: WorkEvent) -> None:
            if source.has(event):
                target.set(event, source.remove(event))

        return constant

    write_old, write_new = template(old), template(new)

    def dynamic(event: WorkEvent) -> None:
        old_name, new_name = write_old(event), write_new(event)
        if event.has(old_name):
            event.set(new_name, event.remove(old_name))

    return dynamic


def update(values: Mapping[str, Any]) -> Change:
    """A field that is there gets another value."""
    prepared = [(reference(name), template(to_s(value))) for name, value in values.items()]

    def run(event: WorkEvent) -> None:
        for field, write in prepared:
            if field.has(event):
                field.set(event, write(event))

    return run


def replace(values: Mapping[str, Any]) -> Change:
    """A field gets a value, whether it was there or not."""
    prepared = [(reference(name), template(to_s(value))) for name, value in values.items()]

    def run(event: WorkEvent) -> None:
        for field, write in prepared:
            field.set(event, write(event))

    return run


def copy(names: Mapping[str, Any]) -> Change:
    """A field that has a value is written to another one too."""
    prepared = [(reference(source), reference(to_s(target))) for source, target in names.items()]

    def run(event: WorkEvent) -> None:
        for source, target in prepared:
            value = source.get(event)
            if value is not None:
                target.set(event, copied(value))

    return run
