"""`line`: an event for each line."""

from elkvision.pipeline.codecs.contract import Codec, Decoder, Encode
from elkvision.pipeline.event import WorkEvent
from elkvision.pipeline.filters.contract import BadSetting, Option, Settings, Surroundings
from elkvision.pipeline.values.charsets import reader
from elkvision.pipeline.values.originals import event_of_text
from elkvision.pipeline.values.pieces import Pieces
from elkvision.pipeline.values.templates import template


class Lines:
    """Keeps the beginning of a line until its end arrives."""

    def __init__(self, settings: Settings, around: Surroundings) -> None:
        try:
            self._read = reader(settings["charset"])
        except LookupError as error:
            raise BadSetting(str(error), option="charset") from None
        if not settings["delimiter"]:
            raise BadSetting("the delimiter cannot be empty", option="delimiter")
        self._pieces = Pieces(settings["delimiter"].encode())
        self._cut_return = settings["delimiter"] == "\n"
        self._ecs = settings["ecs_compatibility"] != "disabled"
        self._now = around.now

    def decode(self, data: bytes) -> list[WorkEvent]:
        """An event for each line that is whole now."""
        now = self._now()
        return [self._event(piece, now) for piece in self._pieces.cut(data)]

    def flush(self) -> list[WorkEvent]:
        """A last line without an end."""
        rest = self._pieces.last()
        return [self._event(rest, self._now())] if rest else []

    def _event(self, piece: bytes, now: int) -> WorkEvent:
        if self._cut_return and piece.endswith(b"\r"):
            piece = piece[:-1]
        return event_of_text(self._read(piece), now, self._ecs)


def decoder(settings: Settings, around: Surroundings) -> Decoder:
    """Raises BadSetting."""
    return Lines(settings, around)


def encoder(settings: Settings, around: Surroundings) -> Encode:  # noqa: ARG001 - needs nothing from outside
    """Writes by `format`, else time and message, and the delimiter."""
    write = template(settings["format"] or "%{@timestamp} %{message}")
    delimiter = settings["delimiter"]
    return lambda event: f"{write(event)}{delimiter}".encode()


CODEC = Codec(
    name="line",
    summary="Text, an event for each line",
    decoder=decoder,
    encoder=encoder,
    options={"charset": Option(default="UTF-8"), "format": Option(), "delimiter": Option(default="\n")},
)
