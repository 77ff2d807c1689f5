"""`json`: what arrives at once is one JSON object, or a list of them."""

import msgspec

from elkvision.pipeline.codecs.contract import Codec, Decoder, Encode
from elkvision.pipeline.event import WorkEvent
from elkvision.pipeline.filters.contract import FIELD, BadSetting, Option, Settings, Surroundings
from elkvision.pipeline.values.charsets import reader
from elkvision.pipeline.values.originals import event_of_object, event_of_text, json_of

FAILURE_TAG = "_jsonparsefailure"


class Json:
    """No stream has anything waiting here."""

    def __init__(self, settings: Settings, around: Surroundings) -> None:
        try:
            self._read = reader(settings["charset"])
        except LookupError as error:
            raise BadSetting(str(error), option="charset") from None
        self._target = settings["target"]
        self._ecs = settings["ecs_compatibility"] != "disabled"
        self._now = around.now

    def decode(self, data: bytes) -> list[WorkEvent]:
        """An event for each object; text that is no JSON object is one event, tagged."""
        text, now = self._read(data), self._now()
        try:
            found = msgspec.json.decode(text)
            objects = found if isinstance(found, list) and self._target is None else [found]
            return [event_of_object(one, now, self._target) for one in objects]
        except (msgspec.DecodeError, TypeError, ValueError, RecursionError):
            return [event_of_text(text, now, self._ecs, FAILURE_TAG)]

    def flush(self) -> list[WorkEvent]:
        """Nothing."""
        return []


def decoder(settings: Settings, around: Surroundings) -> Decoder:
    """Raises BadSetting."""
    return Json(settings, around)


def encoder(settings: Settings, around: Surroundings) -> Encode:  # noqa: ARG001 - nothing to be set
    """The event as one JSON object."""
    return json_of


CODEC = Codec(
    name="json",
    summary="JSON, an object or a list of objects each time something arrives",
    decoder=decoder,
    encoder=encoder,
    options={"charset": Option(default="UTF-8"), "target": Option(FIELD)},
)
