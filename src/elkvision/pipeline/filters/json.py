"""`json`: a text that is JSON becomes fields, at the top of the event or in a target."""

import json
from typing import Any, Final

import msgspec

from elkvision.pipeline.event import Timestamp, WorkEvent
from elkvision.pipeline.filters.contract import ARRAY, BOOLEAN, FIELD, Filter, Option, Plugin, Settings, Surroundings
from elkvision.pipeline.values.references import reference
from elkvision.pipeline.values.ruby import to_s

_STAMP: Final = "@timestamp"
_WHITE: Final = " \t\n\r"
_AFTER_NUMBER: Final = ("", *_WHITE)
_decode = msgspec.json.Decoder().decode


def make(settings: Settings, around: Surroundings) -> Filter:
    """Reads the source of each event. What is no JSON, or no object where none has a target, is tagged."""
    read = reference(settings["source"]).get
    target = reference(settings["target"]) if settings["target"] else None
    tags, silent = settings["tag_on_failure"], settings["skip_on_invalid_json"]

    def failed(event: WorkEvent) -> bool:
        for tag in tags:
            event.tag(tag)
        return False

    def run(event: WorkEvent) -> bool:
        text = read(event)
        if text is None or text is False:
            return False
        try:
            parsed = _decode(text)
        except (msgspec.DecodeError, TypeError, ValueError, RecursionError):
            try:
                parsed = first_value(text)
            except (TypeError, ValueError, RecursionError):
                return False if silent else failed(event)
        try:
            if target is not None:
                target.set(event, parsed)
                return True
            if not isinstance(parsed, dict):
                return failed(event)
            spread(event, parsed, around)
        except ValueError:  # a name that is no field reference, or a field that cannot be set
            return failed(event)
        return True

    return run


def first_value(text: Any) -> Any:
    """The value that a text begins with, whatever comes behind it; Logstash reads no further. Raises ValueError."""
    if not isinstance(text, str):
        raise TypeError("a text was expected")
    start = len(text) - len(text.lstrip(_WHITE))
    value, end = _READER.raw_decode(text, start)
    if not isinstance(value, (dict, list, str)) and text[end : end + 1] not in _AFTER_NUMBER:
        raise ValueError("what begins like a number is none")
    return value


def _refuse(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


_READER: Final = json.JSONDecoder(parse_constant=_refuse)


def spread(event: WorkEvent, parsed: dict[str, Any], around: Surroundings) -> None:
    """Every key of an object becomes a field. A key that reads like a field reference is one."""
    stamp = parsed.pop(_STAMP, None)
    names = "".join(parsed)
    if "[" in names or "]" in names or "@metadata" in names or "" in parsed or "tags" in parsed:
        for name, value in parsed.items():
            event.set(name, value)
    else:
        event.data.update(parsed)
    if stamp is not None and stamp is not False:
        _set_moment(event, stamp, around)


def _set_moment(event: WorkEvent, stamp: Any, around: Surroundings) -> None:
    """`@timestamp` is what the text says; when that is no moment, it is now, and the text is kept beside it."""
    try:
        event.data[_STAMP] = Timestamp.read(stamp)
    except (TypeError, ValueError, OverflowError):
        event.data[_STAMP] = Timestamp(around.now())
        event.tag("_timestampparsefailure")
        event.data["_@timestamp"] = to_s(stamp)


PLUGIN = Plugin(
    name="json",
    summary="Reads JSON out of a field",
    options={
        "source": Option(FIELD, required=True),
        "target": Option(FIELD),
        "tag_on_failure": Option(ARRAY, default=["_jsonparsefailure"]),
        "skip_on_invalid_json": Option(BOOLEAN, default=False),
    },
    make=make,
)
