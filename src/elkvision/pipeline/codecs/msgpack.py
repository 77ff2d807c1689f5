"""`msgpack`: MessagePack maps, one after another."""

from datetime import datetime
from typing import Any

import msgpack

from elkvision.pipeline.codecs.contract import Codec, Decoder, Encode
from elkvision.pipeline.event import Timestamp, WorkEvent
from elkvision.pipeline.filters.contract import FIELD, Option, Settings, Surroundings
from elkvision.pipeline.values.originals import event_of_object, event_of_text
from elkvision.pipeline.values.ruby import to_s
from elkvision.pipeline.values.templates import template

FAILURE_TAG = "_msgpackparsefailure"


class MessagePack:
    """What arrives at once holds whole maps."""

    def __init__(self, settings: Settings, around: Surroundings) -> None:
        self._write = template(settings["format"]) if settings["format"] else None
        self._target = settings["target"]
        self._ecs = settings["ecs_compatibility"] != "disabled"
        self._now = around.now

    def decode(self, data: bytes) -> list[WorkEvent]:
        """An event for each map; anything else is one event with the bytes as text, tagged."""
        now = self._now()
        unpacker = msgpack.Unpacker(timestamp=3, strict_map_key=False, unicode_errors="replace")
        unpacker.feed(data)
        try:
            events = []
            end = 0
            for found in unpacker:
                events.append(event_of_object(_plain(found), now, self._target))
                end = unpacker.tell()
            if not data or end != len(data):
                raise ValueError("the last map is not whole")
        except (msgpack.UnpackException, ValueError, TypeError, RecursionError):
            return [event_of_text(data.decode("utf-8", "backslashreplace"), now, self._ecs, FAILURE_TAG)]
        for event in events:
            if self._write is not None and event.data.get("message") is None:
                event.data["message"] = self._write(event)
        return events

    def flush(self) -> list[WorkEvent]:
        """Nothing."""
        return []


def _plain(value: Any) -> Any:
    """The value as events have it: names are texts, bytes too, and times are moments."""
    if isinstance(value, dict):
        return {to_s(_plain(key)): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, bytes):
        return value.decode(errors="replace")
    if isinstance(value, datetime):
        return Timestamp.of(value)
    return str(value) if isinstance(value, msgpack.ExtType) else value


def decoder(settings: Settings, around: Surroundings) -> Decoder:
    """Makes events of maps."""
    return MessagePack(settings, around)


def encoder(settings: Settings, around: Surroundings) -> Encode:  # noqa: ARG001 - nothing to be set
    """The event as one map; moments are ISO 8601."""

    def encode(event: WorkEvent) -> bytes:
        packed: bytes = msgpack.packb(event.data, default=str)
        return packed

    return encode


CODEC = Codec(
    name="msgpack",
    summary="MessagePack",
    decoder=decoder,
    encoder=encoder,
    options={"format": Option(), "target": Option(FIELD)},
)
