"""`translate`: looks a value up in a dictionary, and writes what it finds."""

from collections.abc import Callable
from typing import Any

from elkvision.pipeline.event import WorkEvent
from elkvision.pipeline.filters.contract import (
    BOOLEAN,
    FIELD,
    HASH,
    NUMBER,
    PATH,
    BadSetting,
    Filter,
    Option,
    Plugin,
    Settings,
    Surroundings,
)
from elkvision.pipeline.filters.translate.dictionaries import Dictionary, from_file, inline
from elkvision.pipeline.filters.translate.lookups import Lookup, lookup_in
from elkvision.pipeline.values.references import Reference, reference
from elkvision.pipeline.values.replacing import TIME_LIMIT
from elkvision.pipeline.values.ruby import array, to_s
from elkvision.pipeline.values.templates import Template, template

Update = Callable[[WorkEvent, Lookup], bool]


def make(settings: Settings, around: Surroundings) -> Filter:
    """True where something was found, or the fallback written. Raises BadSetting."""
    source = _one_of(settings, "source", "field")
    if source is None:
        raise BadSetting("the setting `source` is missing", option="source")
    ecs = settings["ecs_compatibility"] != "disabled"
    target = _one_of(settings, "target", "destination") or (source if ecs else "translation")
    override = settings["override"] if settings["override"] is not None else source == target
    fallback = None if settings["fallback"] is None else template(settings["fallback"])
    over = settings["iterate_on"]
    if over is None:
        update = _single(reference(source), reference(target), fallback)
    elif over == source:
        update = _list(reference(source), reference(target), fallback)
    else:
        update = _items(over, source, target, fallback)
    taken = reference(target) if over in (None, source) and not override else None
    return _running(update, reference(over or source), taken, settings, around)


def _one_of(settings: Settings, name: str, old_name: str) -> str | None:
    if settings[name] is not None and settings[old_name] is not None:
        raise BadSetting(f"`{old_name}` is the old name of `{name}`: write one of them", option=old_name)
    value: str | None = settings[name] if settings[name] is not None else settings[old_name]
    return value


def _dictionary(settings: Settings, around: Surroundings) -> Dictionary:
    if settings["dictionary_path"] is None:
        return inline(settings["dictionary"])
    if settings["dictionary"]:
        raise BadSetting("`dictionary` and `dictionary_path` exclude each other", option="dictionary_path")
    return from_file(
        settings["dictionary_path"], around, settings["refresh_interval"], settings["refresh_behaviour"] == "replace"
    )


def _running(
    update: Update, wanted: Reference, taken: Reference | None, settings: Settings, around: Surroundings
) -> Filter:
    dictionary = _dictionary(settings, around)
    exact, by_expression = settings["exact"], settings["regex"]
    seconds = min(TIME_LIMIT, around.most_seconds)
    entries = dictionary()
    lookup = lookup_in(entries, exact, by_expression, seconds)

    def run(event: WorkEvent) -> bool:
        nonlocal lookup, entries
        current = dictionary()
        if current is not entries:
            lookup, entries = lookup_in(current, exact, by_expression, seconds), current
        if not wanted.has(event) or (taken is not None and taken.has(event)):
            return False
        return update(event, lookup)

    return run


def _single(source: Reference, target: Reference, fallback: Template | None) -> Update:
    def update(event: WorkEvent, lookup: Lookup) -> bool:
        value = source.get(event)
        if isinstance(value, list):
            value = value[0] if value else None
        found = lookup(to_s(value))
        if found is not None:
            target.set(event, found)
            return True
        if fallback is not None:
            target.set(event, fallback(event))
        return fallback is not None

    return update


def _list(source: Reference, target: Reference, fallback: Template | None) -> Update:
    def update(event: WorkEvent, lookup: Lookup) -> bool:
        missing = None if fallback is None else fallback(event)
        found = [lookup(to_s(item)) for item in array(source.get(event))]
        results = [missing if item is None else item for item in found]
        target.set(event, results)
        return any(item is not None and item is not False for item in results)

    return update


def _items(over: str, source: str, target: str, fallback: Template | None) -> Update:
    base, inner, outer = _bracketed(over), _bracketed(source), _bracketed(target)
    whole = reference(over)

    def update(event: WorkEvent, lookup: Lookup) -> bool:
        matched = False
        items = whole.get(event)
        for index, item in enumerate(items if isinstance(items, list) else ()):
            if not isinstance(item, dict):
                continue
            found: Any = lookup(to_s(event.get(f"{base}[{index}]{inner}")))
            if found is None and fallback is not None:
                found = fallback(event)
            if found is not None:
                event.set(f"{base}[{index}]{outer}", found)
                matched = True
        return matched

    return update


def _bracketed(name: str) -> str:
    return name if name.startswith("[") and name.endswith("]") else f"[{name}]"


PLUGIN = Plugin(
    name="translate",
    summary="Looks values up in a dictionary",
    options={
        "source": Option(FIELD),
        "field": Option(FIELD, deprecated="write `source`"),
        "target": Option(FIELD),
        "destination": Option(FIELD, deprecated="write `target`"),
        "dictionary": Option(HASH, default={}),
        "dictionary_path": Option(PATH),
        "exact": Option(BOOLEAN, default=True),
        "regex": Option(BOOLEAN, default=False),
        "override": Option(BOOLEAN),
        "fallback": Option(),
        "iterate_on": Option(FIELD),
        "refresh_interval": Option(NUMBER, default=300),
        "refresh_behaviour": Option(one_of=("merge", "replace"), default="merge"),
        "yaml_dictionary_code_point_limit": Option(NUMBER, ignored="files are read as a whole, whatever their size"),
        "yaml_load_strategy": Option(ignored="there is one way to read YAML here"),
    },
    make=make,
)
