"""The settings of dissect, and the filter made of them."""

from collections.abc import Callable
from typing import Final

from elkvision.pipeline.event import WorkEvent
from elkvision.pipeline.filters.contract import (
    ARRAY,
    HASH,
    BadSetting,
    Filter,
    Option,
    Plugin,
    Settings,
    Surroundings,
)
from elkvision.pipeline.filters.dissect.conversion import Conversions
from elkvision.pipeline.filters.dissect.mapping import BadMapping, Part, dissect, read_mapping
from elkvision.pipeline.values.references import BadReference, CannotSet, Reference, reference
from elkvision.pipeline.values.templates import value_text

#: Puts the texts of the fields into an event.
_Fill = Callable[[WorkEvent, list[str]], None]


def _fill(parts: list[Part]) -> _Fill:
    """Normal fields first, then appended ones by their order, then those named by another."""
    normal: list[tuple[int, Reference, str]] = []
    appended: list[tuple[int, int, Reference, str]] = []
    indirect: list[tuple[int, Reference, int]] = []
    names = {part.name: at for at, part in enumerate(parts) if part.name and part.kind != "indirect"}
    for at, part in enumerate(parts):
        if part.kind == "normal":
            field = reference(part.name)
            normal.append((at, field, "" if field.parents or field.metadata else field.key))
        elif part.kind == "append":
            appended.append((part.order, at, reference(part.name), part.before or " "))
        elif part.kind == "indirect":
            indirect.append((at, reference(part.name), names.get(part.name, -1)))
    appended.sort(key=lambda one: one[:2])

    def fill_normal(event: WorkEvent, values: list[str]) -> None:
        data = event.data
        for at, field, key in normal:
            if key:
                data[key] = values[at]
            else:
                field.set(event, values[at])

    if not appended and not indirect:
        return fill_normal

    def fill_all(event: WorkEvent, values: list[str]) -> None:
        fill_normal(event, values)
        for _order, at, field, joint in appended:
            before = field.get(event)
            field.set(event, values[at] if before is None else f"{value_text(before)}{joint}{values[at]}")
        for at, field, source in indirect:
            named = field.get(event)
            name = value_text(named) if named is not None else values[source] if source >= 0 else ""
            if name:
                reference(name).set(event, values[at])

    return fill_all


class _Dissect:
    def __init__(self, settings: Settings) -> None:
        self.mappings: list[tuple[Reference, list[Part], _Fill]] = []
        for field, mapping in settings["mapping"].items():
            try:
                parts = read_mapping(str(mapping))
                self.mappings.append((reference(field), parts, _fill(parts)))
            except (BadMapping, BadReference) as wrong:
                raise BadSetting(str(wrong), option="mapping") from wrong
        self.conversions = Conversions(settings["convert_datatype"])
        self.failure_tags: list[str] = settings["tag_on_failure"]

    def run(self, event: WorkEvent) -> bool:
        succeeded = True
        for field, parts, fill in self.mappings:
            text = field.get(event)
            if text is None:
                continue
            if not self._dissect(event, text if isinstance(text, str) else value_text(text), parts, fill):
                succeeded = False
                for tag in self.failure_tags:
                    event.tag(tag)
        if self.conversions.wanted:
            self.conversions.apply(event)
        return succeeded

    def _dissect(self, event: WorkEvent, text: str, parts: list[Part], fill: _Fill) -> bool:
        values = dissect(text, parts) if text else None
        if values is None:
            return False
        try:
            fill(event, values)
        except (CannotSet, BadReference):
            return False
        return True


def make(settings: Settings, around: Surroundings) -> Filter:  # noqa: ARG001 - nothing from outside is needed
    """Reads the mappings. Raises BadSetting."""
    return _Dissect(settings).run


PLUGIN: Final = Plugin(
    name="dissect",
    make=make,
    options={
        "mapping": Option(HASH, default={}),
        "convert_datatype": Option(HASH, default={}),
        "tag_on_failure": Option(ARRAY, default=["_dissectfailure"]),
    },
    summary="Takes a text apart at fixed delimiters",
)
