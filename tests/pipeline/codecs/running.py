"""Decodes and encodes, for the tests of this folder."""

from typing import Any

from elkvision.pipeline import WorkEvent
from elkvision.pipeline.codecs.registry import find_codec
from elkvision.pipeline.filters.contract import Settings, Surroundings

#: 4 January 2026, 12:00 UTC.
NOON = 1_767_528_000_000_000_000
NOWHERE = Surroundings(now=lambda: NOON)


def settings_of(name: str, ecs: str, given: dict[str, Any]) -> Settings:
    """The settings of a codec, with its defaults."""
    options = find_codec(name).options
    assert given.keys() <= options.keys()
    values = {option: given.get(option, known.default) for option, known in options.items()}
    return Settings({**values, "ecs_compatibility": ecs}, given, name)


def decoder(name: str, ecs: str = "disabled", around: Surroundings = NOWHERE, **given: Any) -> Any:
    """A decoder for one stream."""
    return find_codec(name).decoder(settings_of(name, ecs, given), around)


def decoded(name: str, *chunks: bytes, ecs: str = "disabled", **given: Any) -> list[dict[str, Any]]:
    """The fields of every event in a stream that arrives in chunks and ends, but for `@timestamp`."""
    stream = decoder(name, ecs, **given)
    events = [event for chunk in chunks for event in stream.decode(chunk)] + stream.flush()
    for event in events:
        event.data.pop("@timestamp")
    return [event.data for event in events]


def encoded(name: str, event: dict[str, Any], ecs: str = "disabled", **given: Any) -> bytes:
    """The bytes of one event."""
    encode = find_codec(name).encoder(settings_of(name, ecs, given), NOWHERE)
    return encode(WorkEvent.of(event, NOON))
