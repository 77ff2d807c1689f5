"""`plain`: what arrives at once is one event."""

from elkvision.pipeline.codecs.contract import Codec, Decoder, Encode
from elkvision.pipeline.event import WorkEvent
from elkvision.pipeline.filters.contract import BadSetting, Option, Settings, Surroundings
from elkvision.pipeline.values.charsets import reader
from elkvision.pipeline.values.originals import event_of_text
from elkvision.pipeline.values.templates import template


class Plain:
    """No stream has anything waiting here."""

    def __init__(self, settings: Settings, around: Surroundings) -> None:
        try:
            self._read = reader(settings["charset"])
        except LookupError as error:
            raise BadSetting(str(error), option="charset") from None
        self._ecs = settings["ecs_compatibility"] != "disabled"
        self._now = around.now

    def decode(self, data: bytes) -> list[WorkEvent]:
        """One event, whose message is all of it."""
        return [event_of_text(self._read(data), self._now(), self._ecs)]

    def flush(self) -> list[WorkEvent]:
        """Nothing."""
        return []


def decoder(settings: Settings, around: Surroundings) -> Decoder:
    """Raises BadSetting."""
    return Plain(settings, around)


def encoder(settings: Settings, around: Surroundings) -> Encode:  # noqa: ARG001 - needs nothing from outside
    """Writes by `format`, else time and message."""
    write = template(settings["format"] or "%{@timestamp} %{message}")
    return lambda event: write(event).encode()


CODEC = Codec(
    name="plain",
    summary="Text, an event each time something arrives",
    decoder=decoder,
    encoder=encoder,
    options={"charset": Option(default="UTF-8"), "format": Option()},
)
