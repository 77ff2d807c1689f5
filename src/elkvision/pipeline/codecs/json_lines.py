"""`json_lines`: a JSON object on each line."""

import msgspec

from elkvision.pipeline.codecs.contract import Codec, Decoder, Encode
from elkvision.pipeline.event import WorkEvent
from elkvision.pipeline.filters.contract import BYTES, FIELD, BadSetting, Option, Settings, Surroundings
from elkvision.pipeline.values.charsets import reader
from elkvision.pipeline.values.originals import event_of_object, event_of_text, json_of
from elkvision.pipeline.values.pieces import LONGEST, Pieces

FAILURE_TAG = "_jsonparsefailure"
_decode = msgspec.json.Decoder().decode


class JsonLines:
    """Keeps the beginning of a line until its end arrives."""

    def __init__(self, settings: Settings, around: Surroundings) -> None:
        try:
            self._read = reader(settings["charset"])
        except LookupError as error:
            raise BadSetting(str(error), option="charset") from None
        if not settings["delimiter"]:
            raise BadSetting("the delimiter cannot be empty", option="delimiter")
        self._pieces = Pieces(settings["delimiter"].encode(), settings["decode_size_limit_bytes"])
        self._target = settings["target"]
        self._ecs = settings["ecs_compatibility"] != "disabled"
        self._now = around.now

    def decode(self, data: bytes) -> list[WorkEvent]:
        """An event for each object on the lines that are whole now; other lines are tagged, blank ones left out."""
        return self._events(self._pieces.cut(data))

    def flush(self) -> list[WorkEvent]:
        """A last line without an end."""
        return self._events([self._pieces.last()])

    def _events(self, lines: list[bytes]) -> list[WorkEvent]:
        now = self._now()
        events: list[WorkEvent] = []
        for line in lines:
            if not line or line.isspace():
                continue
            text = self._read(line)
            try:
                found = _decode(text)
                objects = found if isinstance(found, list) and self._target is None else [found]
                events += [event_of_object(one, now, self._target) for one in objects]
            except (msgspec.DecodeError, TypeError, ValueError, RecursionError):
                events.append(event_of_text(text, now, self._ecs, FAILURE_TAG))
        return events


def decoder(settings: Settings, around: Surroundings) -> Decoder:
    """Raises BadSetting."""
    return JsonLines(settings, around)


def encoder(settings: Settings, around: Surroundings) -> Encode:  # noqa: ARG001 - needs nothing from outside
    """The event as one JSON object, and the delimiter."""
    delimiter = settings["delimiter"].encode()
    return lambda event: json_of(event) + delimiter


CODEC = Codec(
    name="json_lines",
    summary="JSON, an object on each line",
    decoder=decoder,
    encoder=encoder,
    options={
        "charset": Option(default="UTF-8"),
        "delimiter": Option(default="\n"),
        "target": Option(FIELD),
        "decode_size_limit_bytes": Option(BYTES, default=LONGEST),
    },
)
