"""`fingerprint`: the same text always gives the same short value: a hash, a network, or its punctuation."""

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from elkvision.pipeline.event import WorkEvent
from elkvision.pipeline.filters.contract import (
    ARRAY,
    BOOLEAN,
    FIELD,
    PASSWORD,
    Filter,
    Option,
    Plugin,
    Settings,
    Surroundings,
)
from elkvision.pipeline.filters.fingerprint.methods import METHODS, hasher, punctuation
from elkvision.pipeline.values.references import reference
from elkvision.pipeline.values.ruby import to_s

#: What every event of Logstash has too: so that the mark of an event is the one that it has there.
_VERSION: Final = {"@version": "1"}


def make(settings: Settings, around: Surroundings) -> Filter:
    """Writes the target by the method. Raises BadSetting when a method's key is missing or no good."""
    ecs = settings["ecs_compatibility"] != "disabled"
    target = reference(settings["target"] or ("[event][hash]" if ecs else "fingerprint"))
    names: list[str] = [to_s(name) for name in settings["source"]]
    method = settings["method"]
    if method == "UUID":
        return _random(target.set, around)
    if method == "PUNCTUATION":
        return _each(sorted(names), lambda value: punctuation(to_s(value)), target.set)
    mark = hasher(method, settings["key"], settings["base64encode"])
    if settings["concatenate_all_fields"]:
        return _whole(lambda event: sorted((_VERSION | event.data).items()), mark, target.set)
    if settings["concatenate_sources"]:
        fields = [(name, reference(name)) for name in sorted(names)]
        return _whole(lambda event: [(name, field.get(event)) for name, field in fields], mark, target.set)
    return _each(names, lambda value: _marks(value, mark), target.set)


def _random(put: Callable[[WorkEvent, Any], None], around: Surroundings) -> Filter:
    def run(event: WorkEvent) -> bool:
        put(event, str(UUID(bytes=around.random_bytes(16), version=4)))
        return True

    return run


def _each(names: list[str], mark: Callable[[Any], Any], put: Callable[[WorkEvent, Any], None]) -> Filter:
    fields = [reference(name) for name in names]

    def run(event: WorkEvent) -> bool:
        for field in fields:
            if field.has(event):
                put(event, mark(field.get(event)))
        return True

    return run


def _marks(value: Any, mark: Callable[[Any], Any]) -> Any:
    if isinstance(value, list):
        return [mark(in_order(item)) for item in value]
    return mark(in_order(value))


def _whole(
    parts: Callable[[WorkEvent], list[tuple[str, Any]]],
    mark: Callable[[Any], Any],
    put: Callable[[WorkEvent, Any], None],
) -> Filter:
    """The names and values of several fields as one text."""

    def run(event: WorkEvent) -> bool:
        text = "".join([f"|{name}|{to_s(in_order(value))}" for name, value in parts(event)])
        put(event, mark(f"{text}|"))
        return True

    return run


def in_order(value: Any) -> Any:
    """The value with every hash in it sorted by its keys."""
    if isinstance(value, dict):
        return {key: in_order(value[key]) for key in sorted(value)}
    return [in_order(item) for item in value] if isinstance(value, list) else value


PLUGIN = Plugin(
    name="fingerprint",
    summary="Hashes fields",
    options={
        "source": Option(ARRAY, default=["message"]),
        "target": Option(FIELD),
        "method": Option(one_of=METHODS, default="SHA1"),
        "key": Option(PASSWORD),
        "base64encode": Option(BOOLEAN, default=False),
        "concatenate_sources": Option(BOOLEAN, default=False),
        "concatenate_all_fields": Option(BOOLEAN, default=False),
    },
    make=make,
)
